import { describe, expect, test } from "vitest";
import { ago, duration, fromLocalField, spanParts, timeLeft } from "./format";

const S = 1000;
const M = 60 * S;
const H = 60 * M;
const D = 24 * H;
const say = (span: number) =>
  spanParts(span)
    .map(({ value, unit }) => `${value}${unit}`)
    .join(" ");

describe("a span", () => {
  test.each([
    [0, "0s"],
    [59_999, "59s"],
    [M, "1m"],
    [H - 1, "59m"],
    [H, "1h"],
    [5 * H + 12 * M, "5h 12m"],
    [D, "1d"],
    [D + 5 * H, "1d 5h"],
    [3 * D - 1, "2d 23h"],
    [3 * D, "3d"],
    [-5, "0s"],
  ])("of %d ms is %s, rounded down", (span, expected) => expect(say(span)).toBe(expected));
});

describe("a deadline", () => {
  test("is over at its very millisecond and not one before", () => {
    expect(timeLeft(1000, 999).over).toBe(false);
    expect(timeLeft(1000, 1000)).toMatchObject({ over: true, urgency: "over" });
  });

  test("presses under two hours and is soon under a day", () => {
    expect(timeLeft(2 * H - 1, 0).urgency).toBe("now");
    expect(timeLeft(2 * H, 0).urgency).toBe("soon");
    expect(timeLeft(D, 0).urgency).toBe("calm");
  });
});

describe("a duration", () => {
  test("is said in the unit of its size", () => {
    expect(duration(240)).toEqual({ kind: "ms", count: 240 });
    expect(duration(1449)).toEqual({ kind: "seconds", seconds: 1.4 });
    expect(duration(125_400)).toEqual({ kind: "minutes", minutes: 2, seconds: 5 });
  });

  test("shows whole seconds while it is running, and never less than none", () => {
    expect(duration(1449, true)).toEqual({ kind: "seconds", seconds: 1 });
    expect(duration(-300, true)).toEqual({ kind: "seconds", seconds: 0 });
  });
});

describe("how long ago", () => {
  test("is just now for less than 45 seconds, also when clocks differ", () => {
    expect(ago(0, 44 * S)).toBeNull();
    expect(ago(5 * S, 0)).toBeNull();
  });

  test("is counted in minutes, hours and days", () => {
    expect(ago(0, 50 * S)).toEqual({ value: -1, unit: "minute" });
    expect(ago(0, 3 * H)).toEqual({ value: -3, unit: "hour" });
    expect(ago(0, 2 * D)).toEqual({ value: -2, unit: "day" });
  });
});

test("a local date field becomes a UTC time, an empty one none", () => {
  expect(fromLocalField("")).toBeNull();
  expect(fromLocalField("nonsense")).toBeNull();
  expect(fromLocalField("2026-01-02T03:04")).toBe(new Date(2026, 0, 2, 3, 4).toISOString());
});
