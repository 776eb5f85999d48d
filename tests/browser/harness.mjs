// A small test runner around one chromium. Every test gets a browser context of its own, so no test sees another's
// visit; anything the page writes to the console as an error fails the test it happened in.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

export const BASE_URL = (process.env.BASE_URL ?? "http://127.0.0.1:3000").replace(/\/$/, "");

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // Text is drawn the same on every machine.
  "--font-render-hinting=none",
  "--force-color-profile=srgb",
];

const tests = [];

/** Registers a test. The name is a sentence that says what holds. */
export function test(name, body, options = {}) {
  tests.push({ name, body, options });
}

export class Failed extends Error {}

export function check(condition, sentence) {
  if (!condition) throw new Failed(sentence);
}

export function equal(actual, expected, sentence) {
  const [one, other] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (one !== other) throw new Failed(`${sentence}: expected ${other}, found ${one}`);
}

/** Waits until `probe` answers something truthy, and returns that. */
export async function until(probe, sentence, timeout = 15_000) {
  const end = Date.now() + timeout;
  for (;;) {
    const value = await probe();
    if (value) return value;
    if (Date.now() > end) throw new Failed(`${sentence} (waited ${timeout / 1000} s)`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

// What a browser itself says about answers the page expects and handles.
const EXPECTED = [/status of (401|404|409|413|422|429)/];

function watch(page, allow) {
  const seen = new Set();
  const errors = {
    push: (text) => seen.add(text),
    get length() {
      return seen.size;
    },
    join: (by) => [...seen].slice(0, 5).join(by),
  };
  page.on("pageerror", (error) => errors.push(`uncaught: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() !== "error" && !/Content.Security.Policy/i.test(message.text())) return;
    if (![...EXPECTED, ...allow].some((pattern) => pattern.test(message.text())))
      errors.push(message.text().slice(0, 240));
  });
  return errors;
}

/** A fresh page in a fresh context. `allow` lists console errors that belong to the test. */
export async function visit(
  browser,
  { theme = "light", language = "en", width = 1280, height = 800, allow = [], touch = false } = {},
) {
  const context = await browser.newContext({
    baseURL: BASE_URL,
    colorScheme: theme,
    locale: language === "ko" ? "ko-KR" : "en-GB",
    timezoneId: "Asia/Seoul",
    viewport: { width, height },
    hasTouch: touch,
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  return { page, context, errors: watch(page, allow) };
}

/** What axe finds wrong with the page as it is now. */
export async function axe(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ target, any, all }) =>
        `${id} at ${target.join(" ")}: ${[...any, ...all].map(({ message }) => message).join("; ")}`,
    ),
  );
}

/** Runs everything registered and returns the number of failures. */
export async function runAll(only) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    args: FLAGS,
  });
  let passed = 0;
  let failed = 0;
  for (const { name, body, options } of tests) {
    if (only && !name.includes(only)) continue;
    const started = Date.now();
    const { page, context, errors } = await visit(browser, options);
    try {
      await body(page, { context, browser, errors });
      check(errors.length === 0, `the console shows ${errors.join(" | ")}`);
      passed += 1;
      console.log(`ok   ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
    } catch (error) {
      failed += 1;
      console.log(
        `FAIL ${name}\n     ${error instanceof Failed ? error.message : (error.stack ?? error)}\n     at ${page.url()}`,
      );
      if (errors.length > 0) console.log(`     console: ${errors.join(" | ")}`);
      if (process.env.SCREENSHOTS) {
        const file = `${process.env.SCREENSHOTS}/failed-${name.replaceAll(/\W+/g, "-").slice(0, 80)}.png`;
        await page.screenshot({ path: file, fullPage: true }).catch(() => undefined);
      }
    } finally {
      await context.close();
    }
  }
  await browser.close();
  console.log(`${passed} passed, ${failed} failed`);
  return failed;
}
