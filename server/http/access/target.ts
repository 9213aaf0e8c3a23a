/** The target of a request, as it came: nothing is decoded yet. */
export interface Target {
  /** From the first `/` up to the `?`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** `?token=…`, when there is one. */
  readonly token: string | undefined;
  /** `?code=…` of a one-time link, when there is one. */
  readonly code: string | undefined;
}

/**
 * Says what is wrong with a request target (S3), or undefined. Only the form `/path?query` is served: an
 * absolute form would let the client choose the host, `//` and backslashes are read as another host by
 * some, and a dot segment would be resolved by some and not by others.
 */
export function targetFault(url: string | undefined): string | undefined {
  if (url === undefined || !url.startsWith("/")) return "The target does not start with '/'";
  const path = pathOf(url);
  if (path.startsWith("//") || path.startsWith("/\\")) return "The target names another host";
  if (path.includes("\\")) return "The target has a backslash";
  const segments = path.replace(/%2e/gi, ".").split("/");
  if (segments.includes(".") || segments.includes("..")) return "The target has a dot segment";
  return undefined;
}

/**
 * Says what is wrong with the escapes of a path, or undefined. It is asked once, for every route and upgrade, so that
 * no route has to decode what cannot be decoded.
 */
export function escapeFault(url: string): string | undefined {
  try {
    return decodeURIComponent(pathOf(url)).includes("\0") ? "it has a NUL character" : undefined;
  } catch {
    return "it has an escape that is none";
  }
}

/** Takes a target apart that has no fault. */
export function targetOf(url: string): Target {
  const path = pathOf(url);
  const query = new URLSearchParams(url.slice(path.length + 1));
  const first = (name: string): string | undefined => query.get(name) ?? undefined;
  return { path, query, token: first("token"), code: first("code") };
}

function pathOf(url: string): string {
  const end = url.search(/[?#]/);
  return end < 0 ? url : url.slice(0, end);
}
