/** Remarks as they stand beside the code: sorted by line, and laid out so that none covers another. */
import type { CategoryName, ReviewCategory, RemarkKind } from "../api/types";

export interface Remark {
  key: string;
  category: CategoryName;
  kind: RemarkKind;
  message: string;
  /** First and last line, counted from 1, inside the code. */
  from: number;
  to: number;
}

/** All remarks of a review in the order of their lines. Lines a model invented are brought back into the code. */
export function remarksOf(categories: readonly ReviewCategory[], lineCount: number): Remark[] {
  const inside = (line: number) => Math.min(Math.max(1, Math.trunc(line) || 1), Math.max(1, lineCount));
  return categories
    .flatMap(({ name, highlights }) =>
      highlights.map(({ startLine, endLine, type, message }, at) => ({
        key: `${name}-${at}`,
        category: name,
        kind: type,
        message,
        from: inside(Math.min(startLine, endLine)),
        to: inside(Math.max(startLine, endLine)),
      })),
    )
    .sort((one, other) => one.from - other.from || one.to - other.to);
}

/**
 * Tops for notes in a margin: each as near to where it belongs as the ones above it allow.
 * `wanted` must be ascending.
 */
export function stack(wanted: readonly number[], heights: readonly number[], gap: number): number[] {
  let free = 0;
  return wanted.map((top, at) => {
    const placed = Math.max(top, free);
    free = placed + (heights[at] ?? 0) + gap;
    return placed;
  });
}
