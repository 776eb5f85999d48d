// What happens when something is wrong: a sentence and a way on, and nothing lost or done twice.
import { check, equal, test, until } from "./harness.mjs";
import { editor, enterDemo, openProblem, PYTHON, reaches, submit, write } from "./visitor.mjs";

test("empty and oversized code is refused with a sentence, and nothing is sent", async (page) => {
  await enterDemo(page);
  const problem = await openProblem(page);
  let sent = 0;
  page.on(
    "request",
    (request) => (sent += request.method() === "POST" && request.url().endsWith("/api/submissions") ? 1 : 0),
  );
  await write(page, problem.id, "   ");
  await page.keyboard.press("Control+Enter");
  await page.getByText("Write something first.").waitFor();
  await write(page, problem.id, "x".repeat(102_391));
  await page.getByText("9 bytes left").waitFor();
  await page.keyboard.insertText("가나다");
  await page.getByText("0 bytes left").waitFor();
  await page.keyboard.insertText("x");
  await page.getByText("1 byte too many").waitFor();
  await page.keyboard.press("Control+Enter");
  await page.getByText("larger than 102,400 bytes").waitFor();
  equal(sent, 0, "submissions sent");
});

test("the largest allowed code is accepted", async (page) => {
  await enterDemo(page);
  const code = `print("${"가".repeat(34_130)}")`;
  equal(new TextEncoder().encode(code).length, 102_399, "the size of the code");
  await submit(page, (await openProblem(page)).id, `${code}\n`);
  await page.getByText("102,400 bytes").waitFor();
});

test(
  "a submission whose answer was lost is sent again under the same key and made once",
  async (page) => {
    await enterDemo(page);
    const problem = await openProblem(page);
    const keys = [];
    await page.route("**/api/submissions", async (route) => {
      if (route.request().method() !== "POST") return route.continue();
      keys.push(route.request().headers()["idempotency-key"]);
      if (keys.length > 1) return route.continue();
      await route.fetch();
      return route.abort("connectionreset");
    });
    await write(page, problem.id, PYTHON);
    await page.keyboard.press("Control+Enter");
    await page.getByText("algosu cannot be reached").waitFor();
    await editor(page).getByText("def solve").waitFor();
    await page.keyboard.press("Control+Enter");
    await page.waitForURL(/\/submissions\/[\w-]+$/);
    check(keys.length === 2 && keys[0] && keys[0] === keys[1], "both were sent under one key");
    const { items } = await page.evaluate(
      async (id) => (await fetch(`/api/submissions?problem=${id}&mine=true`)).json(),
      problem.id,
    );
    equal(items.length, 1, "submissions made");
  },
  { allow: [/ERR_CONNECTION_RESET|ERR_FAILED/] },
);

test(
  "a server in trouble is answered with a sentence and a reference, and the code stays",
  async (page) => {
    await enterDemo(page);
    const problem = await openProblem(page);
    await page.route("**/api/submissions", (route) =>
      route.request().method() === "POST"
        ? route.fulfill({
            status: 503,
            headers: { "retry-after": "7" },
            contentType: "application/problem+json",
            body: JSON.stringify({ code: "unavailable", status: 503 }),
          })
        : route.continue(),
    );
    await write(page, problem.id, PYTHON);
    await page.keyboard.press("Control+Enter");
    await page.getByText("Try again in 7 s.").waitFor();
    await editor(page).getByText("def solve").waitFor();
  },
  { allow: [/503/] },
);

test(
  "a list that cannot be fetched says so and can be tried again",
  async (page) => {
    await enterDemo(page);
    let broken = true;
    await page.route("**/api/submissions?mine=true*", (route) => (broken ? route.abort("failed") : route.continue()));
    await page.goto("/submissions");
    const retry = page.getByRole("button", { name: "Try again" });
    await retry.waitFor();
    broken = false;
    await retry.click();
    await page.getByText("You have not submitted anything yet.").waitFor();
  },
  { allow: [/ERR_FAILED/] },
);

