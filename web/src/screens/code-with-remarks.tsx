/**
 * Code with the review's remarks beside their lines, like notes in a margin; on a narrow screen they follow the line
 * they are about. Choosing a remark marks its lines.
 */
import { Check, CircleAlert, Copy, Lightbulb, ThumbsUp } from "lucide-react";
import { Fragment, useEffect, useLayoutEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { CodeLanguage, RemarkKind, ReviewCategory } from "../api/types";
import type { Piece } from "../editor/highlight";
import { useHighlighted } from "../editor/use-highlighted";
import { Button } from "../parts/button";
import { SectionHeading } from "../parts/heading";
import { useWide } from "../parts/use-wide";
import { remarksOf, stack, type Remark } from "./remarks";

const KIND = {
  issue: { icon: CircleAlert, ink: "text-alert", bar: "bg-alert" },
  suggestion: { icon: Lightbulb, ink: "text-caution", bar: "bg-caution" },
  good: { icon: ThumbsUp, ink: "text-accent", bar: "bg-accent" },
} as const satisfies Record<RemarkKind, object>;

const GAP = 14;

interface Props {
  code: string;
  language: CodeLanguage;
  categories: readonly ReviewCategory[];
}

export function CodeWithRemarks({ code, language, categories }: Props) {
  const { t, i18n } = useTranslation();
  const text = code.endsWith("\n") ? code.slice(0, -1) : code;
  const lines = useHighlighted(text, language);
  const remarks = useMemo(() => remarksOf(categories, lines.length), [categories, lines.length]);
  // A remark marks its lines while it is pointed at or focused, and for longer once it is chosen.
  const [pinned, setPinned] = useState<string | null>(null);
  const [touched, setTouched] = useState<string | null>(null);
  const wide = useWide();
  const chosen = remarks.find(({ key }) => key === (touched ?? pinned));
  const note = (remark: Remark) => (
    <Note
      remark={remark}
      pinned={remark.key === pinned}
      pin={() => setPinned(remark.key === pinned ? null : remark.key)}
      touch={(on) => setTouched(on ? remark.key : null)}
    />
  );
  useEffect(() => {
    const release = (event: KeyboardEvent) => {
      if (event.key === "Escape") setPinned(null);
    };
    document.addEventListener("keydown", release);
    return () => document.removeEventListener("keydown", release);
  }, []);
  const formatted = new Intl.NumberFormat(i18n.language).format(lines.length);
  const listing = <Listing lines={lines} remarks={remarks} chosen={chosen} inline={wide ? null : note} />;
  return (
    <section aria-labelledby="code">
      <SectionHeading
        id="code"
        aside={
          <span className="flex items-center gap-3">
            {t("submission.lines", { count: lines.length, formatted })}
            <CopyButton text={code} />
          </span>
        }
      >
        {t("submission.code")}
      </SectionHeading>
      {wide && remarks.length > 0 ? (
        <div className="grid grid-cols-[minmax(0,1fr)_18rem] gap-x-6">
          {listing}
          <Margin remarks={remarks} note={note} />
        </div>
      ) : (
        listing
      )}
    </section>
  );
}

interface ListingProps {
  lines: Piece[][];
  remarks: readonly Remark[];
  chosen: Remark | undefined;
  /** Draws a remark below its last line, where there is no margin. */
  inline: ((remark: Remark) => ReactNode) | null;
}

function Listing({ lines, remarks, chosen, inline }: ListingProps) {
  const { t } = useTranslation();
  return (
    <div
      role="group"
      aria-label={t("submission.code")}
      tabIndex={0}
      className="overflow-x-auto pt-3 font-mono text-code focus-visible:outline-offset-0"
    >
      <div className="w-max min-w-full max-lg:w-auto">
        {lines.map((pieces, at) => {
          const number = at + 1;
          const about = remarks.filter(({ from, to }) => from <= number && number <= to);
          const marked = chosen !== undefined && chosen.from <= number && number <= chosen.to;
          const first = about[0];
          return (
            <Fragment key={number}>
              <div
                id={`L${number}`}
                className={`relative flex min-h-[1.375rem] target:bg-wash ${marked ? "bg-wash" : ""}`}
              >
                <span
                  aria-hidden
                  data-line={number}
                  className="w-11 shrink-0 pr-3 text-right text-soft select-none before:content-[attr(data-line)]"
                />
                <span aria-hidden className={`w-0.5 shrink-0 ${first ? KIND[first.kind].bar : ""}`} />
                <span className="pr-4 pl-3 whitespace-pre max-lg:whitespace-pre-wrap">
                  {pieces.map((piece, index) => (
                    <span key={index} className={piece.style}>
                      {piece.text}
                    </span>
                  ))}
                </span>
              </div>
              {inline &&
                remarks
                  .filter(({ to }) => to === number)
                  .map((remark) => (
                    <div key={remark.key} className="my-2 ml-11 border-l-2 border-line pl-3 font-sans">
                      {inline(remark)}
                    </div>
                  ))}
            </Fragment>
          );
        })}
      </div>
    </div>
  );
}

/** The notes of a wide screen, each beside its first line unless the one above needs the room. */
function Margin({ remarks, note }: { remarks: readonly Remark[]; note: (remark: Remark) => ReactNode }) {
  const { t } = useTranslation();
  const list = useRef<HTMLOListElement>(null);
  const [layout, setLayout] = useState<{ tops: number[]; height: number }>({ tops: [], height: 0 });

  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return;
    const arrange = () => {
      const notes = Array.from(element.children, (child) => child as HTMLElement);
      const origin = element.getBoundingClientRect().top;
      const wanted = remarks.map(({ from }) => {
        const line = document.getElementById(`L${from}`);
        return line ? line.getBoundingClientRect().top - origin : 0;
      });
      const heights = notes.map((note) => note.offsetHeight);
      const tops = stack(wanted, heights, GAP);
      setLayout({ tops, height: (tops.at(-1) ?? 0) + (heights.at(-1) ?? 0) });
    };
    arrange();
    const observer = new ResizeObserver(arrange);
    Array.from(element.children).forEach((child) => observer.observe(child));
    return () => observer.disconnect();
  }, [remarks]);

  return (
    <ol ref={list} aria-label={t("submission.review")} className="relative" style={{ minHeight: layout.height }}>
      {remarks.map((remark, at) => (
        <li key={remark.key} className="absolute inset-x-0" style={{ top: layout.tops[at] ?? 0 }}>
          {note(remark)}
        </li>
      ))}
    </ol>
  );
}

