/** What a path template makes of an example; the server has the last word on the real path. */

/** The template used when none is chosen. */
export const DEFAULT_TEMPLATE = "{week}/{platform}_{number}_{title}.{ext}";

/** The path of an example file; unknown placeholders stay as they are, so that a slip is seen. */
export function previewPath(template: string, title: string): string {
  const values: Record<string, string> = {
    week: "3",
    platform: "BOJ",
    number: "1753",
    title,
    language: "python",
    ext: "py",
    date: "2026-03-02",
    user: "mina",
  };
  return template.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
