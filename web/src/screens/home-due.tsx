/** What is due. The time left leads each row; the most urgent open problem is set larger than the rest. */
import { TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Problem, Study } from "../api/types";
import { languageLabel } from "../editor/names";
import { Empty } from "../parts/states";
import { useTimeWords } from "../parts/time";
import { timeLeft } from "../time/format";

interface Props {
  problems: readonly Problem[];
  now: number;
  studies: readonly Study[];
}

export function DueList({ problems, now, studies }: Props) {
  const { t } = useTranslation();
  if (problems.length === 0) return <Empty title={t("home.dueEmpty")} hint={t("home.dueEmptyHint")} />;
  return (
    <ul>
      {problems.map((problem) => (
        <DueRow
          key={problem.id}
          problem={problem}
          now={now}
          large={problem === problems[0] && problem.deadline !== null && Date.parse(problem.deadline) > now}
          study={studies.length > 1 ? studies.find(({ id }) => id === problem.studyId)?.name : undefined}
        />
      ))}
    </ul>
  );
}

interface RowProps {
  problem: Problem;
  now: number;
  large: boolean;
  study: string | undefined;
}

function DueRow({ problem, now, large, study }: RowProps) {
  const { t } = useTranslation();
  const words = useTimeWords();
  const languages = problem.allowedLanguages.map(languageLabel).join(", ");
  return (
    <li className="border-b border-line last:border-0">
      <Link
        to={`/problems/${problem.id}`}
        className={`group -mx-2 grid grid-cols-[1fr_auto] items-baseline gap-x-5 gap-y-0.5 rounded-small px-2 hover:bg-sunken sm:grid-cols-[9rem_1fr_11.5rem] ${large ? "py-5" : "py-3"}`}
      >
        {problem.deadline !== null && <TimeLeft deadline={problem.deadline} now={now} large={large} />}
        <span className="min-w-0 max-sm:col-span-2 max-sm:row-start-1">
          <span
            className={`decoration-1 underline-offset-4 group-hover:underline ${large ? "text-title font-semibold tracking-tight" : "font-medium"}`}
          >
            {problem.title}
          </span>
          <span className="flex flex-wrap gap-x-2 text-small text-soft">
            {study !== undefined && <span>{study}</span>}
            <span>{t("study.week", { week: problem.week })}</span>
            {problem.deadline !== null && <time dateTime={problem.deadline}>{words.day(problem.deadline)}</time>}
          </span>
        </span>
        <span className="text-right text-small text-soft max-sm:col-start-2 max-sm:row-start-2">{languages}</span>
      </Link>
    </li>
  );
}

/** Big figures, small units. Under two hours it carries a sign as well as a colour. */
function TimeLeft({ deadline, now, large }: { deadline: string; now: number; large: boolean }) {
  const { t } = useTranslation();
  const words = useTimeWords();
  const { over, parts, urgency } = timeLeft(Date.parse(deadline), now);
  const pressing = urgency === "now" || over;
  return (
    <time
      dateTime={deadline}
      className={`max-sm:row-start-2 ${pressing ? "text-alert" : "text-ink"} ${large ? "font-semibold tracking-tight" : "font-medium"}`}
    >
      <span className="sr-only">{words.left(deadline, now)}</span>
      <span aria-hidden className="inline-flex items-baseline gap-x-1.5 whitespace-nowrap">
        {pressing && <TriangleAlert className={`self-center ${large ? "size-5" : "size-4"}`} />}
        {parts.map(({ value, unit }) => (
          <span key={unit}>
            <span className={large ? "text-title" : ""}>{value}</span>
            <span className="ml-[0.1em] text-small font-normal">{t(`time.unit.${unit}`)}</span>
          </span>
        ))}
        {over && <span className="text-small font-normal">{t("time.late")}</span>}
      </span>
    </time>
  );
}
