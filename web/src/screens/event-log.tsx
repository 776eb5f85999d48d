/** Everything that was recorded about a submission, as it was recorded. Fetched when opened. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { eventsQuery } from "../api/queries";
import { Empty, Loaded } from "../parts/states";
import { useTimeWords } from "../parts/time";

export function EventLog({ submission }: { submission: string }) {
  const { t } = useTranslation();
  const words = useTimeWords();
  const [open, setOpen] = useState(false);
  const query = useQuery({ ...eventsQuery(submission), enabled: open });
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)} data-event-log>
      <summary className="font-semibold">{t("submission.events")}</summary>
      {open && (
        <Loaded query={query}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title={t("submission.eventsEmpty")} />
            ) : (
              <ol className="mt-3 border-t border-line">
                {items.map((event) => (
                  <li
                    key={event.id}
                    className="grid gap-x-6 border-b border-line py-2 text-small lg:grid-cols-[3rem_8rem_12rem_minmax(0,1fr)]"
                  >
                    <span className="text-soft">{event.seq}</span>
                    <time dateTime={event.occurredAt} className="text-soft">
                      {words.clock(event.occurredAt)}
                    </time>
                    <span className="font-medium">{event.type}</span>
                    <code className="block max-h-40 overflow-auto break-all text-soft" tabIndex={0}>
                      {JSON.stringify(event.data)}
                    </code>
                  </li>
                ))}
              </ol>
            )
          }
        </Loaded>
      )}
    </details>
  );
}
