/** Says each change of the journey to screen readers, once, when it happens. */
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Submission } from "../api/types";
import { stations } from "../journey/model";

export function Announcer({ submission }: { submission: Submission }) {
  const { t } = useTranslation();
  const before = useRef<string[] | null>(null);
  const [said, setSaid] = useState("");
  useEffect(() => {
    const line = stations(submission);
    const states = line.map(({ state }) => state);
    const changed = line.filter(({ state }, at) => before.current !== null && before.current[at] !== state);
    before.current = states;
    if (changed.length === 0) return;
    setSaid(
      changed
        .map(({ name, state }) =>
          t("journey.part", { station: t(`journey.station.${name}`), state: t(`journey.state.${state}`) }),
        )
        .join(". "),
    );
  }, [submission, t]);
  return (
    <p role="status" className="sr-only">
      {said}
    </p>
  );
}
