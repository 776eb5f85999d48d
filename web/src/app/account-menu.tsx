/** My account: settings, language, theme, keys, sign out. */
import * as Menu from "@radix-ui/react-dropdown-menu";
import { useQueryClient } from "@tanstack/react-query";
import { Check, ChevronDown } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { keepCsrfToken, request } from "../api/http";
import { keys } from "../api/queries";
import type { Language } from "../i18n";
import { useSession } from "./session";
import { LANGUAGE_NAMES, THEMES } from "./choices";
import { chooseTheme, theme, type Theme } from "./preferences";
import { useChooseLanguage } from "./use-language";

const ITEM =
  "flex h-9 cursor-pointer items-center gap-2 rounded-small px-2.5 outline-none select-none data-highlighted:bg-sunken";
const GROUP = "px-2.5 pt-2 pb-1 text-small text-soft";

function Choice({ value, children }: { value: string; children: string }) {
  return (
    <Menu.RadioItem value={value} className={ITEM} onSelect={(event) => event.preventDefault()}>
      <span className="inline-flex size-4 items-center">
        <Menu.ItemIndicator>
          <Check aria-hidden className="size-4 text-accent" />
        </Menu.ItemIndicator>
      </span>
      {children}
    </Menu.RadioItem>
  );
}

export function AccountMenu({ openKeys }: { openKeys: () => void }) {
  const { t, i18n } = useTranslation();
  const { user, demo } = useSession();
  const client = useQueryClient();
  const navigate = useNavigate();
  const chooseLanguage = useChooseLanguage();
  const [chosen, setChosen] = useState<Theme>(theme);

  const signOut = async () => {
    // Whatever the server says, this page forgets who was here.
    await request("/auth/logout", { method: "POST", renew: false }).catch(() => undefined);
    keepCsrfToken(null);
    client.clear();
    client.setQueryData(keys.session, null);
    await navigate("/login", { replace: true });
  };

  return (
    <Menu.Root modal={false}>
      <Menu.Trigger
        aria-label={t("app.account", { name: user.name })}
        className="-mr-2 inline-flex h-9 min-w-0 items-center gap-1 rounded-field px-2 text-soft hover:bg-sunken hover:text-ink"
      >
        <span className="max-w-28 truncate max-sm:sr-only">{user.name}</span>
        <span aria-hidden className="font-semibold sm:hidden">
          {Array.from(user.name)[0]}
        </span>
        <ChevronDown aria-hidden className="size-4 shrink-0" />
      </Menu.Trigger>
      <Menu.Content
        align="end"
        sideOffset={6}
        className="z-50 min-w-52 rounded-field border border-line bg-raised p-1.5 shadow-float"
      >
        <Menu.Item className={ITEM} onSelect={() => void navigate("/settings")}>
          {t("app.settings")}
        </Menu.Item>
        <Menu.Item className={ITEM} onSelect={() => window.setTimeout(openKeys)}>
          <span className="flex-1">{t("app.keys")}</span>
          <kbd className="text-small text-soft">?</kbd>
        </Menu.Item>
        <Menu.Separator className="my-1.5 h-px bg-line" />
        <Menu.Label className={GROUP}>{t("settings.language")}</Menu.Label>
        <Menu.RadioGroup value={i18n.language} onValueChange={(value) => chooseLanguage(value as Language)}>
          {Object.entries(LANGUAGE_NAMES).map(([value, name]) => (
            <Choice key={value} value={value}>
              {name}
            </Choice>
          ))}
        </Menu.RadioGroup>
        <Menu.Label className={GROUP}>{t("settings.theme")}</Menu.Label>
        <Menu.RadioGroup
          value={chosen}
          onValueChange={(value) => {
            setChosen(value as Theme);
            chooseTheme(value as Theme);
          }}
        >
          {THEMES.map(([value, words]) => (
            <Choice key={value} value={value}>
              {t(words)}
            </Choice>
          ))}
        </Menu.RadioGroup>
        <Menu.Separator className="my-1.5 h-px bg-line" />
        <Menu.Item className={ITEM} onSelect={() => void signOut()}>
          {t("app.signOut")}
        </Menu.Item>
        {demo && <p className="max-w-52 px-2.5 pt-1 pb-1.5 text-small text-soft">{t("app.demoNote")}</p>}
      </Menu.Content>
    </Menu.Root>
  );
}
