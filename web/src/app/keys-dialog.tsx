/** What `?` shows. */
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "../parts/dialog";

const ENTER = /Mac|iPhone|iPad/.test(navigator.userAgent) ? ["⌘", "↵"] : ["Ctrl", "↵"];

const ROWS = [
  { keys: ["?"], words: "keys.help" },
  { keys: ["g", "h"], words: "keys.home", sequence: true },
  { keys: ["g", "s"], words: "keys.study", sequence: true },
  { keys: ["g", "m"], words: "keys.submissions", sequence: true },
  { keys: ["g", ","], words: "keys.settings", sequence: true },
  { keys: ["e"], words: "keys.focusEditor" },
  { keys: ["f"], words: "keys.fullScreen" },
  { keys: ENTER, words: "keys.submit" },
  { keys: ["Esc", "Tab"], words: "keys.leaveEditor", sequence: true },
] as const;

export function KeysDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const { t } = useTranslation();
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t("keys.title")}>
      <dl className="divide-y divide-line">
        {ROWS.map(({ keys, words, ...row }) => (
          <div key={words} className="flex items-center justify-between gap-6 py-2">
            <dt>{t(words)}</dt>
            <dd className="flex shrink-0 items-center gap-1.5 text-small text-soft">
              {keys.map((key, at) => (
                <Fragment key={key}>
                  {at > 0 && "sequence" in row && <span>{t("keys.then")}</span>}
                  <kbd className="min-w-6 rounded-small border border-edge px-1.5 text-center text-ink">{key}</kbd>
                </Fragment>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
