import { hasBody } from "./body.ts";
import type { GateRequest, Refusal } from "./gate.ts";

/** A page of another site, or of another port of this host: what it sends to us counts for nothing. */
export function isForeignFetch({ headers }: Pick<GateRequest, "headers">): boolean {
  const site = headers["sec-fetch-site"];
  return site === "cross-site" || site === "same-site";
}

/** The browser only thinks that somebody might go there. */
export function isFetchedAhead({ headers }: Pick<GateRequest, "headers">): boolean {
  return /prefetch|prerender|preview/i.test(`${headers["sec-purpose"]} ${headers.purpose}`);
}

/** A foreign page gets nothing at all, whatever it sends along (S2, S31); a link on it may be followed. */
export function originFault(
  request: GateRequest,
  origins: ReadonlySet<string>,
): Refusal | undefined {
  const { headers, rawHeaders, method } = request;
  const lines = rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === "origin");
  const origin = headers.origin ?? "";
  const isOurs = lines.length === 1 && origins.has(origin.toLowerCase());
  if (lines.length > 0 && !isOurs) return foreign(JSON.stringify(origin.slice(0, 100)));
  const isFollowed =
    method === "GET" &&
    headers["sec-fetch-mode"] === "navigate" &&
    headers["sec-fetch-dest"] === "document" &&
    !isFetchedAhead(request);
  if (isForeignFetch(request) && !isOurs && !isFollowed)
    return foreign(`Sec-Fetch-Site: ${headers["sec-fetch-site"]}`);
  return undefined;
}

/** S6: what changes something with a cookie comes from our page, as JSON. */
export function unsafeRefusal({ headers }: GateRequest): Refusal | undefined {
  if (headers.origin === undefined) {
    return {
      code: "HF_ORIGIN_FOREIGN",
      detail: "A request with a cookie that changes something names its origin",
      facts: { got: "no Origin", expected: "the origin of this server's page" },
    };
  }
  const type = headers["content-type"] ?? "";
  if (!hasBody({ headers }) || /^application\/json\s*(;|$)/i.test(type)) return undefined;
  return {
    code: "HF_REQUEST_INVALID",
    detail: "The body is not JSON",
    facts: { got: JSON.stringify(type.slice(0, 100)), expected: "Content-Type: application/json" },
  };
}

function foreign(got: string): Refusal {
  return {
    code: "HF_ORIGIN_FOREIGN",
    detail: "The page that sent this is none of this server's",
    facts: { got },
  };
}
