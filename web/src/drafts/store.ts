/**
 * Drafts on this device: one record per user and problem, holding the code of each language written so far.
 *
 * Written at every keystroke, so it must be cheap and may never throw: when storage is full or closed, writing
 * reports failure and the page says so. Keyed by user, so that two people on one device never see each other's code.
 */
import type { CodeLanguage, Draft } from "../api/types";

export interface LocalDraft {
  language: CodeLanguage;
  /** Code by language: switching language loses nothing. */
  code: Partial<Record<CodeLanguage, string>>;
  /** Epoch milliseconds of the last keystroke. */
  updatedAt: number;
}

/** The part of `localStorage` that drafts need. */
export type Store = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const name = (user: string, problem: string) => `algosu.draft.${user}.${problem}`;

/** The draft on this device, or null when there is none or it cannot be read. */
export function readDraft(store: Store, user: string, problem: string): LocalDraft | null {
  try {
    const text = store.getItem(name(user, problem));
    if (text === null) return null;
    const value = JSON.parse(text) as Partial<LocalDraft> | null;
    if (typeof value?.language !== "string" || typeof value.updatedAt !== "number") return null;
    if (typeof value.code !== "object") return null;
    return { language: value.language, code: value.code, updatedAt: value.updatedAt };
  } catch {
    return null;
  }
}

/** Keeps a draft; false when this device would not take it. */
export function writeDraft(store: Store, user: string, problem: string, draft: LocalDraft): boolean {
  try {
    store.setItem(name(user, problem), JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

/** Forgets a draft. */
export function removeDraft(store: Store, user: string, problem: string): void {
  try {
    store.removeItem(name(user, problem));
  } catch {
    // Nothing was kept either.
  }
}

/** Takes in what the server holds: the newer code of its language wins, everything else on the device stays. */
export function mergeDraft(local: LocalDraft | null, server: Draft | null): LocalDraft | null {
  if (server === null) return local;
  const updatedAt = Date.parse(server.updatedAt);
  if (local === null) return { language: server.language, code: { [server.language]: server.code }, updatedAt };
  if (updatedAt <= local.updatedAt) return local;
  return { language: server.language, code: { ...local.code, [server.language]: server.code }, updatedAt };
}