interface NoteProps {
  remark: Remark;
  pinned: boolean;
  pin: () => void;
  touch: (on: boolean) => void;
}

function Note({ remark, pinned, pin, touch }: NoteProps) {
  const { t } = useTranslation();
  const { icon: Icon, ink } = KIND[remark.kind];
  const where =
    remark.from === remark.to
      ? t("submission.line", { line: remark.from })
      : t("submission.lineRange", { from: remark.from, to: remark.to });
  return (
    <button
      type="button"
      aria-pressed={pinned}
      onClick={pin}
      onMouseEnter={() => touch(true)}
      onMouseLeave={() => touch(false)}
      onFocus={() => touch(true)}
      onBlur={() => touch(false)}
      className="block w-full text-left text-small"
    >
      <span className="flex items-center gap-1.5">
        <Icon aria-hidden className={`size-3.5 shrink-0 ${ink}`} />
        <span className={`font-medium ${ink}`}>{t(`submission.remark.${remark.kind}`)}</span>
        <span className="text-soft">{where}</span>
      </span>
      <span className="mt-0.5 block decoration-1 underline-offset-4">{remark.message}</span>
    </button>
  );
}

function CopyButton({ text }: { text: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = window.setTimeout(() => setCopied(false), 2000);
    return () => window.clearTimeout(timer);
  }, [copied]);
  const copy = () => {
    // Only secure origins have a clipboard; elsewhere the code can still be selected.
    void navigator.clipboard.writeText(text).then(() => setCopied(true));
  };
  if (!("clipboard" in navigator)) return null;
  return (
    <Button kind="quiet" className="-my-2 -mr-2.5 text-small" onClick={copy}>
      {copied ? <Check aria-hidden className="size-3.5" /> : <Copy aria-hidden className="size-3.5" />}
      <span aria-live="polite">{t(copied ? "submission.copied" : "submission.copy")}</span>
    </Button>
  );
}
