/**
 * Text written in Markdown. What it takes to draw it is downloaded when there is some, formulas only where used.
 *
 * A screen that wants to appear in one piece asks `useReader` first: once there, the text is drawn in the same frame as
 * everything around it and pushes nothing.
 */
import { createElement, useEffect, useSyncExternalStore, type ComponentType } from "react";
import { Skeleton } from "../parts/states";

type Reader = ComponentType<{ text: string }>;
type Kind = "plain" | "math";

const MATH_FONTS = ["1em KaTeX_Main", "italic 1em KaTeX_Math", "1em KaTeX_Size1", "1em KaTeX_Size2"];
/** A slow font is not worth waiting for any longer; the formula is then drawn in another one first. */
const FONT_WAIT_MS = 800;

async function loadPlain(): Promise<Reader> {
  return (await import("./plain")).default;
}

async function loadMath(): Promise<Reader> {
  const reader = (await import("./with-math")).default;
  // Formulas change their size when their fonts arrive, so the fonts come first.
  const fonts = Promise.allSettled(MATH_FONTS.map((font) => document.fonts.load(font)));
  await Promise.race([fonts, new Promise((resolve) => window.setTimeout(resolve, FONT_WAIT_MS))]);
  return reader;
}

const loaders: Record<Kind, () => Promise<Reader>> = { plain: loadPlain, math: loadMath };
const readers: Partial<Record<Kind, Reader>> = {};
const watchers = new Set<() => void>();

async function load(kind: Kind): Promise<void> {
  if (readers[kind]) return;
  readers[kind] = await loaders[kind]();
  watchers.forEach((watch) => watch());
}

function subscribe(watch: () => void): () => void {
  watchers.add(watch);
  return () => watchers.delete(watch);
}

const kindOf = (text: string): Kind => (text.includes("$") ? "math" : "plain");

/** What draws `text`, or null until it has been downloaded; asking starts the download. */
export function useReader(text: string): Reader | null {
  const kind = kindOf(text);
  useEffect(() => void load(kind), [kind]);
  return useSyncExternalStore(subscribe, () => readers[kind] ?? null);
}

export function Statement({ text }: { text: string }) {
  const reader = useReader(text);
  return reader ? createElement(reader, { text }) : <Skeleton rows={6} height="h-4" gap="gap-4" />;
}
