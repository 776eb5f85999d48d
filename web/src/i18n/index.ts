/**
 * Two complete catalogues, Korean and English; only the one in use is downloaded.
 *
 * The language is the reader's choice on this device, else the browser's. Changing it loads the other
 * catalogue first and switches then, so that no half-translated page is ever drawn.
 */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type en from "./en.json";
import { recall, remember } from "../app/preferences";

/** The languages algosu speaks; also the values of `locale` in the API. */
export type Language = "ko" | "en";

declare module "i18next" {
  interface CustomTypeOptions {
    resources: { translation: typeof en };
    enableSelector: false;
  }
}

const catalogues: Record<Language, () => Promise<{ default: unknown }>> = {
  ko: () => import("./ko.json"),
  en: () => import("./en.json"),
};

/** What the reader chose, else the first of the browser's languages that we speak, else Korean. */
export function preferredLanguage(browser: readonly string[] = navigator.languages): Language {
  const chosen = recall("language");
  if (chosen === "ko" || chosen === "en") return chosen;
  for (const tag of browser) {
    if (tag.startsWith("ko")) return "ko";
    if (tag.startsWith("en")) return "en";
  }
  return "ko";
}

async function load(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, "translation")) {
    const catalogue = await catalogues[language]();
    i18next.addResourceBundle(language, "translation", catalogue.default);
  }
}

/** Starts translation; resolves when the first catalogue is there. */
export async function startLanguage(): Promise<void> {
  const language = preferredLanguage();
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: {},
    partialBundledLanguages: true,
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  await load(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

/** Switches the page to `language` and remembers it on this device. */
export async function chooseLanguage(language: Language): Promise<void> {
  await load(language);
  await i18next.changeLanguage(language);
  remember("language", language);
  document.documentElement.lang = language;
}
