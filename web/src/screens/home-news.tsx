/** What is new in the study: problems, the others' submissions, members; newest first, one line each. */
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Member, Problem, Submission } from "../api/types";
import { languageLabel } from "../editor/names";
import { Empty } from "../parts/states";
import { Ago } from "../parts/time";

interface NewsProps {
  problems: readonly Problem[];
  submissions: readonly Submission[];
  members: readonly Member[];
}

interface Item {
  key: string;
  at: string;
  title: string;
  to: string | null;
  detail: string | null;
}

const SHOWN = 8;

export function NewsList({ problems, submissions, members }: NewsProps) {
  const { t } = useTranslation();
  const items: Item[] = [
    ...problems.map((problem) => ({
      key: problem.id,
      at: problem.createdAt,
      title: problem.title,
      to: `/problems/${problem.id}`,
      detail: t("home.problemAdded"),
    })),
    ...submissions.map((submission) => ({
      key: submission.id,
      at: submission.createdAt,
      title: submission.problemTitle,
      to: `/submissions/${submission.id}`,
      detail: `${t("home.memberSubmitted", { name: submission.userName })} · ${languageLabel(submission.language)}`,
    })),
    ...members.map((member) => ({
      key: member.userId,
      at: member.joinedAt,
      title: t("home.memberJoined", { name: member.nickname }),
      to: null,
      detail: null,
    })),
  ]
    .sort((one, other) => Date.parse(other.at) - Date.parse(one.at))
    .slice(0, SHOWN);
  if (items.length === 0) return <Empty title={t("home.newsEmpty")} hint={t("home.newsEmptyHint")} />;
  return (
    <ul>
      {items.map((item) => (
        <li key={item.key} className="border-b border-line py-3 last:border-0">
          {item.to === null ? (
            <span>{item.title}</span>
          ) : (
            <Link to={item.to} className="decoration-1 underline-offset-4 hover:underline">
              {item.title}
            </Link>
          )}
          <span className="flex flex-wrap gap-x-2 text-small text-soft">
            {item.detail !== null && <span>{item.detail}</span>}
            <Ago time={item.at} />
          </span>
        </li>
      ))}
    </ul>
  );
}
