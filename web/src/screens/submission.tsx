/** A submission: its journey as the spine, then the review, the code with the remarks beside it, and what came before. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { attemptsQuery, reviewQuery, submissionQuery } from "../api/queries";
import type { Submission as SubmissionData } from "../api/types";
import { useSession } from "../app/session";
import { languageLabel } from "../editor/names";
import { settled } from "../journey/model";
import { JourneySpine } from "../journey/spine";
import { useTopics } from "../live/use-live";
import { ButtonLink } from "../parts/button";
import { SectionHeading, useTitle } from "../parts/heading";
import { ErrorNote, Loaded, Skeleton } from "../parts/states";
import { SubmissionRow } from "../parts/submission-row";
import { Ago } from "../parts/time";
import { useReader } from "../statement/statement";
import { Announcer } from "./announcer";
import { CodeWithRemarks } from "./code-with-remarks";
import { EventLog } from "./event-log";
import { NotFoundOr } from "./not-found";
import { OptimizedCode, ReviewText } from "./review-text";

export function Submission() {
  const { id = "" } = useParams();
  const query = useQuery(submissionQuery(id));
  useTitle(query.data?.problemTitle);
  useTopics(query.data && settled(query.data) ? [] : [`submission:${id}`]);
  return (
    <NotFoundOr error={query.error}>
      <main
        id="content"
        tabIndex={-1}
        className="mx-auto w-full max-w-[90rem] flex-1 px-5 py-8 outline-none lg:px-10 lg:py-12"
      >
        <Loaded query={query} skeleton={<Skeleton rows={6} />}>
          {(submission) => <SubmissionPage key={submission.id} submission={submission} />}
        </Loaded>
      </main>
    </NotFoundOr>
  );
}

function SubmissionPage({ submission }: { submission: SubmissionData }) {
  const { t } = useTranslation();
  const { user } = useSession();
  const mine = submission.userId === user.id;
  const attempts = useQuery(attemptsQuery(submission.problemId));
  const review = useReview(submission);
  const reader = useReader("");
  // Whatever is there already appears in one piece; what comes later while one watches does not hide the page.
  const [reviewed] = useState(submission.aiStatus === "COMPLETED");
  if (attempts.isLoading || reader === null || (reviewed && review.isLoading)) return <Skeleton rows={6} />;
  return (
    <div className="grid gap-x-14 gap-y-10 lg:grid-cols-[17rem_minmax(0,1fr)]">
      <Announcer submission={submission} />
      <div className="lg:order-last">
        <Head submission={submission} mine={mine} />
      </div>
      <section aria-labelledby="journey" className="lg:sticky lg:top-10 lg:row-span-2 lg:self-start">
        <h2 id="journey" className="sr-only">
          {t("submission.journey")}
        </h2>
        <JourneySpine submission={submission} mine={mine} />
        {mine && (
          <ButtonLink to={`/problems/${submission.problemId}`} className="mt-8">
            {t("submission.again")}
          </ButtonLink>
        )}
      </section>
      <div className="flex min-w-0 flex-col gap-14 lg:order-last lg:col-start-2">
        <ReviewedCode submission={submission} />
        <Attempts submission={submission} />
        <EventLog submission={submission.id} />
      </div>
    </div>
  );
}

function Head({ submission, mine }: { submission: SubmissionData; mine: boolean }) {
  const { t, i18n } = useTranslation();
  const attempts = useQuery(attemptsQuery(submission.problemId)).data?.items ?? [];
  const at = attempts.findIndex(({ id }) => id === submission.id);
  const number = new Intl.NumberFormat(i18n.language);
  const bytes = submission.code ? new TextEncoder().encode(submission.code).length : null;
  return (
    <header>
      <h1 className="text-title font-semibold tracking-tight lg:text-display">
        <Link to={`/problems/${submission.problemId}`} className="decoration-2 underline-offset-4 hover:underline">
          {submission.problemTitle}
        </Link>
      </h1>
      <p className="mt-1 flex min-h-6 flex-wrap gap-x-3 text-soft">
        {!mine && <span className="text-ink">{t("submission.by", { name: submission.userName })}</span>}
        {mine && at >= 0 && <span className="text-ink">{t("submission.attempt", { n: attempts.length - at })}</span>}
        <span>{languageLabel(submission.language)}</span>
        {bytes !== null && <span>{t("submission.bytes", { count: bytes, formatted: number.format(bytes) })}</span>}
        <Ago time={submission.createdAt} />
        {submission.late && <span className="text-caution">{t("submission.late")}</span>}
      </p>
    </header>
  );
}

function useReview(submission: SubmissionData) {
  const readable = submission.aiStatus === "COMPLETED" && submission.code !== null;
  return useQuery({ ...reviewQuery(submission.id), enabled: readable });
}

function ReviewedCode({ submission }: { submission: SubmissionData }) {
  const { t } = useTranslation();
  const query = useReview(submission);
  const review = query.data ?? null;
  const coming = !settled(submission) || query.isLoading;
  return (
    <>
      <section aria-labelledby="review">
        <SectionHeading id="review">{t("submission.review")}</SectionHeading>
        {review ? (
          <ReviewText review={review} />
        ) : query.isError ? (
          <ErrorNote error={query.error} retry={() => void query.refetch()} />
        ) : (
          <p className="pt-4 text-soft">{t(coming ? "submission.reviewComing" : "submission.reviewNone")}</p>
        )}
      </section>
      {submission.code ? (
        <CodeWithRemarks code={submission.code} language={submission.language} categories={review?.categories ?? []} />
      ) : (
        submission.code === null && <p className="text-soft">{t("submission.codeHidden")}</p>
      )}
      {review?.optimizedCode && <OptimizedCode code={review.optimizedCode} language={submission.language} />}
    </>
  );
}

function Attempts({ submission }: { submission: SubmissionData }) {
  const { t } = useTranslation();
  const query = useQuery(attemptsQuery(submission.problemId));
  const all = query.data?.items ?? [];
  return (
    <section aria-labelledby="attempts">
      <SectionHeading id="attempts">{t("submission.attempts")}</SectionHeading>
      <Loaded query={query}>
        {() =>
          all.every(({ id }) => id === submission.id) ? (
            <p className="pt-4 text-soft">{t("submission.attemptsEmpty")}</p>
          ) : (
            <ol>
              {all.map((other, at) =>
                other.id === submission.id ? null : (
                  <SubmissionRow
                    key={other.id}
                    submission={other}
                    heading={t("submission.attempt", { n: all.length - at })}
                  />
                ),
              )}
            </ol>
          )
        }
      </Loaded>
    </section>
  );
}
