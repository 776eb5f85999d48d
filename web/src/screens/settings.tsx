/** Settings: how the page looks and speaks, and the repository that submissions are pushed to. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "react-router";
import { githubQuery } from "../api/queries";
import { LANGUAGE_NAMES, THEMES } from "../app/choices";
import { chooseTheme, theme } from "../app/preferences";
import { useChooseLanguage } from "../app/use-language";
import type { Language } from "../i18n";
import { Choices } from "../parts/field";
import { SectionHeading, useTitle } from "../parts/heading";
import { Loaded } from "../parts/states";
import { GithubForm } from "./settings-github";

export function Settings() {
  const { t, i18n } = useTranslation();
  useTitle(t("settings.title"));
  const chooseLanguage = useChooseLanguage();
  const [chosen, setChosen] = useState(theme);
  const github = useQuery(githubQuery);
  const { hash } = useLocation();
  const loaded = github.data !== undefined;
  useEffect(() => {
    if (hash === "#github" && loaded) document.getElementById("github")?.scrollIntoView();
  }, [hash, loaded]);
  return (
    <main id="content" tabIndex={-1} className="page flex-1 py-10 outline-none lg:py-14">
      <div className="flex max-w-[42rem] flex-col gap-14">
        <h1 className="text-title font-semibold tracking-tight">{t("settings.title")}</h1>
        <section aria-labelledby="appearance" className="flex flex-col gap-5">
          <SectionHeading id="appearance">{t("settings.appearance")}</SectionHeading>
          <Choices
            legend={t("settings.language")}
            name="locale"
            value={i18n.language as Language}
            onChoose={chooseLanguage}
            options={Object.entries(LANGUAGE_NAMES).map(([value, label]) => ({ value: value as Language, label }))}
          />
          <Choices
            legend={t("settings.theme")}
            name="theme"
            value={chosen}
            onChoose={(value) => {
              setChosen(value);
              chooseTheme(value);
            }}
            options={THEMES.map(([value, words]) => ({ value, label: t(words) }))}
          />
          <p className="text-small text-soft">
            {t("settings.zone", { zone: Intl.DateTimeFormat().resolvedOptions().timeZone })}
          </p>
        </section>
        <section aria-labelledby="github" className="flex flex-col gap-5">
          <SectionHeading id="github">{t("settings.github")}</SectionHeading>
          <Loaded query={github}>
            {(data) => <GithubForm key={data.linked ? data.updatedAt : ""} github={data} />}
          </Loaded>
        </section>
      </div>
    </main>
  );
}
