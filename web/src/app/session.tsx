/** Who is signed in, and the gate in front of everything that needs it. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, use, useEffect, useState, type ReactNode } from "react";
import { Navigate, useLocation } from "react-router";
import { keepCsrfToken, whenSignedOut } from "../api/http";
import { keys, sessionQuery } from "../api/queries";
import type { Session } from "../api/types";
import { loginPath } from "./return-path";
import { ErrorNote, OfflineNote, Skeleton } from "../parts/states";

const Signed = createContext<Session | null>(null);

/** The session of the signed-in user. Only below `SessionGate`. */
export function useSession(): Session {
  const session = use(Signed);
  if (session === null) throw new Error("useSession is for screens behind the gate");
  return session;
}

/** Lets signed-in readers through; sends the others to sign in, and back here afterwards. */
export function SessionGate({ children }: { children: ReactNode }) {
  const session = useQuery(sessionQuery);
  const location = useLocation();
  const client = useQueryClient();
  const [ended, setEnded] = useState(false);
  const here = location.pathname + location.search + location.hash;

  useEffect(() => {
    whenSignedOut(() => {
      // Somebody was signed in, so the session has ended; a first visit finds none, which is no news.
      setEnded(Boolean(client.getQueryData<Session | null>(keys.session)));
      keepCsrfToken(null);
      client.setQueryData(keys.session, null);
    });
    return () => {
      whenSignedOut(null);
    };
  }, [client]);

  if (session.data === undefined) {
    return (
      <main className="page py-16">
        {session.fetchStatus === "paused" ? (
          <OfflineNote />
        ) : session.isError ? (
          <ErrorNote error={session.error} retry={() => void session.refetch()} />
        ) : (
          <Skeleton rows={4} />
        )}
      </main>
    );
  }
  if (session.data === null) return <Navigate to={loginPath(here, ended)} replace />;
  return <Signed value={session.data}>{children}</Signed>;
}
