// What visitors do, from the first page to the review of their code.
import { check, equal, test, until } from "./harness.mjs";
import { editor, enterDemo, openProblem, problems, PYTHON, reaches, stations, submit, write } from "./visitor.mjs";

test("a visitor enters the demo, writes code, submits it with Ctrl+Enter and watches the journey to its end", async (page) => {
  await enterDemo(page);
  await page.getByRole("heading", { name: "Due" }).waitFor();
  const problem = await openProblem(page);
  await page.locator(`main a[href="/problems/${problem.id}"]`).first().click();
  await page.getByRole("heading", { level: 1, name: problem.title }).waitFor();
  await submit(page, problem.id, PYTHON);
  let loads = 0;
  page.on("framenavigated", () => (loads += 1));
  const states = await stations(page);
  equal([states.received, states.saved], ["done", "done"], "what the server has answered for is done at once");
  await reaches(page, "review", "done");
  equal((await stations(page)).push, "skipped", "a push without a repository is not called done");
  await page.getByText("No GitHub repository is linked").waitFor();
  equal(loads, 0, "the page was never loaded again");
});

test("the review's remarks stand beside the lines they are about", async (page) => {
  await enterDemo(page);
  await submit(page, (await openProblem(page)).id, PYTHON);
  await reaches(page, "review", "done");
  const notes = page.locator("ol[aria-label=Review] > li");
  await notes.first().waitFor();
  const placed = await notes.evaluateAll((items) =>
    items.map((item) => {
      const line = Number(/Lines? (\d+)/.exec(item.textContent)[1]);
      const box = item.getBoundingClientRect();
      return {
        line,
        top: box.top,
        bottom: box.bottom,
        at: document.getElementById(`L${line}`).getBoundingClientRect().top,
      };
    }),
  );
  placed.forEach(({ line, top, bottom, at }, index) => {
    check(top >= at - 1, `the note on line ${line} is not above its line`);
    const above = placed[index - 1];
    check(!above || top >= above.bottom, `the note on line ${line} covers none`);
    check(top - at < 2 || (above && top - above.bottom < 20), `the note on line ${line} is as near as it can be`);
    check(bottom > top, "a note has a size");
  });
  await notes.first().getByRole("button").click();
  equal(await notes.first().getByRole("button").getAttribute("aria-pressed"), "true", "a chosen note is marked");
});

test("a reload and a deep link in another tab find everything again", async (page, { context }) => {
  await enterDemo(page);
  const problem = await openProblem(page);
  await submit(page, problem.id, PYTHON);
  await reaches(page, "review", "done");
  const before = await stations(page);
  const address = page.url();
  await page.reload();
  await page.locator("[data-station]").first().waitFor();
  equal(await stations(page), before, "the journey after a reload");
  const other = await context.newPage();
  await other.goto(address);
  await other.locator("[data-station]").first().waitFor();
  equal(await stations(other), before, "the journey in another tab");
  await other.getByText("def solve(values, target):").waitFor();
  await other.goto("/");
  await other.getByRole("region", { name: "My submissions" }).getByText(problem.title).waitFor();
});

test("a draft survives a reload, and the loss of everything on the device", async (page) => {
  await enterDemo(page);
  const problem = await openProblem(page);
  await write(page, problem.id, "print('draft')  # 한글");
  equal(
    await page.evaluate(() => Object.values(localStorage).some((value) => value.includes("draft"))),
    true,
    "the device has it at once",
  );
  await page.reload();
  await editor(page).getByText("# 한글").waitFor();
  await until(
    () => page.evaluate(async (id) => (await fetch(`/api/problems/${id}/draft`)).ok, problem.id),
    "the server has it",
  );
  await page.evaluate(() => localStorage.clear());
  await page.reload();
  await editor(page).getByText("# 한글").waitFor();
});

test("choosing another language of code loses nothing", async (page) => {
  await enterDemo(page);
  const all = await problems(page);
  const free = all.find(({ allowedLanguages }) => allowedLanguages.length === 0) ?? all[0];
  const [one, other] = free.allowedLanguages.length > 1 ? free.allowedLanguages : ["python", "rust"];
  await write(page, free.id, "first language", one);
  await page.locator("#language").selectOption(other);
  equal((await editor(page).innerText()).trim(), "", "the other language begins empty");
  await page.locator("#language").selectOption(one);
  await editor(page).getByText("first language").waitFor();
});

