/** Nothing at this address, or nothing the reader may know of: the page cannot and does not tell the difference. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../api/http";
import { ButtonLink } from "../parts/button";
import { useTitle } from "../parts/heading";

export function NotFound() {
  const { t } = useTranslation();
  useTitle(t("app.notFoundTitle"));
  return (
    <main id="content" tabIndex={-1} className="page flex-1 py-20 outline-none">
      <h1 className="text-title font-semibold tracking-tight">{t("app.notFoundTitle")}</h1>
      <p className="mt-2 mb-6 text-soft">{t("app.notFoundText")}</p>
      <ButtonLink to="/">{t("app.toHome")}</ButtonLink>
    </main>
  );
}

/** Draws its content unless the read behind it came back with "not found" (or with "that is no id"). */
export function NotFoundOr({ error, children }: { error: unknown; children: ReactNode }) {
  const missing = error instanceof ApiError && (error.status === 404 || error.status === 400 || error.status === 422);
  return missing ? <NotFound /> : <>{children}</>;
}
