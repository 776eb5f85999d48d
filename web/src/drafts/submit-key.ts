/**
 * The idempotency key of a submission that has not been answered yet.
 *
 * A network error leaves open whether the server took the code. The key is kept on this device, with the code it
 * stands for, until an answer comes: sending the same code again (also after a reload) cannot submit it twice. Other
 * code gets another key.
 */
import type { Store } from "./store";

const name = (user: string, problem: string) => `algosu.submit.${user}.${problem}`;

/** A random UUID (version 4). `crypto.randomUUID` exists only on secure origins; a study's own server may be plain http. */
function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = Array.from(bytes, (byte, at) =>
    (at === 6 ? (byte & 0x0f) | 0x40 : at === 8 ? (byte & 0x3f) | 0x80 : byte).toString(16).padStart(2, "0"),
  ).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** The key for sending this code: the kept one if the same code is still unanswered, else a new one. */
export function submitKey(store: Store, user: string, problem: string, language: string, code: string): string {
  try {
    const kept = JSON.parse(store.getItem(name(user, problem)) ?? "null") as Record<string, unknown> | null;
    if (kept && typeof kept["key"] === "string" && kept["language"] === language && kept["code"] === code) {
      return kept["key"];
    }
  } catch {
    // What was kept cannot be read: it is replaced below.
  }
  const key = freshKey();
  try {
    store.setItem(name(user, problem), JSON.stringify({ key, language, code }));
  } catch {
    // A full or closed storage: the key holds for this try.
  }
  return key;
}

/** Forgets the key: the server has answered. */
export function answered(store: Store, user: string, problem: string): void {
  try {
    store.removeItem(name(user, problem));
  } catch {
    // Nothing was kept either.
  }
}
