/** Times as words in the reader's language, ticking while they are looked at. */
import { useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { ago, duration, spanParts, timeLeft } from "../time/format";

function ticker(interval: number) {
  const watchers = new Set<() => void>();
  let now = Date.now();
  let timer: number | undefined;
  return {
    subscribe: (watch: () => void) => {
      watchers.add(watch);
      timer ??= window.setInterval(() => {
        now = Date.now();
        watchers.forEach((tell) => tell());
      }, interval);
      return () => {
        watchers.delete(watch);
        if (watchers.size === 0) {
          window.clearInterval(timer);
          timer = undefined;
        }
      };
    },
    get: () => {
      if (timer === undefined) now = Math.max(now, Math.floor(Date.now() / interval) * interval);
      return now;
    },
  };
}

const everySecond = ticker(1000);
const everyHalfMinute = ticker(30_000);

/** The current time in epoch milliseconds, renewed every second or every half minute. */
export function useNow(pace: "second" | "minute" = "minute"): number {
  const source = pace === "second" ? everySecond : everyHalfMinute;
  return useSyncExternalStore(source.subscribe, source.get);
}

/** Formats durations and points in time in the current language. */
export function useTimeWords() {
  const { t, i18n } = useTranslation();
  const number = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 });
  const span = (milliseconds: number) =>
    spanParts(milliseconds)
      .map(({ value, unit }) => joinUnit(i18n.language, value, t(`time.unit.${unit}`)))
      .join(" ");
  return {
    /** `5 h 12 min`. */
    span,
    /** `5 h 12 min left` or `2 d over`. */
    left(deadline: string, now: number): string {
      const { over } = timeLeft(Date.parse(deadline), now);
      return t(over ? "time.over" : "time.left", { time: span(Math.abs(Date.parse(deadline) - now)) });
    },
    /** `240 ms`, `1.4 s`, `2 min 5 s`. */
    duration(milliseconds: number, live = false): string {
      const said = duration(milliseconds, live);
      if (said.kind === "ms") return t("time.ms", { count: said.count });
      if (said.kind === "seconds") return t("time.seconds", { formatted: number.format(said.seconds) });
      return t("time.minutes", { minutes: said.minutes, seconds: said.seconds });
    },
    /** `3 minutes ago`; the date once a week has passed. */
    ago(time: string, now: number): string {
      const said = ago(Date.parse(time), now);
      if (said === null) return t("time.now");
      if (said.unit === "day" && said.value < -7) {
        return new Intl.DateTimeFormat(i18n.language, { dateStyle: "medium" }).format(new Date(time));
      }
      return new Intl.RelativeTimeFormat(i18n.language, { numeric: "auto", style: "short" }).format(
        said.value,
        said.unit,
      );
    },
    /** Date and time in full, in the zone of this device. */
    exact(time: string): string {
      return new Intl.DateTimeFormat(i18n.language, { dateStyle: "medium", timeStyle: "medium" }).format(
        new Date(time),
      );
    },
    /** Weekday, day and time: how one speaks of a deadline. */
    day(time: string): string {
      return new Intl.DateTimeFormat(i18n.language, {
        weekday: "short",
        month: "short",
        day: "numeric",
        hour: "numeric",
        minute: "2-digit",
      }).format(new Date(time));
    },
    /** Hour, minute, second. */
    clock(time: string): string {
      return new Intl.DateTimeFormat(i18n.language, { timeStyle: "medium" }).format(new Date(time));
    },
  };
}

/** Korean writes the unit against its number, English with a space. */
export function joinUnit(language: string, value: number, unit: string): string {
  return language === "ko" ? `${value}${unit}` : `${value} ${unit}`;
}

/** How long ago, with the exact time behind it. */
export function Ago({ time, className = "" }: { time: string; className?: string }) {
  const words = useTimeWords();
  const now = useNow();
  return (
    <time dateTime={time} title={words.exact(time)} className={`whitespace-nowrap ${className}`}>
      {words.ago(time, now)}
    </time>
  );
}

/** A deadline as the time left, with the exact time behind it. */
export function Left({ deadline, className = "" }: { deadline: string; className?: string }) {
  const words = useTimeWords();
  const now = useNow();
  return (
    <time dateTime={deadline} title={words.exact(deadline)} className={`whitespace-nowrap ${className}`}>
      {words.left(deadline, now)}
    </time>
  );
}
