/** The states every list and form has besides "there it is": loading, empty, error, offline. */
import type { UseQueryResult } from "@tanstack/react-query";
import { CircleAlert, RotateCw, WifiOff } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../api/http";
import { Button } from "./button";
import { errorSentence } from "./errors";

/** Bars in the shape of what is coming; seen only if it takes longer than 200 ms. */
export function Skeleton({
  rows = 3,
  height = "h-5",
  gap = "gap-5",
}: {
  rows?: number;
  height?: string;
  gap?: string;
}) {
  const { t } = useTranslation();
  return (
    <div role="status" className={`flex flex-col py-3 ${gap}`}>
      <span className="sr-only">{t("app.loading")}</span>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className={`skeleton ${height} ${["w-11/12", "w-3/4", "w-5/6"][row % 3] ?? ""}`} />
      ))}
    </div>
  );
}

/** Nothing there, and what to do next. */
export function Empty({ title, hint, children }: { title: string; hint?: string; children?: ReactNode }) {
  return (
    <div className="py-4">
      <p>{title}</p>
      {hint && <p className="text-soft">{hint}</p>}
      {children && <div className="mt-3">{children}</div>}
    </div>
  );
}

/** One sentence and a way on. */
export function ErrorNote({ error, retry }: { error: unknown; retry?: (() => void) | undefined }) {
  const { t } = useTranslation();
  const reference = error instanceof ApiError && error.status >= 500 ? error.requestId : null;
  return (
    <div role="alert" className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3">
      <p className="flex items-start gap-2 text-alert">
        <CircleAlert aria-hidden className="mt-1 size-4 shrink-0" />
        <span>
          {errorSentence(t, error)}
          {reference && (
            <span className="block text-small text-soft select-all">{t("error.reference", { id: reference })}</span>
          )}
        </span>
      </p>
      {retry && (
        <Button onClick={retry}>
          <RotateCw aria-hidden className="size-4" />
          {t("app.retry")}
        </Button>
      )}
    </div>
  );
}

/** Shown in place of a list that could not be fetched because the device is offline. */
export function OfflineNote() {
  const { t } = useTranslation();
  return (
    <p className="flex items-center gap-2 py-3 text-soft">
      <WifiOff aria-hidden className="size-4 shrink-0" />
      {t("app.offline")}
    </p>
  );
}

/** Draws a read in whichever state it is; what is already known stays on the page while it is fetched again. */
export function Loaded<T>({
  query,
  skeleton,
  children,
}: {
  query: UseQueryResult<T>;
  skeleton?: ReactNode;
  children: (data: T) => ReactNode;
}) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.fetchStatus === "paused") return <OfflineNote />;
  if (query.isError) {
    return <ErrorNote error={query.error} retry={() => void query.refetch()} />;
  }
  return <>{skeleton ?? <Skeleton />}</>;
}
