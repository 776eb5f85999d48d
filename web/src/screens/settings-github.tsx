/** Links a GitHub repository with an access token, shows where a file would go, unlinks. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleAlert, CircleCheck } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { request } from "../api/http";
import { keys } from "../api/queries";
import type { Github } from "../api/types";
import { Button } from "../parts/button";
import { Dialog } from "../parts/dialog";
import { errorSentence, fieldSentence } from "../parts/errors";
import { TextField } from "../parts/field";
import { DEFAULT_TEMPLATE, previewPath } from "./path-preview";

export function GithubForm({ github }: { github: Github }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [template, setTemplate] = useState(github.linked ? github.pathTemplate : DEFAULT_TEMPLATE);
  const [missing, setMissing] = useState<readonly string[]>([]);
  const save = useMutation({
    networkMode: "always",
    mutationFn: (body: Record<string, string>) => request<Github>("/api/me/github", { method: "PUT", body }),
    onSuccess: (linked) => client.setQueryData(keys.github, linked),
  });
  const wrong = (field: string) =>
    missing.includes(field) ? t("field.required") : fieldSentence(t, save.error, field);

  return (
    <form
      noValidate
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        const form = event.currentTarget;
        const filled = Object.fromEntries(
          [...new FormData(form)].flatMap(([name, value]) =>
            typeof value === "string" && value.trim() !== "" ? [[name, value.trim()]] : [],
          ),
        );
        const needed = github.linked ? ["repository"] : ["repository", "token"];
        const empty = needed.filter((name) => !(name in filled));
        setMissing(empty);
        if (empty[0]) form.querySelector<HTMLInputElement>(`[name=${empty[0]}]`)?.focus();
        else save.mutate(filled);
      }}
    >
      <p className="text-soft">{t("settings.githubLead")}</p>
      <LinkState github={github} />
      <TextField
        label={t("settings.repository")}
        hint={t("settings.repositoryHint")}
        name="repository"
        defaultValue={github.linked ? github.repository : ""}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        error={wrong("repository")}
        className="font-mono"
      />
      <TextField
        label={t("settings.token")}
        hint={
          <>
            {t("settings.tokenHint")} {github.linked && t("settings.tokenKeep")}
          </>
        }
        name="token"
        type="password"
        autoComplete="off"
        error={wrong("token")}
        className="font-mono"
      />
      <TextField
        label={t("settings.branch")}
        hint={t("settings.branchHint")}
        name="branch"
        defaultValue={github.linked ? (github.branch ?? "") : ""}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        error={wrong("branch")}
        className="font-mono"
      />
      <TextField
        label={t("settings.template")}
        hint={
          <>
            {t("settings.templateHint")}
            <span className="mt-1 block">
              {t("settings.preview")}{" "}
              <code className="text-ink">{previewPath(template, t("settings.previewTitle"))}</code>
            </span>
          </>
        }
        name="pathTemplate"
        value={template}
        onChange={(event) => setTemplate(event.target.value)}
        spellCheck={false}
        error={wrong("pathTemplate")}
        className="font-mono"
      />
      <div role="status" className="contents">
        {save.isSuccess && (
          <p className="flex items-center gap-2">
            <CircleCheck aria-hidden className="size-4 text-accent" />
            {t("settings.saved")}
          </p>
        )}
      </div>
      {save.isError && (
        <p role="alert" className="text-alert">
          {errorSentence(t, save.error)}
        </p>
      )}
      <div className="flex gap-2">
        <Button type="submit" kind="strong" disabled={save.isPending}>
          {save.isPending ? t("settings.saving") : t(github.linked ? "settings.save" : "settings.link")}
        </Button>
        {github.linked && <Unlink repository={github.repository} />}
      </div>
    </form>
  );
}

function LinkState({ github }: { github: Github }) {
  const { t } = useTranslation();
  if (!github.linked) return <p>{t("settings.githubNone")}</p>;
  const refused = github.status === "TOKEN_INVALID";
  const Icon = refused ? CircleAlert : CircleCheck;
  return (
    <p className={`flex items-center gap-2 ${refused ? "text-alert" : ""}`}>
      <Icon aria-hidden className={`size-4 shrink-0 ${refused ? "" : "text-accent"}`} />
      {t(refused ? "settings.githubTokenInvalid" : "settings.githubLinked", { repository: github.repository })}
    </p>
  );
}

function Unlink({ repository }: { repository: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const unlink = useMutation({
    mutationFn: () => request<undefined>("/api/me/github", { method: "DELETE" }),
    onSuccess: () => {
      setAsking(false);
      client.setQueryData<Github>(keys.github, { linked: false });
    },
  });
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t("settings.unlink")}</Button>
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title={t("settings.unlinkAsk", { repository })}
        description={t("settings.unlinkText")}
      >
        {unlink.isError && (
          <p role="alert" className="mb-3 text-alert">
            {errorSentence(t, unlink.error)}
          </p>
        )}
        <div className="flex gap-2">
          <Button kind="danger" onClick={() => unlink.mutate()} disabled={unlink.isPending}>
            {t("settings.unlink")}
          </Button>
          <Button onClick={() => setAsking(false)}>{t("settings.unlinkKeep")}</Button>
        </div>
      </Dialog>
    </>
  );
}
