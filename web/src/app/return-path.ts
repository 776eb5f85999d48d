/** The way through sign-in and back. */

/** Where to go after sign-in: a path of ours and nothing else. */
export function safeReturn(value: string | null): string {
  // Control characters are dropped by the browser's parser: `/\t/host` would become `//host`.
  if (value === null || !/^\/(?![/\\])[\x21-\x5b\x5d-\uffff]*$/.test(value)) return "/";
  return value.startsWith("/login") ? "/" : value;
}

/** The address of the sign-in screen that leads back to `path`. */
export function loginPath(path: string, ended = false): string {
  const query = new URLSearchParams();
  if (path !== "/") query.set("returnTo", path);
  if (ended) query.set("ended", "1");
  const text = query.toString();
  return text === "" ? "/login" : `/login?${text}`;
}
