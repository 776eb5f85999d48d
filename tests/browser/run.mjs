// Drives the real page in chromium. BASE_URL says where algosu runs, SCREENSHOTS where pictures go (none without it),
// CHROMIUM which browser, ONLY which tests (a part of their names).
import { runAll } from "./harness.mjs";

if (!process.env.PICTURES_ONLY) {
  await import("./journeys.mjs");
  await import("./refusals.mjs");
  await import("./accessibility.mjs");
}
await import("./screenshots.mjs");

process.exitCode = (await runAll(process.env.ONLY)) > 0 ? 1 : 0;
