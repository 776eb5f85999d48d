/** Every address of the page. */
import { createBrowserRouter, Outlet } from "react-router";
import { Home } from "../screens/home";
import { Login } from "../screens/login";
import { NotFound } from "../screens/not-found";
import { Problem } from "../screens/problem";
import { Submission } from "../screens/submission";
import { Submissions } from "../screens/submissions";
import { Broken } from "./broken";
import { SessionGate } from "./session";
import { Shell } from "./shell";

export const router = createBrowserRouter([
  {
    errorElement: <Broken />,
    element: <Outlet />,
    children: [
      { path: "/login", element: <Login /> },
      {
        element: (
          <SessionGate>
            <Shell />
          </SessionGate>
        ),
        children: [
          { path: "/", element: <Home /> },
          { path: "/problems/:id", element: <Problem /> },
          { path: "/submissions", element: <Submissions /> },
          { path: "/submissions/:id", element: <Submission /> },
          {
            path: "/studies/:id",
            lazy: async () => ({ Component: (await import("../screens/study")).Study }),
          },
          {
            path: "/studies/:id/problems/new",
            lazy: async () => ({ Component: (await import("../screens/new-problem")).NewProblem }),
          },
          {
            path: "/settings",
            lazy: async () => ({ Component: (await import("../screens/settings")).Settings }),
          },
          { path: "*", element: <NotFound /> },
        ],
      },
    ],
  },
]);
