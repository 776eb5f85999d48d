// The fixed list of pictures: each screen x light and dark x Korean and English x 1280 and 360 px wide. Written to the
// directory in SCREENSHOTS; without it this part is left out. Somebody looks at them before anything is called done.
import { mkdirSync } from "node:fs";
import { check, test, until } from "./harness.mjs";
import { enterDemo, openProblem, PYTHON, reaches, submit, write } from "./visitor.mjs";

const directory = process.env.SCREENSHOTS;
const WIDTHS = [1280, 360];

async function settle(page) {
  await page.evaluate(() => document.fonts.ready);
  await until(() => page.evaluate(() => document.querySelectorAll(".skeleton").length === 0), "nothing is loading");
  await page.waitForTimeout(350);
}

if (directory) {
  mkdirSync(directory, { recursive: true });
  for (const theme of ["light", "dark"]) {
    for (const language of ["ko", "en"]) {
      for (const width of WIDTHS) {
        const height = width === 360 ? 780 : 860;
        const label = `${theme}-${language}-${width}`;
        test(
          `the screens are pictured, ${label}`,
          async (page) => {
            const shoot = async (name, fullPage = true) => {
              await settle(page);
              const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
              await page.screenshot({ path: `${directory}/${name}-${label}.png`, fullPage });
              check(wide <= 0, `${name} is ${wide} px too wide`);
            };
            await page.goto("/login");
            await page.getByRole("button", { name: /Enter the demo|데모 시작하기/ }).waitFor();
            await shoot("login");
            await enterDemo(page);
            const problem = await openProblem(page);
            await submit(page, problem.id, PYTHON);
            await reaches(page, "review", "done");
            await page.getByRole("heading", { name: /^(Code|코드)$/ }).waitFor();
            await shoot("submission");
            await page.goto("/");
            await shoot("home");
            await page.goto(`/problems/${problem.id}`);
            await page.locator("[data-editor]").waitFor({ state: "attached" });
            await shoot("problem");
            await write(page, problem.id, PYTHON);
            await shoot("editor", false);
            await page.goto("/submissions");
            await shoot("submissions");
            await page.getByRole("link", { name: /^(Study|스터디)$/ }).click();
            await shoot("study");
            await page.goto("/settings");
            await shoot("settings");
            await page.keyboard.press("?");
            await page.getByRole("dialog").waitFor();
            await shoot("keys", false);
          },
          { theme, language, width, height },
        );
      }
    }
  }
}
