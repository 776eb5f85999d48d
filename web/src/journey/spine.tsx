/** The journey as the spine of a submission's page: four stations from top to bottom, filled while one watches. */
import { ArrowUpRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Submission } from "../api/types";
import { stepSentence } from "../parts/errors";
import { useNow, useTimeWords } from "../parts/time";
import { Mark } from "./mark";
import { stations, type Station } from "./model";

export function JourneySpine({ submission, mine }: { submission: Submission; mine: boolean }) {
  const line = stations(submission);
  return (
    <ol className="relative">
      {line.map((station, at) => (
        <StationRow key={station.name} station={station} submission={submission} next={line[at + 1]} mine={mine} />
      ))}
    </ol>
  );
}

interface RowProps {
  station: Station;
  submission: Submission;
  next: Station | undefined;
  mine: boolean;
}

function StationRow({ station, submission, next, mine }: RowProps) {
  const { t } = useTranslation();
  const quiet = station.state === "waiting" || station.state === "skipped" || station.state === "reverted";
  const ahead = next !== undefined && next.state !== "waiting" && next.state !== "skipped";
  return (
    <li
      className="relative grid grid-cols-[1.25rem_1fr] gap-x-3.5 pb-6 last:pb-0"
      data-station={station.name}
      data-state={station.state}
    >
      {next && (
        <span
          aria-hidden
          className={`absolute top-6 bottom-0 left-[0.59375rem] w-px transition-colors duration-500 ${ahead ? "bg-accent" : "bg-edge"}`}
        />
      )}
      <span className="mt-0.5">
        <Mark state={station.state} size={20} />
      </span>
      <div className="min-w-0">
        <h3 className="flex items-baseline justify-between gap-3">
          <span className={`font-semibold ${quiet ? "text-soft" : ""}`}>
            {t(`journey.${station.state === "done" ? "reached" : "station"}.${station.name}`)}
          </span>
          <StationTime station={station} />
        </h3>
        <StationDetail station={station} submission={submission} mine={mine} />
      </div>
    </li>
  );
}

function StationTime({ station }: { station: Station }) {
  const { t } = useTranslation();
  const words = useTimeWords();
  if (station.state === "done" && station.at) {
    return (
      <time dateTime={station.at} title={words.exact(station.at)} className="text-small font-normal text-soft">
        {words.clock(station.at)}
      </time>
    );
  }
  const tone = station.state === "failed" ? "text-alert" : station.state === "delayed" ? "text-caution" : "text-soft";
  return <span className={`text-small font-normal ${tone}`}>{t(`journey.state.${station.state}`)}</span>;
}

function StationDetail({ station, submission, mine }: Omit<RowProps, "next">) {
  const { t } = useTranslation();
  const words = useTimeWords();
  const lines: string[] = [];
  if (station.state === "done" && station.took)
    lines.push(t("journey.took", { duration: words.duration(station.took) }));
  if (station.state === "waiting")
    lines.push(t(station.name === "push" ? "journey.waitingPush" : "journey.waitingReview"));
  if (station.state === "skipped" && station.code === null) lines.push(t("journey.withdrawn"));
  if (station.code !== null && station.state !== "done" && station.state !== "waiting")
    lines.push(stepSentence(t, station.code));
  return (
    <div className="text-small text-soft">
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
      {station.state === "working" && <Working station={station} reverting={submission.githubStatus === "REVERTING"} />}
      {(station.state === "working" || station.state === "delayed") && <Trying station={station} />}
      {station.link && (
        <p className="mt-0.5">
          <a
            href={station.link}
            target="_blank"
            rel="noreferrer"
            className="link inline-flex items-center gap-1 text-ink"
          >
            {t("journey.openCommit")}
            <ArrowUpRight aria-hidden className="size-3.5" />
            <span className="sr-only">{t("app.opensNew")}</span>
          </a>
        </p>
      )}
      {mine && station.remedy && <Remedy remedy={station.remedy} problem={submission.problemId} />}
    </div>
  );
}

function Working({ station, reverting }: { station: Station; reverting: boolean }) {
  const { t } = useTranslation();
  const words = useTimeWords();
  const now = useNow("second");
  const what = reverting ? "workingRevert" : station.name === "push" ? "workingPush" : "workingReview";
  return (
    <p>
      {t(`journey.${what}`)}
      {station.since && (
        <span className="block" aria-hidden>
          {t("journey.since", { duration: words.duration(now - Date.parse(station.since), true) })}
        </span>
      )}
    </p>
  );
}

function Trying({ station }: { station: Station }) {
  const { t } = useTranslation();
  const words = useTimeWords();
  const now = useNow("second");
  const wait = station.retryAt === null ? 0 : Date.parse(station.retryAt) - now;
  return (
    <>
      {station.attempts > 1 && <p>{t("journey.tried", { count: station.attempts })}</p>}
      {station.retryAt !== null && wait > 0 && <p>{t("journey.retryAt", { when: words.clock(station.retryAt) })}</p>}
    </>
  );
}

const REMEDIES = {
  "link-github": { words: "journey.linkGithub", to: () => "/settings#github" },
  "renew-token": { words: "journey.renewToken", to: () => "/settings#github" },
  "check-repository": { words: "journey.checkRepository", to: () => "/settings#github" },
  "submit-again": { words: "journey.submitAgain", to: (problem: string) => `/problems/${problem}` },
} as const;

/** The one thing that helps. */
function Remedy({ remedy, problem }: { remedy: keyof typeof REMEDIES; problem: string }) {
  const { t } = useTranslation();
  const { words, to } = REMEDIES[remedy];
  return (
    <p className="mt-0.5">
      <Link to={to(problem)} className="link text-ink">
        {t(words)}
      </Link>
    </p>
  );
}
