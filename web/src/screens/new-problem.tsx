/** The form that adds a problem to a study. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import { request } from "../api/http";
import { keys } from "../api/queries";
import { LANGUAGES, type CodeLanguage, type Problem } from "../api/types";
import { LANGUAGE_LABELS } from "../editor/names";
import { Button } from "../parts/button";
import { errorSentence, fieldSentence } from "../parts/errors";
import { Field, INPUT, TextField } from "../parts/field";
import { useTitle } from "../parts/heading";
import { fromLocalField } from "../time/format";

const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

const text = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === "string" ? value.trim() : "";
};

/** The request for what was filled in; empty fields are left out. */
function bodyOf(form: FormData) {
  const source = text(form, "sourceUrl");
  const statement = text(form, "statement");
  const deadline = fromLocalField(text(form, "deadline"));
  return {
    title: text(form, "title"),
    week: Number(text(form, "week")),
    allowedLanguages: form.getAll("language") as CodeLanguage[],
    ...(source ? { sourceUrl: source } : {}),
    ...(statement ? { statement } : {}),
    ...(deadline ? { deadline } : {}),
  };
}

export function NewProblem() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [missing, setMissing] = useState(false);
  useTitle(t("newProblem.title"));
  const create = useMutation({
    networkMode: "always",
    mutationFn: (form: FormData) =>
      request<Problem>(`/api/studies/${id}/problems`, { method: "POST", body: bodyOf(form) }),
    onSuccess: async (problem) => {
      void client.invalidateQueries({ queryKey: keys.problems(id) });
      await navigate(`/problems/${problem.id}`);
    },
  });
  const wrong = (field: string) => fieldSentence(t, create.error, field);
  return (
    <main id="content" tabIndex={-1} className="page flex-1 py-10 outline-none lg:py-14">
      <h1 className="mb-8 text-title font-semibold tracking-tight">{t("newProblem.title")}</h1>
      <form
        noValidate
        className="flex max-w-[42rem] flex-col gap-6"
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          const empty = text(form, "title") === "";
          setMissing(empty);
          if (empty) event.currentTarget.querySelector<HTMLInputElement>("[name=title]")?.focus();
          else create.mutate(form);
        }}
      >
        <TextField
          label={t("newProblem.name")}
          name="title"
          required
          maxLength={200}
          error={missing ? t("field.required") : wrong("title")}
        />
        <div className="grid gap-6 sm:grid-cols-[7rem_1fr]">
          <TextField
            label={t("newProblem.week")}
            name="week"
            type="number"
            min={1}
            max={520}
            defaultValue={1}
            required
            error={wrong("week")}
          />
          <TextField
            label={t("newProblem.deadline")}
            name="deadline"
            type="datetime-local"
            hint={t("newProblem.deadlineHint", { zone: ZONE })}
            error={wrong("deadline")}
          />
        </div>
        <TextField
          label={t("newProblem.source")}
          name="sourceUrl"
          type="url"
          inputMode="url"
          error={wrong("sourceUrl")}
        />
        <Field label={t("newProblem.statement")} hint={t("newProblem.statementHint")} error={wrong("statement")}>
          {(ids) => <textarea name="statement" rows={10} className={`${INPUT} py-2`} {...ids} />}
        </Field>
        <fieldset>
          <legend className="mb-1.5 font-medium">{t("newProblem.languages")}</legend>
          <div className="flex flex-wrap gap-x-5 gap-y-2">
            {LANGUAGES.map((language) => (
              <label key={language} className="inline-flex min-h-6 items-center gap-2">
                <input type="checkbox" name="language" value={language} className="size-4 accent-accent" />
                {LANGUAGE_LABELS[language]}
              </label>
            ))}
          </div>
          <p className="mt-1.5 text-small text-soft">{t("newProblem.languagesHint")}</p>
        </fieldset>
        {create.isError && (
          <p role="alert" className="text-alert">
            {errorSentence(t, create.error)}
          </p>
        )}
        <Button type="submit" kind="strong" className="self-start" disabled={create.isPending}>
          {create.isPending ? t("newProblem.creating") : t("newProblem.create")}
        </Button>
      </form>
    </main>
  );
}
