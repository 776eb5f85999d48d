import { expect, test } from "vitest";
import type { Highlight, ReviewCategory } from "../api/types";
import { remarksOf, stack } from "./remarks";

const category = (...lines: [number, number][]): ReviewCategory => ({
  name: "structure",
  score: null,
  comment: "",
  highlights: lines.map(([startLine, endLine]): Highlight => ({ startLine, endLine, type: "issue", message: "m" })),
});

test("remarks come in the order of their lines", () => {
  const lines = remarksOf([category([9, 9], [2, 4]), category([3, 3])], 20).map(({ from }) => from);
  expect(lines).toEqual([2, 3, 9]);
});

test("lines that a reviewer invented are brought back into the code", () => {
  const [first, second, third] = remarksOf([category([0, -3], [7, 5], [40, 90])], 10);
  expect([first?.from, first?.to]).toEqual([1, 1]);
  expect([second?.from, second?.to]).toEqual([5, 7]);
  expect([third?.from, third?.to]).toEqual([10, 10]);
});

test("notes stand at their lines, and move down only as far as the note above needs", () => {
  expect(stack([0, 10, 200], [50, 30, 20], 4)).toEqual([0, 54, 200]);
});
