import type { IncomingHttpHeaders } from "node:http";
import { isEqual, type PageKeys } from "./credentials.ts";
import type { Target } from "./target.ts";

/** The header in which our pages send their key. */
export const PAGE_KEY_HEADER = "x-holdfast-page";
/** The subprotocol of our WebSockets; the key follows it as a second one that begins so. */
export const LIVE_SUBPROTOCOL = "holdfast.live";
const KEY_SUBPROTOCOL = "holdfast.page.";

/** Answers to GET that a link may lead to: a browser sends no header of ours with it. */
const LINKED = ["/files/", "/api/outputs/"];

/** Tells whether a request that came with a cookie shows that one of our pages sent it (S33). */
export function showsPageKey(
  request: { readonly method?: string | undefined; readonly headers: IncomingHttpHeaders },
  target: Target,
  keys: PageKeys,
): boolean {
  const { headers } = request;
  const header = headers[PAGE_KEY_HEADER];
  if (typeof header === "string" && isEqual(header, keys.page)) return true;
  const offered = (headers["sec-websocket-protocol"] ?? "").split(",").map((text) => text.trim());
  const key = offered.find((text) => text.startsWith(KEY_SUBPROTOCOL));
  if (key !== undefined && isEqual(key.slice(KEY_SUBPROTOCOL.length), keys.page)) return true;
  const link = target.query.get("key");
  return link !== null && isLinked(request.method, target.path) && isEqual(link, keys.link);
}

/** Tells whether a link may lead to this address. */
export function isLinked(method: string | undefined, path: string): boolean {
  return (method === "GET" || method === "HEAD") && LINKED.some((start) => path.startsWith(start));
}
