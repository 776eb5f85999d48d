/** What the reviewer wrote about the whole: summary, complexity, categories. A score is shown only if one was given. */
import { useTranslation } from "react-i18next";
import type { CodeLanguage, Review } from "../api/types";
import { useHighlighted } from "../editor/use-highlighted";
import { Ago } from "../parts/time";
import { Statement } from "../statement/statement";

export function ReviewText({ review }: { review: Review }) {
  const { t } = useTranslation();
  const remarks = review.categories.reduce((sum, { highlights }) => sum + highlights.length, 0);
  const said = review.categories.filter(({ comment, score }) => comment.trim() !== "" || score !== null);
  return (
    <div className="flex flex-col gap-6 pt-4">
      <div className="flex flex-col gap-3">
        {review.totalScore !== null && (
          <p>
            <span className="sr-only">{t("submission.score", { score: review.totalScore })}</span>
            <span aria-hidden className="text-display font-semibold tracking-tight">
              {review.totalScore}
            </span>
            <span aria-hidden className="text-soft">{` / 100`}</span>
          </p>
        )}
        <Statement text={review.summary} />
        <p className="flex flex-wrap gap-x-3 text-small text-soft">
          <span>
            {review.model === null ? t("submission.byOffline") : t("submission.byModel", { model: review.model })}
          </span>
          <Ago time={review.createdAt} />
          <span>{remarks === 0 ? t("submission.noRemarks") : t("submission.remarks", { count: remarks })}</span>
        </p>
      </div>
      {(review.timeComplexity !== null || review.spaceComplexity !== null) && (
        <dl className="flex flex-wrap gap-x-10 gap-y-2">
          {(["time", "space"] as const).map((kind) => {
            const value = kind === "time" ? review.timeComplexity : review.spaceComplexity;
            return (
              value !== null && (
                <div key={kind}>
                  <dt className="text-small text-soft">{t(`submission.${kind}`)}</dt>
                  <dd className="font-mono">{value}</dd>
                </div>
              )
            );
          })}
        </dl>
      )}
      {said.length > 0 && (
        <dl className="grid max-w-[52rem] sm:grid-cols-[10rem_1fr]">
          {said.map(({ name, comment, score }) => (
            <div key={name} className="contents">
              <dt className="border-t border-line pt-3 pr-6 font-medium">
                {t(`submission.category.${name}`, { defaultValue: name })}
                {score !== null && <span className="ml-2 font-normal text-soft">{score}</span>}
              </dt>
              <dd className="pb-3 sm:border-t sm:border-line sm:pt-3">{comment}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

/** Code the reviewer suggests, closed until asked for: one learns more by trying first. */
export function OptimizedCode({ code, language }: { code: string; language: CodeLanguage }) {
  const { t } = useTranslation();
  const lines = useHighlighted(code, language);
  return (
    <details className="group">
      <summary className="font-semibold">{t("submission.optimized")}</summary>
      <pre tabIndex={0} className="mt-3 overflow-x-auto bg-sunken p-4 text-code">
        <code>
          {lines.map((pieces, at) => (
            <span key={at}>
              {pieces.map((piece, index) => (
                <span key={index} className={piece.style}>
                  {piece.text}
                </span>
              ))}
              {"\n"}
            </span>
          ))}
        </code>
      </pre>
    </details>
  );
}
