// What a visitor does, in their words. Everything goes through the page; the API is asked only where a test says so.
import { check, until } from "./harness.mjs";

/** Enters the demo and waits for home. */
export async function enterDemo(page, path = "/") {
  await page.goto(path);
  await page.getByRole("button", { name: /Enter the demo|데모 시작하기/ }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/login"));
  await page.locator("main#content").waitFor();
}

/** The problems of the visitor's study, as the API lists them. */
export function problems(page) {
  return page.evaluate(async () => {
    const { items } = await (await fetch("/api/studies")).json();
    const list = await (await fetch(`/api/studies/${items[0].id}/problems?limit=100`)).json();
    return list.items;
  });
}

/** The editor's text field; it lives in a shadow root. */
export const editor = (page) => page.locator("[data-editor] .cm-content");

/** Opens a problem and puts `code` into its editor, by keyboard. */
export async function write(page, problem, code, language = "python") {
  if (!page.url().endsWith(`/problems/${problem}`)) await page.goto(`/problems/${problem}`);
  await page.locator("#language").waitFor({ state: "attached" });
  const tab = page.getByRole("button", { name: /^(Solution|풀이)$/ });
  if (await tab.isVisible()) await tab.click();
  await page.locator("#language").selectOption(language);
  await editor(page).click();
  await page.keyboard.press("Control+A");
  await page.keyboard.insertText(code);
}

/** The state of each station on a submission's page. */
export const stations = (page) =>
  page
    .locator("[data-station]")
    .evaluateAll((rows) => Object.fromEntries(rows.map(({ dataset }) => [dataset.station, dataset.state])));

/** Waits until the journey shows `state` at `station`. */
export async function reaches(page, station, state, timeout = 30_000) {
  await until(async () => (await stations(page))[station] === state, `${station} becomes ${state}`, timeout);
}

/** Submits `code` with Ctrl+Enter and waits for the submission's page. */
export async function submit(page, problem, code, language) {
  await write(page, problem, code, language);
  await page.keyboard.press("Control+Enter");
  await page.waitForURL(/\/submissions\/[\w-]+$/);
  await page.locator("[data-station]").first().waitFor();
  return page.url().split("/").at(-1);
}

/** A problem that takes Python and is not yet due. */
export async function openProblem(page) {
  const all = await problems(page);
  const found = all.find(
    ({ deadline, allowedLanguages }) =>
      (allowedLanguages.length === 0 || allowedLanguages.includes("python")) &&
      (!deadline || Date.parse(deadline) > Date.now()),
  );
  check(found, "the demo study has an open problem that takes Python");
  return found;
}

export const PYTHON = `import sys

def solve(values, target):
    """Counts the pairs that add up to the target."""
    count = 0
    for i in range(len(values)):
        for j in range(i + 1, len(values)):
            if values[i] + values[j] == target:
                count += 1
    return count


def main():
    n, target, *values = map(int, sys.stdin.read().split())
    print(solve(values[:n], target))


main()
`;
