import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ApiError, keepCsrfToken, request, whenSignedOut } from "./http";

type Answer = () => Response;
const json =
  (status: number, body: unknown, headers: Record<string, string> = {}) =>
  () =>
    new Response(status === 204 ? null : JSON.stringify(body), { status, headers });

let asked: { path: string; method: string; headers: Headers }[];
let answers: Record<string, Answer[]>;

beforeEach(() => {
  asked = [];
  answers = {};
  keepCsrfToken(null);
  whenSignedOut(null);
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
    asked.push({ path, method: init.method ?? "GET", headers: new Headers(init.headers) });
    const answer = answers[path]?.shift();
    return answer ? Promise.resolve(answer()) : Promise.reject(new TypeError("unreachable"));
  });
});
afterEach(() => vi.unstubAllGlobals());

const failure = async (promise: Promise<unknown>): Promise<ApiError> => {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  if (error instanceof ApiError) return error;
  throw new Error("the request did not fail as expected");
};

describe("a request", () => {
  test("returns the decoded answer, and nothing for 204", async () => {
    answers["/api/me"] = [json(200, { id: "u" }), json(204, null)];
    expect(await request("/api/me")).toEqual({ id: "u" });
    expect(await request("/api/me", { method: "DELETE" })).toBeUndefined();
  });

  test("that nobody answers is told apart from a refusal", async () => {
    const error = await failure(request("/api/me"));
    expect([error.code, error.unanswered]).toEqual(["network", true]);
  });

  test("carries the CSRF token only where something may change", async () => {
    keepCsrfToken("token");
    answers["/api/me"] = [json(200, {}), json(200, {})];
    await request("/api/me");
    await request("/api/me", { method: "PATCH", body: {} });
    expect(asked.map(({ headers }) => headers.get("x-csrf-token"))).toEqual([null, "token"]);
  });

  test("turns problem details into a code, fields and the time to wait", async () => {
    const body = {
      code: "validation_failed",
      requestId: "r",
      errors: [{ field: "title", message: "m", code: "required" }, { nonsense: 1 }],
    };
    answers["/api/x"] = [json(422, body, { "retry-after": "7" })];
    const error = await failure(request("/api/x"));
    expect(error).toMatchObject({ status: 422, code: "validation_failed", requestId: "r", retryAfter: 7 });
    expect(error.fields).toEqual([{ field: "title", message: "m", code: "required" }]);
  });

  test("understands an error that is not JSON at all", async () => {
    answers["/api/x"] = [() => new Response("<html>", { status: 502 }), () => new Response("", { status: 418 })];
    expect((await failure(request("/api/x"))).code).toBe("internal");
    expect((await failure(request("/api/x"))).code).toBe("http_418");
  });
});

describe("an ended session", () => {
  const ended = json(401, { code: "session_expired" });

  test("is renewed once for all requests that meet it together, and each is tried again", async () => {
    answers["/api/a"] = [ended, json(200, 1)];
    answers["/api/b"] = [ended, json(200, 2)];
    answers["/auth/refresh"] = [json(204, null)];
    expect(await Promise.all([request("/api/a"), request("/api/b")])).toEqual([1, 2]);
    expect(asked.filter(({ path }) => path === "/auth/refresh")).toHaveLength(1);
  });

  test("that cannot be renewed is reported, once per request, and not tried again", async () => {
    const out = vi.fn();
    whenSignedOut(out);
    answers["/api/a"] = [ended];
    answers["/auth/refresh"] = [ended];
    expect((await failure(request("/api/a"))).status).toBe(401);
    expect(out).toHaveBeenCalledTimes(1);
    expect(asked.map(({ path }) => path)).toEqual(["/api/a", "/auth/refresh"]);
  });

  test("is an answer like any other where signing in", async () => {
    answers["/auth/demo"] = [ended];
    await failure(request("/auth/demo", { method: "POST", renew: false }));
    expect(asked).toHaveLength(1);
  });
});

describe("a refused CSRF token", () => {
  test("is fetched anew, once", async () => {
    keepCsrfToken("old");
    answers["/api/x"] = [json(403, { code: "csrf" }), json(200, "done")];
    answers["/auth/session"] = [json(200, { csrfToken: "new" })];
    expect(await request("/api/x", { method: "POST", body: {} })).toBe("done");
    expect(asked.at(-1)?.headers.get("x-csrf-token")).toBe("new");
  });

  test("is not confused with having no right", async () => {
    answers["/api/x"] = [json(403, { code: "forbidden" })];
    expect((await failure(request("/api/x", { method: "POST" }))).code).toBe("forbidden");
    expect(asked).toHaveLength(1);
  });
});