test("an address of nothing, or of somebody else's thing, leads home", async (page, { browser }) => {
  const other = await browser.newPage({
    baseURL: new URL(process.env.BASE_URL ?? "http://127.0.0.1:3000").origin,
    locale: "en-GB",
  });
  await enterDemo(other);
  const theirs = (await openProblem(other)).id;
  await other.close();
  await enterDemo(page);
  for (const path of [
    "/nothing/here",
    `/problems/${theirs}`,
    "/problems/0",
    `/submissions/${theirs}`,
    "/submissions/not-an-id",
    "/studies/0",
  ]) {
    await page.goto(path);
    await page.getByRole("heading", { name: "There is nothing at this address" }).waitFor();
  }
  await page.getByRole("link", { name: "Go to home" }).click();
  await page.getByRole("heading", { name: "Due" }).waitFor();
});

test("an ended session leads through sign-in and back", async (page, { context }) => {
  await enterDemo(page);
  await page.goto("/settings");
  await page.getByRole("heading", { name: "Settings" }).waitFor();
  await context.clearCookies();
  await page.getByRole("link", { name: "Submissions" }).click();
  await page.waitForURL(/\/login\?/);
  await page.getByText("Your session has ended").waitFor();
  await page.getByRole("button", { name: "Enter the demo" }).click();
  await page.waitForURL("**/submissions");
});

test("signing out ends the session", async (page) => {
  await enterDemo(page);
  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.waitForURL("**/login");
  await page.goto("/settings");
  await page.waitForURL(/\/login\?/);
  equal(await page.evaluate(async () => (await fetch("/api/me")).status), 401, "the status of a request afterwards");
});

test(
  "offline is said quietly, drafts are kept, and the page comes back by itself",
  async (page, { context }) => {
    await enterDemo(page);
    const problem = await openProblem(page);
    await write(page, problem.id, "before");
    await context.setOffline(true);
    await page.getByText("You are offline.").first().waitFor();
    await editor(page).click();
    await page.keyboard.insertText(" and offline");
    await page.keyboard.press("Control+Enter");
    await page.getByText("algosu cannot be reached").waitFor();
    await context.setOffline(false);
    await page.getByText("You are offline.").first().waitFor({ state: "detached" });
    await page.reload();
    await editor(page).getByText("and offline").waitFor();
  },
  { allow: [/ERR_INTERNET_DISCONNECTED/] },
);

test(
  "while live updates are away the page says so, and catches up",
  async (page) => {
    await enterDemo(page);
    const problem = await openProblem(page);
    let cut = true;
    await page.route("**/api/events?*", (route) => (cut ? route.abort("connectionreset") : route.continue()));
    await page.goto(`/problems/${problem.id}`);
    await submit(page, problem.id, PYTHON);
    await page.getByText("Catching up").waitFor();
    cut = false;
    await reaches(page, "review", "done", 40_000);
    await page.getByText("Catching up").waitFor({ state: "detached" });
  },
  { allow: [/ERR_CONNECTION_RESET/] },
);

test("a repository that GitHub could not have is refused beside its field, a possible one is linked and unlinked", async (page) => {
  await enterDemo(page);
  await page.goto("/settings");
  await page.getByRole("button", { name: "Link the repository" }).click();
  equal(await page.getByText("This is needed.").count(), 2, "fields that are needed");
  await page.getByLabel("Repository").fill("no such thing!");
  await page.getByLabel("Access token").fill(`made-up-${Date.now()}`);
  await page.getByRole("button", { name: "Link the repository" }).click();
  await until(
    () => page.getByLabel("Repository").evaluate((field) => field.getAttribute("aria-invalid") === "true"),
    "the field is marked",
  );
  await page.getByLabel("Repository").fill("octo/solutions");
  await page.getByRole("button", { name: "Link the repository" }).click();
  await page.getByText("Linked to octo/solutions").waitFor();
  await page.getByRole("button", { name: "Unlink" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Unlink" }).click();
  await page.getByText("No repository is linked.").waitFor();
});
