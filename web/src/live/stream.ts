/**
 * One EventSource for the whole tab.
 *
 * Screens say which topics they need; the hub keeps one connection for all of them. On a loss it waits, makes sure
 * of the session (an ended one looks just like a broken line to EventSource) and opens again behind its cursor.
 * The browser's own reconnection is not used because it cannot tell these cases apart.
 */
import { refreshSession } from "../api/http";
import type { Submission } from "../api/types";
import { backoff, initial, reduce, streamUrl, type StreamAction, type StreamState } from "./reducer";

/** What subscribers hear. `fresh` follows each connection that could not resume: fetch what you show. */
export type Happening =
  | { type: "status"; submission: Submission; eventType: string }
  | { type: "done"; submissionId: string }
  | { type: "study"; data: unknown }
  | { type: "fresh"; topics: readonly string[] };

type Listener = (happening: Happening) => void;

const wanted = new Map<symbol, readonly string[]>();
const listeners = new Set<Listener>();
const watchers = new Set<() => void>();

const HIDDEN_MS = 60_000;

let state: StreamState = initial;
let source: EventSource | null = null;
let timer: number | undefined;
let connected: readonly string[] = [];

function dispatch(action: StreamAction): void {
  const next = reduce(state, action);
  if (next === state) return;
  state = next;
  watchers.forEach((watch) => watch());
}

function tell(happening: Happening): void {
  listeners.forEach((listener) => listener(happening));
}

function parse(event: MessageEvent<string>): Record<string, unknown> {
  try {
    return (JSON.parse(event.data) as Record<string, unknown> | null) ?? {};
  } catch {
    return {};
  }
}

function close(): void {
  window.clearTimeout(timer);
  source?.close();
  source = null;
}

function connect(): void {
  close();
  if (state.topics.length === 0) {
    connected = [];
    return;
  }
  const topics = state.topics;
  // A topic that joins an open stream has no past in the cursor: what it shows is fetched once it is listened to.
  const joined = state.cursor === null ? topics : topics.filter((topic) => !connected.includes(topic));
  const opened = new EventSource(streamUrl(topics, state.cursor));
  source = opened;

  const on = (name: string, handle: (data: Record<string, unknown>) => void) => {
    opened.addEventListener(name, (event: MessageEvent<string>) => {
      if (source !== opened) return;
      dispatch({ type: "event", id: event.lastEventId });
      handle(parse(event));
    });
  };
  opened.addEventListener("open", () => {
    if (source !== opened) return;
    connected = topics;
    dispatch({ type: "open" });
    if (joined.length > 0) tell({ type: "fresh", topics: joined });
  });
  on("status", (data) =>
    tell({ type: "status", submission: data as unknown as Submission, eventType: text(data["eventType"]) }),
  );
  on("done", (data) => tell({ type: "done", submissionId: text(data["submissionId"]) }));
  on("study", (data) => tell({ type: "study", data }));
  on("resync", () => {
    dispatch({ type: "resync" });
    tell({ type: "fresh", topics });
  });
  on("timeout", () => {
    dispatch({ type: "timeout" });
    connect();
  });
  opened.addEventListener("error", () => {
    if (source !== opened) return;
    close();
    dispatch({ type: "lost" });
    timer = window.setTimeout(() => void reopen(), backoff(state.losses, Math.random()));
  });
}

async function reopen(): Promise<void> {
  // After the second loss the session is the likely reason; renewing it is harmless where it is not.
  if (state.losses > 1) await refreshSession().catch(() => false);
  if (state.phase === "away") connect();
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Asks for `topics` as long as the returned function has not been called. */
export function want(topics: readonly string[]): () => void {
  const ticket = Symbol();
  wanted.set(ticket, topics);
  schedule();
  return () => {
    wanted.delete(ticket);
    schedule();
  };
}

let scheduled = false;

/** Screens come and go within one frame; the connection follows once they have settled. */
function schedule(): void {
  if (scheduled) return;
  scheduled = true;
  window.setTimeout(() => {
    scheduled = false;
    const before = state.topics;
    dispatch({ type: "want", topics: [...wanted.values()].flat() });
    if (state.topics !== before) connect();
  }, 30);
}

/** Hears everything that arrives on the stream. */
export function listen(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** For `useSyncExternalStore`: the state of the stream. */
export const stream = {
  subscribe: (watch: () => void): (() => void) => {
    watchers.add(watch);
    return () => watchers.delete(watch);
  },
  get: (): StreamState => state,
};

// A device that comes back online, or a tab that is looked at again, need not wait out the pause.
window.addEventListener("online", () => {
  if (state.phase === "away") connect();
});
// A tab in the background lets go of its stream after a while: the server keeps only so many per person, and a tab that
// nobody looks at must not take the place of one that somebody does. It resumes where it was when it is looked at.
let hiding: number | undefined;
document.addEventListener("visibilitychange", () => {
  window.clearTimeout(hiding);
  if (document.visibilityState === "visible") {
    if (source === null) connect();
    return;
  }
  hiding = window.setTimeout(() => {
    close();
    dispatch({ type: "timeout" });
  }, HIDDEN_MS);
});
window.addEventListener("pagehide", close);
window.addEventListener("pageshow", (event) => {
  if (event.persisted) connect();
});
