/**
 * Where code is written and submitted.
 *
 * Submitting carries an idempotency key that lives until the server has answered, so a try after a lost connection
 * cannot submit twice. The code stays in the editor until the server has taken it.
 */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Maximize2, Minimize2 } from "lucide-react";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { request } from "../api/http";
import { attemptsQuery, submissionQuery } from "../api/queries";
import { LANGUAGES, MAX_CODE_BYTES, type CodeLanguage, type Problem } from "../api/types";
import { useKeys } from "../app/keyboard";
import { useSession } from "../app/session";
import { useDraft } from "../drafts/use-draft";
import type { EditorHandle } from "../editor/code-editor";
import { LANGUAGE_LABELS, languageLabel } from "../editor/names";
import { Button, IconButton } from "../parts/button";
import { errorSentence } from "../parts/errors";
import { useNow } from "../parts/time";
import { useSubmit } from "./use-submit";

const CodeEditor = lazy(() => import("../editor/code-editor"));

/** From this share of the limit on, the size left is shown. */
const NEAR_LIMIT = 0.8;

export function Workbench({ problem, reveal }: { problem: Problem; reveal: () => void }) {
  const { t, i18n } = useTranslation();
  const { user } = useSession();
  const allowed = problem.allowedLanguages.length > 0 ? problem.allowedLanguages : LANGUAGES;
  const draft = useDraft(user.id, problem.id, allowed);
  const submit = useSubmit(problem.id, user.id, draft.discard);
  const [full, setFull] = useState(false);
  const [refused, setRefused] = useState<"empty" | "tooLarge" | null>(null);
  const editor = useRef<EditorHandle>(null);
  const focusOnce = useRef(false);
  const bytes = new TextEncoder().encode(draft.code).length;
  const now = useNow();
  const late = problem.deadline !== null && Date.parse(problem.deadline) <= now;
  useQuietPage(full);

  const send = () => {
    if (submit.isPending) return;
    const reason = draft.code.trim() === "" ? "empty" : bytes > MAX_CODE_BYTES ? "tooLarge" : null;
    setRefused(reason);
    if (reason === null) submit.mutate({ language: draft.language, code: draft.code });
    else editor.current?.focus();
  };
  const write = () => {
    reveal();
    window.setTimeout(() => editor.current?.focus());
  };
  useKeys([
    { keys: "e", run: write },
    {
      keys: "f",
      run: () => {
        setFull((value) => !value);
        write();
      },
    },
  ]);

  return (
    <section
      aria-label={t("problem.editor")}
      onKeyDown={(event) => {
        if (event.key === "Escape" && full && !event.defaultPrevented) setFull(false);
      }}
      className={full ? "fixed inset-0 z-30 flex flex-col bg-paper" : "flex h-[calc(100dvh-6.5rem)] flex-col lg:h-full"}
    >
      <div className="flex h-12 items-center gap-3 border-b border-line pr-3 pl-5">
        <label className="sr-only" htmlFor="language">
          {t("editor.language")}
        </label>
        <select
          id="language"
          value={draft.language}
          disabled={submit.isPending}
          onChange={(event) => {
            draft.chooseLanguage(event.target.value as CodeLanguage);
            setRefused(null);
          }}
          className="-ml-2 h-9 rounded-field bg-transparent px-2 font-medium hover:bg-sunken [&_option]:bg-paper [&_option]:text-ink"
        >
          {allowed.map((language) => (
            <option key={language} value={language}>
              {LANGUAGE_LABELS[language]}
            </option>
          ))}
        </select>
        <span className="flex-1" />
        <KeptNote kept={draft.kept} />
        <IconButton
          label={full ? t("editor.leaveFullScreen") : t("editor.fullScreen")}
          aria-pressed={full}
          onClick={() => {
            setFull(!full);
            editor.current?.focus();
          }}
        >
          {full ? <Minimize2 aria-hidden className="size-4" /> : <Maximize2 aria-hidden className="size-4" />}
        </IconButton>
      </div>
      <div className="relative min-h-0 flex-1">
        <Suspense fallback={<p className="after-a-while p-5 text-soft">{t("editor.loading")}</p>}>
          <CodeEditor
            key={`${draft.language}:${draft.revision}`}
            ref={(handle: EditorHandle | null) => {
              editor.current = handle;
              if (handle && focusOnce.current) {
                focusOnce.current = false;
                handle.focus();
              }
            }}
            initial={draft.code}
            language={draft.language}
            label={t("editor.label", { language: languageLabel(draft.language) })}
            hint={t("editor.tabHint")}
            locked={submit.isPending}
            onChange={(code) => {
              draft.write(code);
              if (refused !== null) setRefused(null);
            }}
            onSubmit={send}
          />
        </Suspense>
        {draft.code === "" && (
          <ContinueLast
            problem={problem.id}
            allowed={allowed}
            begin={(language, code) => {
              focusOnce.current = true;
              draft.begin(language, code);
            }}
          />
        )}
      </div>
      <div className="border-t border-line px-5 py-3">
        <div role="alert" className="text-alert">
          {refused !== null && <p className="pb-2">{t(`editor.${refused}`)}</p>}
          {submit.isError && <p className="pb-2">{errorSentence(t, submit.error)}</p>}
        </div>
        <div className="flex items-center justify-between gap-4">
          <p className="min-w-0 text-small text-soft">
            {bytes > MAX_CODE_BYTES * NEAR_LIMIT ? (
              <SizeLeft left={MAX_CODE_BYTES - bytes} language={i18n.language} />
            ) : (
              late && <span className="text-caution">{t("editor.lateNote")}</span>
            )}
          </p>
          <Button
            kind="strong"
            onClick={send}
            aria-disabled={submit.isPending}
            aria-keyshortcuts="Control+Enter Meta+Enter"
          >
            {submit.isPending ? t("editor.submitting") : late ? t("editor.submitLate") : t("editor.submit")}
            {!submit.isPending && <SubmitKeys />}
          </Button>
        </div>
      </div>
    </section>
  );
}

