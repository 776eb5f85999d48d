/** Starts the page: language first, so that nothing is drawn in the wrong one. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { RouterProvider } from "react-router";
import { ApiError } from "./api/http";
import { router } from "./app/routes";
import { startLanguage } from "./i18n";
import "./styles/main.css";

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      // An answer is an answer; only silence and a server in trouble are worth asking again.
      retry: (failures, error) =>
        failures < 2 && error instanceof ApiError && (error.unanswered || error.status >= 500),
    },
  },
});

const root = document.getElementById("root");
if (root) {
  await startLanguage();
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
}
