/** The journey as it appears in lists: four marks on a line, and one word. */
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import type { Submission } from "../api/types";
import { Mark } from "./mark";
import { journeyWord, standing, stations, type Station } from "./model";

const reached = ({ state }: Station) => state === "done" || state === "failed" || state === "working";

export function JourneyDots({ submission }: { submission: Submission }) {
  const { t } = useTranslation();
  const line = stations(submission);
  const word = t(`journey.word.${journeyWord(submission)}`);
  const troubled = standing(submission) === "troubled";
  const spoken = line
    .map((station) =>
      t("journey.part", {
        station: t(`journey.station.${station.name}`),
        state: t(`journey.state.${station.state}`),
      }),
    )
    .join(", ");
  return (
    <span className="inline-flex items-center gap-2.5 whitespace-nowrap">
      <span className="inline-flex items-center" aria-hidden>
        {line.map((station, at) => (
          <Fragment key={station.name}>
            {at > 0 && <span className={`h-px w-2 ${reached(station) ? "bg-accent" : "bg-edge"}`} />}
            <Mark state={station.state} size={13} />
          </Fragment>
        ))}
      </span>
      <span aria-hidden className={`text-small ${troubled ? "text-alert" : "text-soft"}`}>
        {word}
      </span>
      <span className="sr-only">{t("journey.label", { word, stations: spoken })}</span>
    </span>
  );
}
