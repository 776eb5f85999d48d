/** The sign of one station. Each state has a shape of its own, so that it can be read without colour. */
import type { StationState } from "./model";

const INK: Record<StationState, string> = {
  waiting: "text-edge",
  working: "text-accent",
  delayed: "text-caution",
  done: "text-accent",
  failed: "text-alert",
  skipped: "text-edge",
  reverted: "text-edge",
};

/** Drawn on a 16-unit square; decorative, the words beside it say the same. */
export function Mark({ state, size }: { state: StationState; size: number }) {
  return (
    <svg
      aria-hidden
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
      className={`shrink-0 ${INK[state]}`}
    >
      {state === "done" ? (
        <>
          <circle cx="8" cy="8" r="7" fill="currentColor" stroke="none" />
          <path d="m4.9 8.3 2.1 2.1 4.2-4.6" className="stroke-paper" />
        </>
      ) : state === "failed" ? (
        <>
          <circle cx="8" cy="8" r="7" fill="currentColor" stroke="none" />
          <path d="m5.6 5.6 4.8 4.8m0-4.8-4.8 4.8" className="stroke-paper" />
        </>
      ) : (
        <circle cx="8" cy="8" r="6.1" strokeDasharray={state === "skipped" ? "2.4 2.4" : undefined} />
      )}
      {state === "working" && <circle cx="8" cy="8" r="2.9" fill="currentColor" stroke="none" className="pulse" />}
      {state === "delayed" && <path d="M8 4.9V8l2.1 1.3" />}
      {state === "skipped" && <path d="M5.9 8h4.2" />}
      {state === "reverted" && <path d="M10.4 8H5.8m1.7-1.9L5.6 8l1.9 1.9" />}
    </svg>
  );
}
