/**
 * The draft of one problem: on this device at every keystroke, on the server a moment after the last one.
 *
 * Opening: what the device has is shown at once. If the server has something newer (written elsewhere), it takes over,
 * unless typing has begun. A failed save on the server is no reason to interrupt: the device has it, and the next
 * keystroke tries again.
 */
import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError, request } from "../api/http";
import type { CodeLanguage, Draft } from "../api/types";
import { recall, remember } from "../app/preferences";
import { mergeDraft, readDraft, removeDraft, writeDraft, type LocalDraft } from "./store";

/** Where the latest keystroke is safe. */
export type Kept = "nowhere" | "device" | "saving" | "server" | "failed";

const PAUSE_MS = 1200;

function firstLanguage(allowed: readonly CodeLanguage[]): CodeLanguage {
  const remembered = allowed.find((language) => language === recall("code-language"));
  return remembered ?? allowed.find((language) => language === "python") ?? allowed[0] ?? "python";
}

export function useDraft(user: string, problem: string, allowed: readonly CodeLanguage[]) {
  const [draft, setDraft] = useState<LocalDraft>(() => {
    const local = readDraft(localStorage, user, problem);
    if (local !== null && allowed.includes(local.language)) return local;
    return { language: firstLanguage(allowed), code: local?.code ?? {}, updatedAt: 0 };
  });
  // Counts the times the code changed other than by typing, so that the editor begins anew.
  const [revision, setRevision] = useState(0);
  const [kept, setKept] = useState<Kept>("nowhere");
  const typed = useRef(false);
  const timer = useRef<number | undefined>(undefined);
  const current = useRef(draft);
  const path = `/api/problems/${problem}/draft`;

  const save = useCallback(() => {
    window.clearTimeout(timer.current);
    timer.current = undefined;
    const { language, code } = current.current;
    const text = code[language] ?? "";
    setKept("saving");
    const done =
      text === ""
        ? request<undefined>(path, { method: "DELETE" })
        : request<unknown>(path, { method: "PUT", body: { language, code: text } });
    done.then(
      () => setKept((state) => (state === "saving" ? "server" : state)),
      () => setKept((state) => (state === "saving" ? "device" : state)),
    );
  }, [path]);

  const keep = useCallback(
    (next: LocalDraft) => {
      current.current = next;
      setDraft(next);
      setKept(writeDraft(localStorage, user, problem, next) ? "device" : "failed");
      window.clearTimeout(timer.current);
      timer.current = window.setTimeout(save, PAUSE_MS);
    },
    [problem, save, user],
  );

  useEffect(() => {
    const controller = new AbortController();
    request<Draft>(path, { signal: controller.signal }).then(
      (server) => {
        const local = readDraft(localStorage, user, problem);
        const merged = mergeDraft(local, server);
        if (merged === local) save();
        if (typed.current || merged === null || !allowed.includes(merged.language)) return;
        if (merged.updatedAt === current.current.updatedAt) return;
        current.current = merged;
        setDraft(merged);
        setRevision((count) => count + 1);
        writeDraft(localStorage, user, problem, merged);
      },
      (error: unknown) => {
        // 404 is "none yet": what the device has may not have reached the server. Any other failure leaves it there.
        if (error instanceof ApiError && error.status === 404 && current.current.updatedAt > 0) save();
      },
    );
    return () => controller.abort();
    // Once per problem: a later answer must not replace what is being written.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [path]);

  useEffect(
    () => () => {
      if (timer.current !== undefined) save();
    },
    [save],
  );

  return {
    language: draft.language,
    code: draft.code[draft.language] ?? "",
    revision,
    kept,
    write(code: string): void {
      typed.current = true;
      const now = current.current;
      keep({ ...now, code: { ...now.code, [now.language]: code }, updatedAt: Date.now() });
    },
    chooseLanguage(language: CodeLanguage): void {
      typed.current = true;
      remember("code-language", language);
      keep({ ...current.current, language, updatedAt: Date.now() });
    },
    /** Puts other code in place, such as that of an earlier attempt. */
    begin(language: CodeLanguage, code: string): void {
      typed.current = true;
      keep({
        ...current.current,
        language,
        code: { ...current.current.code, [language]: code },
        updatedAt: Date.now(),
      });
      setRevision((count) => count + 1);
    },
    /** Forgets the draft everywhere: it has been submitted. */
    discard: (): void => {
      window.clearTimeout(timer.current);
      timer.current = undefined;
      removeDraft(localStorage, user, problem);
      request<undefined>(path, { method: "DELETE" }).catch(() => undefined);
    },
  };
}
