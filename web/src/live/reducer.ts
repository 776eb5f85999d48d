/**
 * What the page knows about its one event stream, as a pure reducer.
 *
 *   idle --want--> connecting --open--> live --lost--> away --open--> live
 *                                         \--timeout--> connecting (the server's five minutes are over: no trouble)
 *
 * The cursor is the last event id seen. It survives every reconnection and a change of topics: the server resumes each
 * topic behind it. `resync` means that the server cannot resume, so everything on the page is fetched again.
 */
export type Phase = "idle" | "connecting" | "live" | "away";

export interface StreamState {
  phase: Phase;
  /** Sorted, without duplicates. */
  topics: readonly string[];
  cursor: string | null;
  /** Connections lost in a row; decides how long to wait before the next try. */
  losses: number;
}

export type StreamAction =
  | { type: "want"; topics: readonly string[] }
  | { type: "open" }
  | { type: "event"; id: string }
  | { type: "timeout" }
  | { type: "lost" }
  | { type: "resync" };

export const initial: StreamState = { phase: "idle", topics: [], cursor: null, losses: 0 };

export function reduce(state: StreamState, action: StreamAction): StreamState {
  switch (action.type) {
    case "want": {
      const topics = [...new Set(action.topics)].sort();
      if (topics.join() === state.topics.join()) return state;
      if (topics.length === 0) return { ...initial, cursor: state.cursor };
      return { ...state, topics, phase: state.phase === "away" ? "away" : "connecting" };
    }
    case "open":
      return state.phase === "idle" ? state : { ...state, phase: "live", losses: 0 };
    case "event":
      return action.id === "" || action.id === state.cursor ? state : { ...state, cursor: action.id };
    case "timeout":
      return state.phase === "idle" ? state : { ...state, phase: "connecting" };
    case "lost":
      return state.phase === "idle" ? state : { ...state, phase: "away", losses: state.losses + 1 };
    case "resync":
      return { ...state, cursor: null };
  }
}

/** Milliseconds to wait before the next try: 0.5 s doubling to 20 s, with up to a quarter of jitter. */
export function backoff(losses: number, random: number): number {
  const base = Math.min(20_000, 500 * 2 ** Math.max(0, losses - 1));
  return Math.round(base * (1 + random / 4));
}

/** The address of the stream for these topics, resuming behind `cursor`. */
export function streamUrl(topics: readonly string[], cursor: string | null): string {
  const query = new URLSearchParams({ topics: topics.join(",") });
  if (cursor !== null) query.set("lastEventId", cursor);
  return `/api/events?${query.toString()}`;
}
