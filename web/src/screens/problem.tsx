/** A problem: its statement and my attempts on one side, the editor on the other. */
import { useQuery } from "@tanstack/react-query";
import { ArrowUpRight } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { attemptsQuery, problemQuery } from "../api/queries";
import type { Problem as ProblemData } from "../api/types";
import { languageLabel } from "../editor/names";
import { settled } from "../journey/model";
import { useTopics } from "../live/use-live";
import { difficultyLabel } from "../parts/errors";
import { SectionHeading, useTitle } from "../parts/heading";
import { Empty, Loaded, Skeleton } from "../parts/states";
import { SubmissionRow } from "../parts/submission-row";
import { Left, useNow, useTimeWords } from "../parts/time";
import { useWide } from "../parts/use-wide";
import { Statement, useReader } from "../statement/statement";
import { NotFoundOr } from "./not-found";
import { Workbench } from "./workbench";

export function Problem() {
  const { id = "" } = useParams();
  const query = useQuery(problemQuery(id));
  const attempts = useQuery(attemptsQuery(id));
  const reader = useReader(query.data?.statement ?? "");
  useTitle(query.data?.title);
  return (
    <NotFoundOr error={query.error}>
      <main id="content" tabIndex={-1} className="flex flex-1 flex-col outline-none">
        {query.data && reader && !attempts.isLoading ? (
          <ProblemPage key={id} problem={query.data} />
        ) : (
          <div className="page py-10">
            <Loaded query={query} skeleton={<Skeleton rows={7} />}>
              {() => <Skeleton rows={7} />}
            </Loaded>
          </div>
        )}
      </main>
    </NotFoundOr>
  );
}

function ProblemPage({ problem }: { problem: ProblemData }) {
  const { t } = useTranslation();
  const wide = useWide();
  const [shown, setShown] = useState<"statement" | "editor">("statement");
  const tabs = [
    ["statement", t("problem.statement")],
    ["editor", t("problem.editor")],
  ] as const;
  return (
    <div className="mx-auto grid w-full max-w-[90rem] flex-1 grid-cols-[minmax(0,1fr)] content-start lg:grid-cols-[minmax(0,1fr)_minmax(0,1.1fr)] lg:content-stretch">
      {!wide && (
        <div
          className="sticky top-0 z-10 flex gap-5 border-b border-line bg-paper px-5"
          role="group"
          aria-label={problem.title}
        >
          {tabs.map(([name, words]) => (
            <button
              key={name}
              type="button"
              aria-pressed={shown === name}
              onClick={() => setShown(name)}
              className="h-11 border-b-2 border-transparent text-soft aria-pressed:border-accent aria-pressed:font-medium aria-pressed:text-ink"
            >
              {words}
            </button>
          ))}
        </div>
      )}
      <div className="px-5 py-8 lg:px-10 lg:py-10" hidden={!wide && shown !== "statement"}>
        <ProblemHead problem={problem} />
        <StatementPart problem={problem} />
        <Attempts problem={problem} />
      </div>
      <div
        hidden={!wide && shown !== "editor"}
        className="border-line lg:sticky lg:top-0 lg:h-[calc(100dvh-3.5625rem)] lg:border-l"
      >
        <Workbench problem={problem} reveal={() => setShown("editor")} />
      </div>
    </div>
  );
}

function ProblemHead({ problem }: { problem: ProblemData }) {
  const { t } = useTranslation();
  const words = useTimeWords();
  const now = useNow();
  const late = problem.deadline !== null && Date.parse(problem.deadline) <= now;
  const source =
    problem.platform === null || problem.number === null
      ? t("problem.source")
      : t("problem.sourceNumber", { platform: problem.platform, number: problem.number });
  return (
    <header className="flex flex-col gap-3">
      <h1 className="text-title font-semibold tracking-tight lg:text-display">{problem.title}</h1>
      <dl className="flex flex-wrap gap-x-8 gap-y-2 text-small [&_dt]:text-soft">
        <div>
          <dt>{t("problem.deadline")}</dt>
          <dd>
            {problem.deadline === null ? (
              t("problem.noDeadline")
            ) : (
              <span className="flex flex-wrap gap-x-2">
                <span>{words.day(problem.deadline)}</span>
                <Left deadline={problem.deadline} className={late ? "font-medium text-alert" : "font-medium"} />
              </span>
            )}
          </dd>
        </div>
        <div>
          <dt>{t("problem.week")}</dt>
          <dd>{problem.week}</dd>
        </div>
        {problem.difficulty !== null && (
          <div>
            <dt>{t("problem.difficulty")}</dt>
            <dd>{difficultyLabel(t, problem.difficulty)}</dd>
          </div>
        )}
        <div>
          <dt>{t("problem.languages")}</dt>
          <dd>{problem.allowedLanguages.map(languageLabel).join(", ") || t("problem.allLanguages")}</dd>
        </div>
        {problem.sourceUrl !== null && /^https?:\/\//.test(problem.sourceUrl) && (
          <div>
            <dt>{t("problem.source")}</dt>
            <dd>
              <a
                href={problem.sourceUrl}
                target="_blank"
                rel="noreferrer"
                className="link inline-flex items-center gap-1"
              >
                {source}
                <ArrowUpRight aria-hidden className="size-3.5" />
                <span className="sr-only">{t("app.opensNew")}</span>
              </a>
            </dd>
          </div>
        )}
      </dl>
    </header>
  );
}

function StatementPart({ problem }: { problem: ProblemData }) {
  const { t } = useTranslation();
  const text = problem.statement?.trim() ?? "";
  return (
    <section aria-labelledby="statement" className="mt-8">
      <h2 id="statement" className="sr-only">
        {t("problem.statement")}
      </h2>
      {text === "" ? (
        <p className="text-soft">
          {t(problem.sourceUrl === null ? "problem.noStatementNoSource" : "problem.noStatement")}
        </p>
      ) : (
        <Statement text={text} />
      )}
    </section>
  );
}

function Attempts({ problem }: { problem: ProblemData }) {
  const { t } = useTranslation();
  const query = useQuery(attemptsQuery(problem.id));
  const items = query.data?.items ?? [];
  useTopics(items.filter((submission) => !settled(submission)).map(({ id }) => `submission:${id}`));
  return (
    <section aria-labelledby="attempts" className="mt-14 max-w-[42rem]">
      <SectionHeading id="attempts">{t("problem.attempts")}</SectionHeading>
      <Loaded query={query}>
        {() =>
          items.length === 0 ? (
            <Empty title={t("problem.attemptsEmpty")} />
          ) : (
            <ol>
              {items.map((submission, at) => (
                <SubmissionRow
                  key={submission.id}
                  submission={submission}
                  heading={t("submission.attempt", { n: items.length - at })}
                />
              ))}
            </ol>
          )
        }
      </Loaded>
    </section>
  );
}
