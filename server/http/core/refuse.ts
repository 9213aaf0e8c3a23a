import { STATUS_CODES } from "node:http";
import { HoldfastError, problem } from "../../../kernels/protocol/index.ts";
import type { GateRequest, Refusal } from "../access/gate.ts";
import { SECURITY_HEADERS } from "./headers.ts";
import { problemBody } from "./problems.ts";
import { addKeyPage, tokenNeededPage } from "./token-pages.ts";

/** An answer that the gate gives itself, for a request or in place of an upgrade. */
export interface RefusalAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a refused client gets: a problem, or a page that asks for the token when a person opened an address. */
export function refusalAnswer(request: GateRequest, refusal: Refusal): RefusalAnswer {
  const { code, detail, facts, retryAfterSeconds, needsLinkKey } = refusal;
  const p = problem(code, detail, facts);
  const isPerson =
    code.startsWith("HF_AUTH_") &&
    request.method === "GET" &&
    (request.headers.accept ?? "").includes("text/html");
  const page = (): string => (needsLinkKey ? addKeyPage() : tokenNeededPage(p));
  const body = isPerson ? page() : problemBody(p);
  return {
    status: p.status,
    body,
    headers: {
      ...SECURITY_HEADERS,
      // Who is refused keeps no connection (S30).
      Connection: "close",
      "Content-Type": isPerson ? "text/html; charset=utf-8" : "application/problem+json",
      "Content-Length": String(Buffer.byteLength(body)),
      ...(p.status === 401 && { "WWW-Authenticate": "token" }),
      ...(retryAfterSeconds !== undefined && { "Retry-After": String(retryAfterSeconds) }),
    },
  };
}

/** What the gate says of an error that is no mistake of ours. */
export function refusalOf(error: unknown): Refusal {
  if (!(error instanceof HoldfastError)) throw error;
  return { code: error.code, detail: error.message, facts: error.facts };
}

/** The answer as text, for a socket whose upgrade is refused. */
export function answerText({ status, headers, body }: RefusalAnswer): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`, ...lines, "", body].join("\r\n");
}
