/** Durations and deadlines as numbers with units; the words for the units come from the catalogues. */

export type Unit = "d" | "h" | "m" | "s";
export interface Part {
  value: number;
  unit: Unit;
}

export interface TimeLeft {
  /** True once the deadline has passed; the parts then say how long ago. */
  over: boolean;
  parts: Part[];
  /** `now` under two hours, `soon` under a day. */
  urgency: "over" | "now" | "soon" | "calm";
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * A span in at most two units that matter at its size: `3 d`, `1 d 5 h`, `5 h 12 min`, `12 min`, `45 s`.
 * It rounds down, so that a deadline is never shown as further away than it is.
 */
export function spanParts(milliseconds: number): Part[] {
  const span = Math.max(0, milliseconds);
  const whole = (unit: number) => Math.floor(span / unit);
  if (span >= 3 * DAY) return [{ value: whole(DAY), unit: "d" }];
  if (span >= DAY) return compact(whole(DAY), "d", Math.floor((span % DAY) / HOUR), "h");
  if (span >= HOUR) return compact(whole(HOUR), "h", Math.floor((span % HOUR) / MINUTE), "m");
  if (span >= MINUTE) return [{ value: whole(MINUTE), unit: "m" }];
  return [{ value: whole(SECOND), unit: "s" }];
}

function compact(first: number, firstUnit: Unit, second: number, secondUnit: Unit): Part[] {
  const parts: Part[] = [{ value: first, unit: firstUnit }];
  if (second > 0) parts.push({ value: second, unit: secondUnit });
  return parts;
}

/** How far a deadline is from `now`, both in epoch milliseconds. */
export function timeLeft(deadline: number, now: number): TimeLeft {
  const left = deadline - now;
  if (left <= 0) return { over: true, parts: spanParts(-left), urgency: "over" };
  const urgency = left < 2 * HOUR ? "now" : left < DAY ? "soon" : "calm";
  return { over: false, parts: spanParts(left), urgency };
}

/** The size at which a duration is said: milliseconds, seconds with one decimal, or minutes and seconds. */
export type Duration =
  | { kind: "ms"; count: number }
  | { kind: "seconds"; seconds: number }
  | { kind: "minutes"; minutes: number; seconds: number };

/** How long something took. `live` leaves out what would flicker while it is still running. */
export function duration(milliseconds: number, live = false): Duration {
  const span = Math.max(0, milliseconds);
  if (live || span >= MINUTE) {
    const total = Math.floor(span / SECOND);
    return total < 60
      ? { kind: "seconds", seconds: total }
      : { kind: "minutes", minutes: Math.floor(total / 60), seconds: total % 60 };
  }
  if (span < SECOND) return { kind: "ms", count: Math.round(span) };
  return { kind: "seconds", seconds: Math.floor(span / 100) / 10 };
}

/** How long ago `time` was, as `Intl.RelativeTimeFormat` wants it; null under 45 s, which is "just now". */
export function ago(time: number, now: number): { value: number; unit: "minute" | "hour" | "day" } | null {
  const span = now - time;
  if (span < 45 * SECOND) return null;
  if (span < HOUR) return { value: -Math.max(1, Math.round(span / MINUTE)), unit: "minute" };
  if (span < DAY) return { value: -Math.round(span / HOUR), unit: "hour" };
  return { value: -Math.round(span / DAY), unit: "day" };
}

/** The value of a `datetime-local` field, read in the device's zone, as an RFC 3339 UTC time; null when empty. */
export function fromLocalField(value: string): string | null {
  if (value === "") return null;
  const time = new Date(value);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
