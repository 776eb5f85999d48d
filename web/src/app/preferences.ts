/**
 * Small choices kept on this device. Storage may be closed to us (private windows, full disk): then a choice
 * lasts as long as the page and nothing fails.
 */
type Name = "theme" | "language" | "study" | "code-language";

const unsaved = new Map<Name, string>();

/** The remembered value, or null. */
export function recall(name: Name): string | null {
  try {
    return localStorage.getItem(`algosu.${name}`) ?? unsaved.get(name) ?? null;
  } catch {
    return unsaved.get(name) ?? null;
  }
}

/** Remembers `value`; null forgets it. */
export function remember(name: Name, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`algosu.${name}`);
    else localStorage.setItem(`algosu.${name}`, value);
    unsaved.delete(name);
  } catch {
    if (value === null) unsaved.delete(name);
    else unsaved.set(name, value);
  }
}

/** The colour theme; `system` follows the device. */
export type Theme = "system" | "light" | "dark";

/** The theme in force. */
export function theme(): Theme {
  const chosen = recall("theme");
  return chosen === "light" || chosen === "dark" ? chosen : "system";
}

/** Applies a theme at once and remembers it. The same attribute is set before the first paint by `styles/theme.js`. */
export function chooseTheme(chosen: Theme): void {
  remember("theme", chosen === "system" ? null : chosen);
  if (chosen === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = chosen;
}