test("language and theme change at once and are remembered", async (page) => {
  await enterDemo(page);
  const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await background();
  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("menuitemradio", { name: "한국어" }).click();
  await page.getByRole("menuitemradio", { name: "어둡게" }).click();
  await until(async () => (await background()) !== light, "the page turns dark");
  await page.keyboard.press("Escape");
  await page.getByRole("heading", { name: "마감" }).waitFor();
  equal(await page.evaluate(() => document.documentElement.lang), "ko", "the page says which language it is in");
  await page.reload();
  await page.getByRole("heading", { name: "마감" }).waitFor();
  check((await background()) !== light, "it is still dark after a reload");
});

test("signing in leads back to the address one came for", async (page) => {
  await page.goto("/settings?from=mail#github");
  await page.waitForURL(/\/login\?/);
  await page.getByRole("button", { name: "Enter the demo" }).click();
  await page.waitForURL("**/settings?from=mail#github");
  await page.getByRole("heading", { name: "Settings" }).waitFor();
});

test("somebody signed in who opens the sign-in screen is sent on, and never to another site", async (page) => {
  await enterDemo(page);
  for (const [goal, path] of [
    ["/settings", "/settings"],
    ["//example.org/", "/"],
    ["https://example.org/", "/"],
  ]) {
    await page.goto(`/login?returnTo=${encodeURIComponent(goal)}`);
    await page.waitForURL((url) => url.pathname === path);
  }
});

test("everything can be done by keyboard alone", async (page) => {
  const focused = (name) =>
    page.evaluate(
      (text) => document.activeElement?.matches("a, button") && document.activeElement.textContent.includes(text),
      name,
    );
  const tabTo = async (name) => {
    for (let at = 0; at < 40; at += 1) {
      if (await focused(name)) return;
      await page.keyboard.press("Tab");
    }
    check(false, `Tab reaches ${name}`);
  };
  await page.goto("/login");
  await page.getByRole("button", { name: "Enter the demo" }).waitFor();
  await tabTo("Enter the demo");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Due" }).waitFor();
  const problem = await openProblem(page);
  await page.locator(`main a[href="/problems/${problem.id}"]`).first().waitFor();
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keys" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await tabTo(problem.title);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: problem.title }).waitFor();
  await editor(page).waitFor();
  await page.keyboard.press("e");
  await page.keyboard.insertText("print('by keyboard')");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  check(
    await page.evaluate(() => !document.activeElement?.hasAttribute("data-editor")),
    "Escape and Tab leave the editor",
  );
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Control+Enter");
  await page.waitForURL(/\/submissions\/[\w-]+$/);
  await reaches(page, "review", "done");
  await page.keyboard.press("g");
  await page.keyboard.press("h");
  await page.getByRole("heading", { name: "Due" }).waitFor();
});

test("changes of the journey are said to screen readers", async (page) => {
  await enterDemo(page);
  await page.addInitScript(() => {
    window.said = [];
    new MutationObserver(() => {
      for (const region of document.querySelectorAll("[role=status]")) {
        if (region.textContent && window.said.at(-1) !== region.textContent) window.said.push(region.textContent);
      }
    }).observe(document, { subtree: true, childList: true, characterData: true });
  });
  await page.reload();
  await submit(page, (await openProblem(page)).id, PYTHON);
  await reaches(page, "review", "done");
  await until(
    async () => (await page.evaluate(() => window.said)).some((text) => text.includes("Review: done")),
    "the end is said",
  );
});

