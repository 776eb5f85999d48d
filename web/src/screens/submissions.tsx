/** All my submissions, newest first, filtered by how they stand. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { settled, standing, type Standing } from "../journey/model";
import { useTopics } from "../live/use-live";
import { Button } from "../parts/button";
import { Choices } from "../parts/field";
import { useTitle } from "../parts/heading";
import { Empty, Loaded, Skeleton } from "../parts/states";
import { SubmissionRow } from "../parts/submission-row";
import { useMine } from "./use-mine";

type Filter = Standing | "all";
const FILTERS: readonly Filter[] = ["all", "underway", "settled", "troubled"];

export function Submissions() {
  const { t } = useTranslation();
  useTitle(t("submissions.title"));
  const [filter, setFilter] = useState<Filter>("all");
  const mine = useMine();
  useTopics(
    mine.items
      .filter((submission) => !settled(submission))
      .slice(0, 20)
      .map(({ id }) => `submission:${id}`),
  );
  const shown = filter === "all" ? mine.items : mine.items.filter((submission) => standing(submission) === filter);
  return (
    <main id="content" tabIndex={-1} className="page flex-1 py-10 outline-none lg:py-14">
      <div className="max-w-[46rem]">
        <h1 className="text-title font-semibold tracking-tight">{t("submissions.title")}</h1>
        <div className="mt-4 mb-4">
          <Choices
            legend={t("submissions.filter")}
            hideLegend
            name="filter"
            value={filter}
            onChoose={setFilter}
            options={FILTERS.map((value) => ({ value, label: t(`submissions.${value}`) }))}
          />
        </div>
        <Loaded query={mine.query} skeleton={<Skeleton rows={6} height="h-8" />}>
          {() =>
            shown.length === 0 ? (
              <Empty
                title={t(mine.items.length === 0 ? "submissions.empty" : "submissions.emptyFiltered")}
                {...(mine.items.length === 0 ? { hint: t("home.recentEmptyHint") } : {})}
              />
            ) : (
              <ul className="border-t border-line">
                {shown.map((submission) => (
                  <SubmissionRow key={submission.id} submission={submission} />
                ))}
              </ul>
            )
          }
        </Loaded>
        {mine.more && (
          <Button className="mt-6" onClick={mine.more} disabled={mine.fetchingMore}>
            {t("app.more")}
          </Button>
        )}
      </div>
    </main>
  );
}
