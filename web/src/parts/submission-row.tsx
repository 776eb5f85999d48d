/** One submission in a list: what, in which language, when, and its journey. */
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Submission } from "../api/types";
import { languageLabel } from "../editor/names";
import { JourneyDots } from "../journey/dots";
import { Ago } from "./time";

/** `heading` is the problem's title in mixed lists, the number of the attempt where the problem is clear. */
export function SubmissionRow({ submission, heading }: { submission: Submission; heading?: string }) {
  const { t } = useTranslation();
  return (
    <li className="border-b border-line last:border-0">
      <Link
        to={`/submissions/${submission.id}`}
        className="group -mx-2 grid grid-cols-[1fr_auto] items-baseline gap-x-4 gap-y-1 rounded-small px-2 py-3 hover:bg-sunken sm:grid-cols-[1fr_11.5rem]"
      >
        <span className="min-w-0">
          <span className="font-medium decoration-1 underline-offset-4 group-hover:underline">
            {heading ?? submission.problemTitle}
          </span>
          <span className="flex flex-wrap gap-x-2 text-small text-soft">
            <span>{languageLabel(submission.language)}</span>
            {submission.late && <span className="text-caution">{t("submission.late")}</span>}
            <Ago time={submission.createdAt} />
          </span>
        </span>
        <JourneyDots submission={submission} />
      </Link>
    </li>
  );
}
