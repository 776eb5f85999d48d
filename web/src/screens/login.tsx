/** Sign in. Says what algosu is in one sentence and shows it in one line. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Navigate, useNavigate, useSearchParams } from "react-router";
import { ApiError, request } from "../api/http";
import { sessionQuery } from "../api/queries";
import { LANGUAGE_NAMES } from "../app/choices";
import { safeReturn } from "../app/return-path";
import { useChooseLanguage } from "../app/use-language";
import type { Language } from "../i18n";
import { Mark } from "../journey/mark";
import { Button } from "../parts/button";
import { useTitle } from "../parts/heading";
import { ErrorNote } from "../parts/states";
import { Wordmark } from "../parts/wordmark";

const LINE = ["received", "saved", "push", "review"] as const;

export function Login() {
  const { t, i18n } = useTranslation();
  const [query] = useSearchParams();
  const goal = safeReturn(query.get("returnTo"));
  const navigate = useNavigate();
  const client = useQueryClient();
  const session = useQuery(sessionQuery);
  const chooseLanguage = useChooseLanguage();
  useTitle(t("login.title"));

  const enter = useMutation({
    mutationFn: async () => {
      // The visitor's study is filled in the language of this page, which need not be the browser's.
      const headers = { "accept-language": i18n.language };
      await request<undefined>("/auth/demo", { method: "POST", renew: false, headers });
      await client.query({ ...sessionQuery, staleTime: 0 });
    },
    onSuccess: () => navigate(goal, { replace: true }),
  });

  if (session.data && !enter.isPending) return <Navigate to={goal} replace />;
  const off = enter.error instanceof ApiError && enter.error.status === 404;
  return (
    <>
      <header className="page flex h-14 items-center justify-between">
        <Wordmark />
        <div className="flex gap-1" role="group" aria-label={t("settings.language")}>
          {Object.entries(LANGUAGE_NAMES).map(([value, name]) => (
            <Button
              key={value}
              kind="quiet"
              lang={value}
              aria-pressed={i18n.language === value}
              className="aria-pressed:text-ink"
              onClick={() => chooseLanguage(value as Language)}
            >
              {name}
            </Button>
          ))}
        </div>
      </header>
      <main id="content" tabIndex={-1} className="page flex flex-1 flex-col justify-center pb-24 outline-none">
        <h1 className="sr-only">{t("login.title")}</h1>
        <div className="flex flex-col gap-12 lg:gap-16">
          <p className="max-w-[46rem] text-display font-semibold tracking-tight text-balance sm:text-[2.75rem] sm:leading-[1.2]">
            {t("login.lead")}
          </p>
          <JourneyFigure label={t("login.stations")} />
          <div className="flex max-w-md flex-col items-start gap-4">
            {query.has("ended") && !enter.isError && <p role="status">{t("login.ended")}</p>}
            <Button
              kind="strong"
              className="h-12 px-6 text-lead"
              onClick={() => enter.mutate()}
              disabled={enter.isPending}
            >
              {enter.isPending ? t("login.entering") : t("login.enter")}
            </Button>
            <p className="text-soft">{t("login.note")}</p>
            {off ? <p role="alert">{t("login.demoOff")}</p> : enter.isError && <ErrorNote error={enter.error} />}
          </div>
        </div>
      </main>
    </>
  );
}

/** The four stations, drawn large. */
function JourneyFigure({ label }: { label: string }) {
  const { t } = useTranslation();
  return (
    <div role="img" aria-label={label} className="flex max-w-[46rem] items-start">
      {LINE.map((name, at) => (
        <span key={name} className={`flex flex-col gap-2 ${at < LINE.length - 1 ? "flex-1" : ""}`}>
          <span className="flex items-center">
            <Mark state={at < LINE.length - 1 ? "done" : "working"} size={24} />
            {at < LINE.length - 1 && <span className="h-px flex-1 bg-accent" />}
          </span>
          <span className="text-small text-soft">{t(`journey.reached.${name}`)}</span>
        </span>
      ))}
    </div>
  );
}
