import { expect, test } from "vitest";
import { loginPath, safeReturn } from "./return-path";

test("sign-in leads back to a path of ours, query and all", () => {
  expect(safeReturn("/submissions/1?x=2#L3")).toBe("/submissions/1?x=2#L3");
});

test.each([
  null,
  "",
  "https://evil.example",
  "//evil.example",
  "/\\evil.example",
  "javascript:alert(1)",
  "/login?returnTo=/",
  "/\tevil",
])("sign-in does not lead to %j", (value) => expect(safeReturn(value)).toBe("/"));

test("the address of sign-in keeps where one was going", () => {
  expect(loginPath("/")).toBe("/login");
  expect(loginPath("/problems/1?a=b")).toBe("/login?returnTo=%2Fproblems%2F1%3Fa%3Db");
  expect(loginPath("/", true)).toBe("/login?ended=1");
});
