/** Home: what is due, did mine go through, what did the others do. */
import { useQueries, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { membersQuery, problemsQuery, studiesQuery, studySubmissionsQuery } from "../api/queries";
import type { Problem, Study } from "../api/types";
import { useSession } from "../app/session";
import { settled } from "../journey/model";
import { useTopics } from "../live/use-live";
import { SectionHeading, useTitle } from "../parts/heading";
import { Empty, Loaded, Skeleton } from "../parts/states";
import { SubmissionRow } from "../parts/submission-row";
import { useNow } from "../parts/time";
import { DueList } from "./home-due";
import { NewsList } from "./home-news";
import { useMine } from "./use-mine";

export function Home() {
  const { t } = useTranslation();
  useTitle(t("home.title"));
  const studies = useQuery(studiesQuery);
  return (
    <main id="content" tabIndex={-1} className="page flex-1 py-10 outline-none lg:py-14">
      <h1 className="sr-only">{t("home.title")}</h1>
      <Loaded query={studies} skeleton={<Skeleton rows={6} />}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t("home.noStudy")} hint={t("home.noStudyHint")} />
          ) : (
            <Overview studies={items} />
          )
        }
      </Loaded>
    </main>
  );
}

function Overview({ studies }: { studies: Study[] }) {
  const { t } = useTranslation();
  const { user } = useSession();
  const now = useNow();
  const mine = useMine();
  const recent = mine.items.slice(0, 6);
  useTopics([
    ...studies.map(({ id }) => `study:${id}`),
    ...recent.filter((submission) => !settled(submission)).map(({ id }) => `submission:${id}`),
  ]);
  const problems = useQueries({ queries: studies.map(({ id }) => problemsQuery(id)) });
  const others = useQueries({ queries: studies.map(({ id }) => studySubmissionsQuery(id)) });
  const members = useQueries({ queries: studies.map(({ id }) => membersQuery(id)) });
  const known = problems.flatMap(({ data }) => data?.items ?? []);
  const firstProblems = problems.find(({ data }) => data === undefined) ?? problems[0];
  const submitted = new Set(mine.items.filter(({ step }) => step !== "WITHDRAWN").map(({ problemId }) => problemId));

  // Both columns appear together: drawn one by one, each would push the next.
  if ([mine.query, ...problems, ...others, ...members].some(({ isLoading }) => isLoading)) return <Skeleton rows={6} />;
  return (
    <div className="grid gap-x-16 gap-y-14 lg:grid-cols-[minmax(0,1fr)_19rem] xl:gap-x-24">
      <div className="flex flex-col gap-14">
        <section aria-labelledby="due">
          <SectionHeading id="due">{t("home.due")}</SectionHeading>
          {firstProblems && (
            <Loaded query={firstProblems} skeleton={<Skeleton rows={4} height="h-8" />}>
              {() => <DueList problems={dueOf(known, submitted, now)} now={now} studies={studies} />}
            </Loaded>
          )}
        </section>
        <section aria-labelledby="recent">
          <SectionHeading
            id="recent"
            aside={
              recent.length > 0 && (
                <Link to="/submissions" className="link hover:text-ink">
                  {t("home.allSubmissions")}
                </Link>
              )
            }
          >
            {t("home.recent")}
          </SectionHeading>
          <Loaded query={mine.query}>
            {() =>
              recent.length === 0 ? (
                <Empty title={t("home.recentEmpty")} hint={t("home.recentEmptyHint")} />
              ) : (
                <ul>
                  {recent.map((submission) => (
                    <SubmissionRow key={submission.id} submission={submission} />
                  ))}
                </ul>
              )
            }
          </Loaded>
        </section>
      </div>
      <section aria-labelledby="news">
        <SectionHeading id="news">{t("home.news")}</SectionHeading>
        {firstProblems && (
          <Loaded query={firstProblems}>
            {() => (
              <NewsList
                problems={known}
                submissions={others.flatMap(({ data }) => data?.items ?? []).filter(({ userId }) => userId !== user.id)}
                members={members.flatMap(({ data }) => data?.items ?? []).filter(({ userId }) => userId !== user.id)}
              />
            )}
          </Loaded>
        )}
      </section>
    </div>
  );
}

const WEEK_MS = 7 * 24 * 3600 * 1000;

/**
 * What is due, by time left: what I have not submitted yet, and behind it what I missed during the last week. What I
 * have submitted is not due any more; its journey is in the list below.
 */
function dueOf(problems: readonly Problem[], submitted: ReadonlySet<string>, now: number): Problem[] {
  const dated = problems.flatMap((problem) =>
    problem.deadline === null ? [] : [{ problem, at: Date.parse(problem.deadline) }],
  );
  const open = dated.filter(({ problem }) => !submitted.has(problem.id));
  const ahead = open.filter(({ at }) => at > now).sort((one, other) => one.at - other.at);
  const missed = open.filter(({ at }) => at <= now && now - at < WEEK_MS).sort((one, other) => other.at - one.at);
  return [...ahead, ...missed].map(({ problem }) => problem);
}
