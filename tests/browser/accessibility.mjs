// axe looks at every screen, wide and narrow, light and dark. Nothing may be found.
import { axe, check, test } from "./harness.mjs";
import { enterDemo, openProblem, PYTHON, reaches, submit } from "./visitor.mjs";

for (const theme of ["light", "dark"]) {
  for (const width of [1280, 360]) {
    test(
      `axe finds nothing on any screen, ${theme}, ${width} px`,
      async (page) => {
        const found = [];
        const look = async (name) => {
          await page.waitForTimeout(400);
          found.push(...(await axe(page)).map((finding) => `${name}: ${finding}`));
        };
        await page.goto("/login");
        await page.getByRole("button", { name: "Enter the demo" }).waitFor();
        await look("sign-in");
        await enterDemo(page);
        await page.getByRole("heading", { name: "Due" }).waitFor();
        await look("home");
        const problem = await openProblem(page);
        await page.goto(`/problems/${problem.id}`);
        await page.locator("[data-editor]").waitFor({ state: "attached" });
        await look("problem");
        await submit(page, problem.id, PYTHON);
        await look("submission under way");
        await reaches(page, "review", "done");
        await page.getByText("Event log").click();
        await page.locator("[data-event-log] li").first().waitFor();
        await look("submission");
        await page.goto("/");
        await page.getByRole("heading", { name: "My submissions" }).waitFor();
        await look("home with a submission");
        await page.goto("/submissions");
        await look("submissions");
        await page.getByRole("link", { name: "Study", exact: true }).click();
        await page.getByRole("heading", { name: "Members" }).waitFor();
        await look("study");
        await page.getByRole("link", { name: "Add a problem" }).click();
        await page.getByRole("button", { name: "Add the problem" }).click();
        await look("new problem");
        await page.goto("/settings");
        await page.getByRole("button", { name: "Link the repository" }).click();
        await look("settings");
        await page.getByRole("button", { name: /^Account of/ }).click();
        await page.getByRole("menu").waitFor();
        await look("menu");
        await page.keyboard.press("Escape");
        await page.locator("h1").click();
        await page.keyboard.press("?");
        await page.getByRole("dialog").waitFor();
        await look("keys");
        await page.goto("/nothing");
        await page.getByRole("heading", { name: "There is nothing at this address" }).waitFor();
        await look("not found");
        check(found.length === 0, found.slice(0, 12).join("\n       "));
      },
      { theme, width },
    );
  }
}
