/** The choices of language and theme, in the order they are offered. */
import type { Language } from "../i18n";
import type { Theme } from "./preferences";

/** Each language is named in itself. */
export const LANGUAGE_NAMES: Record<Language, string> = { ko: "한국어", en: "English" };
export const THEMES = [
  ["system", "settings.themeSystem"],
  ["light", "settings.themeLight"],
  ["dark", "settings.themeDark"],
] as const satisfies readonly (readonly [Theme, string])[];
