/**
 * One way to speak to the server.
 *
 * - An error answer (RFC 9457 problem details) and an unreachable server both become an `ApiError`.
 * - 401 is answered with one refresh, shared by every request that meets it at the same time, and one more try; if
 *   that fails the page is told that the session has ended.
 * - An unsafe method carries the CSRF token of the session; a refused token is fetched anew once.
 */
import type { Session } from "./types";

/** A field the server did not accept. */
export interface FieldError {
  field: string;
  message: string;
  code?: string;
}

/** What went wrong, in the server's stable code; `network` when no answer came at all. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly requestId: string | null = null,
    /** Seconds to wait before another try, where the server said so. */
    readonly retryAfter: number | null = null,
    readonly fields: readonly FieldError[] = [],
  ) {
    super(code);
    this.name = "ApiError";
  }

  /** True when nothing tells us whether the request was carried out. */
  get unanswered(): boolean {
    return this.status === 0;
  }
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

interface Options {
  method?: Method;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** False for sign-in and its like, where 401 is an answer rather than an ended session. */
  renew?: boolean;
}

let csrfToken: string | null = null;
let refreshing: Promise<boolean> | null = null;
let onSignedOut: (() => void) | null = null;

/** Called when a request finds the session ended. */
export function whenSignedOut(callback: (() => void) | null): void {
  onSignedOut = callback;
}

/** Keeps the token that unsafe requests must carry. */
export function keepCsrfToken(token: string | null): void {
  csrfToken = token;
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

/** Reads an error answer; anything that is not problem details becomes a code of its own. */
export async function readError(response: Response): Promise<ApiError> {
  const body = record(await response.json().catch(() => null));
  const text = (name: string) => (typeof body[name] === "string" ? body[name] : null);
  const fields = Array.isArray(body["errors"]) ? body["errors"].map(record) : [];
  const retryAfter = Number(response.headers.get("retry-after"));
  return new ApiError(
    response.status,
    text("code") ?? (response.status >= 500 ? "internal" : `http_${response.status}`),
    text("requestId") ?? response.headers.get("x-request-id"),
    Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null,
    fields.flatMap(({ field, message, code }) =>
      typeof field === "string"
        ? [
            {
              field,
              message: typeof message === "string" ? message : "",
              ...(typeof code === "string" ? { code } : {}),
            },
          ]
        : [],
    ),
  );
}

async function send(path: string, { method = "GET", body, headers, signal }: Options): Promise<Response> {
  const all = new Headers(headers);
  all.set("accept", "application/json, application/problem+json");
  if (body !== undefined) all.set("content-type", "application/json");
  if (method !== "GET" && csrfToken !== null) all.set("x-csrf-token", csrfToken);
  try {
    return await fetch(path, {
      method,
      headers: all,
      credentials: "same-origin",
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new ApiError(0, "network");
  }
}

/** Trades the refresh cookie for a new session; at most one such request is under way. */
export function refreshSession(): Promise<boolean> {
  refreshing ??= send("/auth/refresh", { method: "POST" })
    .then((response) => response.ok)
    .finally(() => {
      refreshing = null;
    });
  return refreshing;
}

async function renewCsrfToken(): Promise<boolean> {
  const response = await send("/auth/session", {});
  if (!response.ok) return false;
  keepCsrfToken(((await response.json()) as Session).csrfToken);
  return true;
}

/** Sends a request and returns the decoded JSON (undefined for 204), or throws an `ApiError`. */
export async function request<T>(path: string, options: Options = {}): Promise<T> {
  const { renew = true } = options;
  let response = await send(path, options);
  if (response.status === 401 && renew) {
    if (await refreshSession()) response = await send(path, options);
    if (response.status === 401) {
      onSignedOut?.();
      throw await readError(response);
    }
  }
  if (response.status === 403 && (options.method ?? "GET") !== "GET") {
    const error = await readError(response);
    if (error.code !== "csrf" || !(await renewCsrfToken())) throw error;
    response = await send(path, options);
  }
  if (!response.ok) throw await readError(response);
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}
