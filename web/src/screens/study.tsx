/** A study: its weeks and problems, who has submitted, who is in it. */
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { membersQuery, problemsQuery, studyQuery, studySubmissionsQuery } from "../api/queries";
import type { Problem, Submission } from "../api/types";
import { remember } from "../app/preferences";
import { useSession } from "../app/session";
import { JourneyDots } from "../journey/dots";
import { useTopics } from "../live/use-live";
import { ButtonLink } from "../parts/button";
import { difficultyLabel } from "../parts/errors";
import { SectionHeading, useTitle } from "../parts/heading";
import { Empty, Loaded, Skeleton } from "../parts/states";
import { Left } from "../parts/time";
import { NotFoundOr } from "./not-found";

export function Study() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const study = useQuery(studyQuery(id));
  const problems = useQuery(problemsQuery(id));
  useTitle(study.data?.name);
  useTopics([`study:${id}`]);
  const known = study.data !== undefined;
  useEffect(() => {
    if (known) remember("study", id);
  }, [known, id]);
  return (
    <NotFoundOr error={study.error}>
      <main id="content" tabIndex={-1} className="page flex-1 py-10 outline-none lg:py-14">
        <Loaded query={study} skeleton={<Skeleton rows={6} height="h-8" />}>
          {(data) => (
            <>
              <div className="mb-10 flex flex-wrap items-end justify-between gap-4">
                <div>
                  <h1 className="text-title font-semibold tracking-tight lg:text-display">{data.name}</h1>
                  <p className="mt-1 max-w-[60ch] text-soft">
                    {data.description || t("study.members", { count: data.memberCount })}
                  </p>
                </div>
                {data.role !== "MEMBER" && (
                  <ButtonLink to={`/studies/${id}/problems/new`}>
                    <Plus aria-hidden className="size-4" />
                    {t("study.add")}
                  </ButtonLink>
                )}
              </div>
              <div className="grid gap-x-16 gap-y-14 lg:grid-cols-[minmax(0,1fr)_15rem] xl:gap-x-24">
                <div>
                  <h2 className="sr-only">{t("study.problems")}</h2>
                  <Loaded query={problems} skeleton={<Skeleton rows={6} height="h-8" />}>
                    {({ items }) =>
                      items.length === 0 ? (
                        <Empty title={t("study.empty")} hint={t("study.emptyHint")} />
                      ) : (
                        <Weeks study={id} problems={items} />
                      )
                    }
                  </Loaded>
                </div>
                <Members study={id} />
              </div>
            </>
          )}
        </Loaded>
      </main>
    </NotFoundOr>
  );
}

function Weeks({ study, problems }: { study: string; problems: readonly Problem[] }) {
  const { t } = useTranslation();
  const submissions = useQuery(studySubmissionsQuery(study)).data?.items ?? [];
  const weeks = [...new Set(problems.map(({ week }) => week))].sort((one, other) => other - one);
  return (
    <div className="flex flex-col gap-12">
      {weeks.map((week) => (
        <section key={week} aria-labelledby={`week-${week}`}>
          <div className="border-b border-ink/80 pb-2">
            <h3 id={`week-${week}`} className="font-semibold">
              {t("study.week", { week })}
            </h3>
          </div>
          <ul>
            {problems
              .filter((problem) => problem.week === week)
              .map((problem) => (
                <ProblemRow
                  key={problem.id}
                  problem={problem}
                  submissions={submissions.filter(({ problemId }) => problemId === problem.id)}
                />
              ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function ProblemRow({ problem, submissions }: { problem: Problem; submissions: readonly Submission[] }) {
  const { t } = useTranslation();
  const { user } = useSession();
  const mine = submissions.find(({ userId }) => userId === user.id);
  const names = [...new Map(submissions.map(({ userId, userName }) => [userId, userName])).values()];
  return (
    <li className="border-b border-line last:border-0">
      <Link
        to={`/problems/${problem.id}`}
        className="group -mx-2 grid grid-cols-[1fr_auto] items-baseline gap-x-4 gap-y-1 rounded-small px-2 py-3 hover:bg-sunken sm:grid-cols-[1fr_6rem_11.5rem]"
      >
        <span className="min-w-0">
          <span className="font-medium decoration-1 underline-offset-4 group-hover:underline">{problem.title}</span>
          <span className="flex flex-wrap gap-x-2 text-small text-soft">
            {problem.deadline === null ? <span>{t("study.noDeadline")}</span> : <Left deadline={problem.deadline} />}
            {problem.difficulty !== null && <span>{difficultyLabel(t, problem.difficulty)}</span>}
          </span>
        </span>
        <Faces names={names} />
        <span className="max-sm:col-start-2 max-sm:row-start-1">
          {mine ? (
            <JourneyDots submission={mine} />
          ) : (
            <span className="text-small text-soft">{t("home.notSubmitted")}</span>
          )}
        </span>
      </Link>
    </li>
  );
}

const FACES = 4;

/** First letters of those who have submitted; the names are said and shown on hover. */
function Faces({ names }: { names: readonly string[] }) {
  const { t } = useTranslation();
  if (names.length === 0) return <span className="text-small text-soft max-sm:hidden">{t("study.nobody")}</span>;
  const spoken = t("study.submittedByNames", { names: names.join(", ") });
  return (
    <span title={spoken} className="inline-flex max-sm:hidden">
      <span className="sr-only">{spoken}</span>
      {names.slice(0, FACES).map((name) => (
        <span
          key={name}
          aria-hidden
          className="-ml-1 inline-flex size-6 items-center justify-center rounded-full border-2 border-paper bg-wash text-[0.6875rem] font-semibold first:ml-0"
        >
          {Array.from(name)[0]}
        </span>
      ))}
      {names.length > FACES && (
        <span aria-hidden className="ml-1 text-small text-soft">
          +{names.length - FACES}
        </span>
      )}
    </span>
  );
}

function Members({ study }: { study: string }) {
  const { t } = useTranslation();
  const query = useQuery(membersQuery(study));
  return (
    <section aria-labelledby="members">
      <SectionHeading id="members">{t("study.membersTitle")}</SectionHeading>
      <Loaded query={query}>
        {({ items }) => (
          <ul>
            {items.map((member) => (
              <li key={member.userId} className="flex justify-between gap-3 border-b border-line py-2.5 last:border-0">
                <span className="min-w-0 truncate">{member.nickname}</span>
                <span className="text-small text-soft">{t(`study.role.${member.role}`)}</span>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </section>
  );
}
