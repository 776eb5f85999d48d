/** The frame around every screen behind sign-in: a slim bar, the content, and what the whole page has to say. */
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { NavLink, Outlet, ScrollRestoration, useLocation, useNavigate } from "react-router";
import { studiesQuery } from "../api/queries";
import { useLiveCache, useStream } from "../live/use-live";
import { Wordmark } from "../parts/wordmark";
import { AccountMenu } from "./account-menu";
import { useKeys } from "./keyboard";
import { useOnline } from "./online";
import { recall } from "./preferences";

const KeysDialog = lazy(() => import("./keys-dialog").then((module) => ({ default: module.KeysDialog })));

/** The study that "the study" means: the one last looked at, else the first; null if there is none, undefined while unknown. */
function useStudyId(): string | null | undefined {
  const studies = useQuery(studiesQuery).data?.items;
  const chosen = recall("study");
  if (studies === undefined) return undefined;
  return (studies.find(({ id }) => id === chosen) ?? studies[0])?.id ?? null;
}

const linkClass = ({ isActive }: { isActive: boolean }) =>
  `inline-flex h-14 items-center border-b-2 pt-0.5 whitespace-nowrap transition-colors ${
    isActive ? "border-accent text-ink font-medium" : "border-transparent text-soft hover:text-ink"
  }`;

export function Shell() {
  const { t } = useTranslation();
  const [keysOpen, setKeysOpen] = useState(false);
  const navigate = useNavigate();
  const study = useStudyId();
  useLiveCache();
  useKeys([
    { keys: "?", run: () => setKeysOpen(true) },
    { keys: "g h", run: () => void navigate("/") },
    { keys: "g s", run: () => void (study && navigate(`/studies/${study}`)) },
    { keys: "g m", run: () => void navigate("/submissions") },
    { keys: "g ,", run: () => void navigate("/settings") },
  ]);
  return (
    <>
      <a
        href="#content"
        className="fixed top-2 left-2 z-50 -translate-y-20 rounded-field bg-ink px-3 py-2 text-paper focus:translate-y-0"
      >
        {t("app.skip")}
      </a>
      <header className="border-b border-line">
        <div className="mx-auto flex w-full max-w-[90rem] items-center gap-5 px-5 sm:gap-7 lg:px-10">
          <NavLink to="/" className="inline-flex h-14 items-center" aria-label={t("app.name")}>
            <Wordmark />
          </NavLink>
          <nav aria-label={t("app.nav")} className="flex flex-1 gap-4 sm:gap-6">
            <NavLink to="/" end className={linkClass}>
              {t("app.home")}
            </NavLink>
            {study === undefined ? (
              <span className={linkClass({ isActive: false })}>{t("app.study")}</span>
            ) : (
              study !== null && (
                <NavLink to={`/studies/${study}`} className={linkClass}>
                  {t("app.study")}
                </NavLink>
              )
            )}
            <NavLink to="/submissions" className={linkClass}>
              {t("app.submissions")}
            </NavLink>
          </nav>
          <AccountMenu openKeys={() => setKeysOpen(true)} />
        </div>
      </header>
      <Notices />
      <Outlet />
      <FocusOnArrival />
      <ScrollRestoration />
      {keysOpen && (
        <Suspense>
          <KeysDialog open onOpenChange={setKeysOpen} />
        </Suspense>
      )}
    </>
  );
}

/** What is true of the whole page: offline, or live updates away. Quiet, and only after it has lasted a moment. */
function Notices() {
  const { t } = useTranslation();
  const online = useOnline();
  const { phase } = useStream();
  const away = phase === "away";
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    if (!away) return;
    const timer = window.setTimeout(() => setLasting(true), 1500);
    return () => {
      window.clearTimeout(timer);
      setLasting(false);
    };
  }, [away]);
  const notice = !online ? t("app.offline") : away && lasting ? t("app.catchingUp") : null;
  return (
    <div role="status" className="contents">
      {notice && (
        <p className="border-b border-line bg-caution-wash px-5 py-1.5 text-center text-small text-caution">{notice}</p>
      )}
    </div>
  );
}

/** After moving to another screen, keyboard and screen reader start at its heading. */
function FocusOnArrival() {
  const { pathname } = useLocation();
  const before = useRef(pathname);
  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    document.getElementById("content")?.focus({ preventScroll: true });
  }, [pathname]);
  return null;
}
