import { beforeEach, describe, expect, test } from "vitest";
import { mergeDraft, readDraft, removeDraft, writeDraft, type Store } from "./store";
import { answered, submitKey } from "./submit-key";

function memory(): Store & { size: () => number } {
  const held = new Map<string, string>();
  return {
    getItem: (name) => held.get(name) ?? null,
    setItem: (name, value) => void held.set(name, value),
    removeItem: (name) => void held.delete(name),
    size: () => held.size,
  };
}

const closed: Store = {
  getItem: () => {
    throw new Error("closed");
  },
  setItem: () => {
    throw new Error("full");
  },
  removeItem: () => {
    throw new Error("closed");
  },
};

let store: ReturnType<typeof memory>;
beforeEach(() => {
  store = memory();
});

describe("a draft on this device", () => {
  const draft = { language: "python", code: { python: "한글 code", go: "package main" }, updatedAt: 7 } as const;

  test("is read back as it was written, all languages included", () => {
    expect(writeDraft(store, "u", "p", draft)).toBe(true);
    expect(readDraft(store, "u", "p")).toEqual(draft);
  });

  test("belongs to one user and one problem", () => {
    writeDraft(store, "u", "p", draft);
    expect(readDraft(store, "other", "p")).toBeNull();
    expect(readDraft(store, "u", "other")).toBeNull();
    removeDraft(store, "u", "p");
    expect(readDraft(store, "u", "p")).toBeNull();
  });

  test("that cannot be read counts as none", () => {
    for (const broken of ["", "{", "null", "[]", '{"language":"python"}', '{"language":1,"code":{},"updatedAt":1}']) {
      store.setItem("algosu.draft.u.p", broken);
      expect(readDraft(store, "u", "p")).toBeNull();
    }
  });

  test("reports a device that keeps nothing, and never throws", () => {
    expect(writeDraft(closed, "u", "p", draft)).toBe(false);
    expect(readDraft(closed, "u", "p")).toBeNull();
    expect(() => removeDraft(closed, "u", "p")).not.toThrow();
  });
});

describe("a draft on the server", () => {
  const server = { language: "go", code: "newer", updatedAt: "2026-01-01T00:00:10.000Z" } as const;
  const at = (seconds: number) => Date.parse(`2026-01-01T00:00:${String(seconds).padStart(2, "0")}.000Z`);

  test("takes over when it is newer, and keeps the other languages", () => {
    const local = { language: "python", code: { python: "p", go: "older" }, updatedAt: at(5) } as const;
    expect(mergeDraft(local, server)).toEqual({
      language: "go",
      code: { python: "p", go: "newer" },
      updatedAt: at(10),
    });
  });

  test("gives way to a newer one on this device", () => {
    const local = { language: "python", code: { python: "p" }, updatedAt: at(11) } as const;
    expect(mergeDraft(local, server)).toBe(local);
  });

  test("is the draft where the device has none", () => {
    expect(mergeDraft(null, server)).toEqual({ language: "go", code: { go: "newer" }, updatedAt: at(10) });
    expect(mergeDraft(null, null)).toBeNull();
  });
});

describe("the key of a submission", () => {
  const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

  test("stays the same for the same code until it is answered", () => {
    const first = submitKey(store, "u", "p", "python", "x");
    expect(first).toMatch(UUID);
    expect(submitKey(store, "u", "p", "python", "x")).toBe(first);
    answered(store, "u", "p");
    expect(submitKey(store, "u", "p", "python", "x")).not.toBe(first);
  });

  test("is another one for other code, another language, another problem", () => {
    const first = submitKey(store, "u", "p", "python", "x");
    expect(submitKey(store, "u", "q", "python", "x")).not.toBe(first);
    expect(submitKey(store, "u", "p", "go", "x")).not.toBe(first);
    expect(submitKey(store, "u", "p", "go", "y")).not.toBe(first);
  });

  test("is made even where nothing can be kept", () => {
    expect(submitKey(closed, "u", "p", "python", "x")).toMatch(UUID);
    expect(() => answered(closed, "u", "p")).not.toThrow();
  });
});
