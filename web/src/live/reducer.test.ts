import { describe, expect, test } from "vitest";
import { backoff, initial, reduce, streamUrl, type StreamAction, type StreamState } from "./reducer";

const after = (...actions: StreamAction[]): StreamState => actions.reduce(reduce, initial);
const want = (...topics: string[]): StreamAction => ({ type: "want", topics });

describe("the event stream", () => {
  test("connects when something is wanted, goes live when opened, idles when nothing is", () => {
    expect(after(want("a")).phase).toBe("connecting");
    expect(after(want("a"), { type: "open" }).phase).toBe("live");
    expect(after(want("a"), { type: "open" }, want()).phase).toBe("idle");
  });

  test("takes the same topics in another order for no change at all", () => {
    const state = after(want("b", "a", "a"));
    expect(state.topics).toEqual(["a", "b"]);
    expect(reduce(state, want("a", "b"))).toBe(state);
  });

  test("keeps its cursor over losses, time-outs and a change of topics", () => {
    const state = after(
      want("a"),
      { type: "open" },
      { type: "event", id: "7" },
      { type: "lost" },
      { type: "open" },
      { type: "timeout" },
      want("a", "b"),
    );
    expect(state).toMatchObject({ cursor: "7", phase: "connecting" });
  });

  test("does not take an event without an id for a cursor", () => {
    expect(after(want("a"), { type: "event", id: "7" }, { type: "event", id: "" }).cursor).toBe("7");
  });

  test("forgets its cursor when the server cannot resume", () => {
    expect(after(want("a"), { type: "event", id: "7" }, { type: "resync" }).cursor).toBeNull();
  });

  test("is away after a loss, but not after the server's own time-out", () => {
    expect(after(want("a"), { type: "open" }, { type: "timeout" }).phase).toBe("connecting");
    expect(after(want("a"), { type: "open" }, { type: "lost" }).phase).toBe("away");
  });

  test("counts losses in a row and starts over once it is live", () => {
    const lost: StreamAction = { type: "lost" };
    expect(after(want("a"), lost, lost).losses).toBe(2);
    expect(after(want("a"), lost, lost, { type: "open" }).losses).toBe(0);
  });

  test("ignores what a closed connection still says", () => {
    for (const type of ["open", "lost", "timeout"] as const) expect(after({ type }).phase).toBe("idle");
  });
});

test("the pause between tries doubles up to twenty seconds and a quarter", () => {
  expect([1, 2, 3, 9].map((losses) => backoff(losses, 0))).toEqual([500, 1000, 2000, 20_000]);
  expect(backoff(9, 1)).toBe(25_000);
});

test("the address names the topics and resumes behind the cursor", () => {
  expect(streamUrl(["a:1", "b:2"], null)).toBe("/api/events?topics=a%3A1%2Cb%3A2");
  expect(streamUrl(["a:1"], "x y")).toBe("/api/events?topics=a%3A1&lastEventId=x+y");
});