const APPLE = /Mac|iPhone|iPad/.test(navigator.userAgent);

function SubmitKeys() {
  return (
    <kbd aria-hidden className="text-small font-normal opacity-85 pointer-coarse:hidden">
      {APPLE ? "⌘↵" : "Ctrl ↵"}
    </kbd>
  );
}

function SizeLeft({ left, language }: { left: number; language: string }) {
  const { t } = useTranslation();
  const formatted = new Intl.NumberFormat(language).format(Math.abs(left));
  return (
    <span className={left < 0 ? "font-medium text-alert" : "text-caution"}>
      {left < 0
        ? t("editor.bytesOver", { count: -left, formatted })
        : t("editor.bytesLeft", { count: left, formatted })}
    </span>
  );
}

const KEPT = { device: "keptHere", saving: "keptHere", server: "kept", failed: "keepFailed" } as const;

/** Where the draft is. Changes quietly; it is no news worth interrupting a screen reader for. */
function KeptNote({ kept }: { kept: ReturnType<typeof useDraft>["kept"] }) {
  const { t } = useTranslation();
  if (kept === "nowhere") return null;
  return (
    <span data-kept={kept} className={`truncate text-small ${kept === "failed" ? "text-alert" : "text-soft"}`}>
      {t(`editor.${KEPT[kept]}`)}
    </span>
  );
}

/** In an empty editor: begin with the code of the last attempt. */
function ContinueLast({
  problem,
  allowed,
  begin,
}: {
  problem: string;
  allowed: readonly CodeLanguage[];
  begin: (language: CodeLanguage, code: string) => void;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [failure, setFailure] = useState<unknown>(null);
  const last = useQuery(attemptsQuery(problem)).data?.items.find(({ language }) => allowed.includes(language));
  if (!last) return null;
  const fetchCode = async () => {
    try {
      const { code, language } = await request<{ code?: string | null; language: CodeLanguage }>(
        `/api/submissions/${last.id}`,
      );
      if (code) begin(language, code);
    } catch (error) {
      setFailure(error);
    }
  };
  return (
    <div className="absolute inset-x-0 bottom-0 flex flex-col items-start gap-2 p-5">
      {failure !== null && (
        <p role="alert" className="text-alert">
          {errorSentence(t, failure)}
        </p>
      )}
      <Button
        onClick={() => {
          const known = client.getQueryData(submissionQuery(last.id).queryKey);
          if (known?.code) begin(known.language, known.code);
          else void fetchCode();
        }}
      >
        {t("editor.continueLast")}
      </Button>
    </div>
  );
}

/** While the editor fills the screen, what lies under it can be neither reached nor read. */
function useQuietPage(quiet: boolean): void {
  useEffect(() => {
    const header = document.querySelector("header");
    if (!quiet || !header) return;
    header.inert = true;
    return () => {
      header.inert = false;
    };
  }, [quiet]);
}