test("attempts are numbered and lead to each other; the event log opens", async (page) => {
  await enterDemo(page);
  const problem = await openProblem(page);
  const first = await submit(page, problem.id, PYTHON);
  await reaches(page, "review", "done");
  await page.getByRole("link", { name: "Improve and submit again" }).click();
  await page.getByRole("button", { name: "Continue from my last attempt" }).click();
  await editor(page).getByText("def solve").waitFor();
  await page.getByRole("button", { name: /^Submit/ }).click();
  await page.waitForURL((url) => /\/submissions\//.test(url.pathname) && !url.pathname.endsWith(first));
  await page.getByText("Attempt 2", { exact: true }).waitFor();
  await reaches(page, "review", "done");
  await page.getByText("Event log").click();
  await page.locator("[data-event-log] li").first().waitFor();
  await page.getByRole("link", { name: /Attempt 1/ }).click();
  await page.waitForURL(`**/submissions/${first}`);
});

test("a list shows the journey live while it happens", async (page, { context }) => {
  await enterDemo(page);
  const problem = await openProblem(page);
  const watcher = await context.newPage();
  await watcher.goto("/submissions");
  await watcher.getByText("You have not submitted anything yet.").waitFor();
  await submit(page, problem.id, PYTHON);
  await watcher.reload();
  await watcher.getByRole("link", { name: new RegExp(problem.title) }).waitFor();
  await until(() => watcher.getByText("Reviewed", { exact: true }).isVisible(), "the watcher sees the end", 30_000);
});

test("a problem is added to the study and opens", async (page) => {
  await enterDemo(page);
  await page.getByRole("link", { name: "Study", exact: true }).click();
  await page.getByRole("link", { name: "Add a problem" }).click();
  await page.getByRole("button", { name: "Add the problem" }).click();
  await page.getByText("This is needed.").waitFor();
  await page.getByLabel("Title").fill("Prime numbers");
  await page.getByLabel("Week").fill("4");
  await page.getByLabel("Statement").fill("List every prime below $n$.");
  await page.getByLabel("Rust").check();
  await page.getByRole("button", { name: "Add the problem" }).click();
  await page.getByRole("heading", { level: 1, name: "Prime numbers" }).waitFor();
  await page.locator(".katex").first().waitFor();
  equal(await page.locator("#language option").allInnerTexts(), ["Rust"], "only the allowed language is offered");
});

test(
  "on a phone the problem is read, the code written and the review read",
  async (page) => {
    await enterDemo(page);
    const problem = await openProblem(page);
    await submit(page, problem.id, PYTHON);
    await reaches(page, "review", "done");
    const note = page.getByRole("button", { name: /Lines? \d/ }).first();
    await note.scrollIntoViewIfNeeded();
    const box = await note.boundingBox();
    check(box.x >= 0 && box.x + box.width <= 360, "a remark fits the screen");
  },
  { width: 360, height: 740, touch: true },
);

test("the editor fills the screen and gives it back", async (page) => {
  await enterDemo(page);
  await page.goto(`/problems/${(await openProblem(page)).id}`);
  await page.getByRole("button", { name: "Full screen" }).click();
  const box = await page.locator("[data-editor]").boundingBox();
  check(box.width > 1200, "the editor is as wide as the screen");
  await editor(page).click();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Full screen" }).waitFor();
});

test("the first load stays under 200 kB of compressed script and shifts nothing", async (page) => {
  await enterDemo(page);
  await page.addInitScript(() => {
    window.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  await page.goto("/");
  await page.getByRole("heading", { name: "Due" }).waitFor();
  await page.waitForTimeout(800);
  const scripts = await page.evaluate(() =>
    performance
      .getEntriesByType("resource")
      .filter(({ name }) => name.endsWith(".js"))
      .map(({ encodedBodySize }) => encodedBodySize),
  );
  const total = scripts.reduce((sum, size) => sum + size, 0);
  check(scripts.length > 0 && total < 200_000, `${total} bytes of script`);
  const shift = await page.evaluate(() => window.shift);
  check(shift < 0.02, `the layout shifted by ${shift}`);
});

test("nothing is fetched from anywhere else", async (page) => {
  const elsewhere = new Set();
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (
      /^https?:$/.test(url.protocol) &&
      url.origin !== new URL(page.url() === "about:blank" ? request.url() : page.url()).origin
    )
      elsewhere.add(url.origin);
  });
  await enterDemo(page);
  await submit(page, (await openProblem(page)).id, PYTHON);
  await reaches(page, "review", "done");
  equal([...elsewhere], [], "other origins asked");
});
