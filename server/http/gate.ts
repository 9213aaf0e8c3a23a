import type { IncomingHttpHeaders } from "node:http";
import type { ErrorFacts, HoldfastErrorCode } from "../../kernels/protocol/index.ts";
import { Credentials, cookieValues } from "./credentials.ts";
import { type AllowedHosts, allowedHosts, type HostFacts } from "./hosts.ts";
import { type Target, targetFault, targetOf } from "./target.ts";
import { WrongTokens } from "./wrong-tokens.ts";

/** Who is talking to the server, once the gate let them in. */
export interface Session {
  readonly via: "cookie" | "token" | "query";
  /** The same for all requests with one cookie; for a token the address. */
  readonly id: string;
  /** Aborted when the token is replaced: what stays open for this session has to close. */
  readonly signal: AbortSignal;
}

/** What the gate looks at: Node's own view of a request, never a URL that a framework made of it (S3). */
export interface GateRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly socket: { readonly remoteAddress?: string | undefined };
}

export interface Refusal {
  readonly code: HoldfastErrorCode;
  readonly detail: string;
  readonly facts?: ErrorFacts;
  readonly retryAfterSeconds?: number;
}

export type GateResult =
  | { readonly session: Session; readonly target: Target }
  | { readonly refusal: Refusal };

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

/**
 * The one gate before routing, for requests and upgrades (S1): what it does not know it refuses. No path is
 * public; a browser without the token gets a page that asks for it as the refusal's body.
 */
export class Gate {
  readonly cookieName: string;
  readonly #port: number;
  readonly #allowed: AllowedHosts;
  readonly #wrong: WrongTokens;
  #credentials: Credentials;
  #ended = new AbortController();

  /** @param now milliseconds, for the window in which wrong tokens count */
  constructor(facts: HostFacts & { readonly token: string; readonly now?: () => number }) {
    this.cookieName = `holdfast-${facts.port}`;
    this.#port = facts.port;
    this.#allowed = allowedHosts(facts);
    this.#wrong = new WrongTokens(facts.now ?? Date.now);
    this.#credentials = new Credentials(facts.token, facts.port);
  }

  /** Replaces the token: cookies of the old one are void, its sessions end. */
  rotate(token: string): void {
    this.#credentials = new Credentials(token, this.#port);
    this.#ended.abort();
    this.#ended = new AbortController();
  }

  /** The value of a new cookie for a session that came with the token. */
  makeCookie(): string {
    return this.#credentials.makeCookie();
  }

  check(request: GateRequest, kind: "request" | "upgrade"): GateResult {
    const method = request.method ?? "";
    const fault = targetFault(request.url);
    if (fault !== undefined) return refuse("HF_REQUEST_INVALID", fault);
    const foreign = this.#hostRefusal(request) ?? this.#originRefusal(request);
    if (foreign) return { refusal: foreign };
    if (!METHODS.includes(method) || (kind === "upgrade" && method !== "GET"))
      return refuse("HF_METHOD_NOT_ALLOWED", `The method ${method.slice(0, 20)} is not served`);
    if (kind === "upgrade" && request.headers.upgrade?.toLowerCase() !== "websocket")
      return refuse("HF_REQUEST_INVALID", "Only WebSocket is served as an upgrade");
    const target = targetOf(request.url!);
    const session = this.#session(request, target, kind);
    if ("code" in session) return { refusal: session };
    if (session.via === "cookie" && method !== "GET" && method !== "HEAD") {
      const unsafe = unsafeRefusal(request);
      if (unsafe) return { refusal: unsafe };
    }
    return { session, target };
  }

  #hostRefusal({ rawHeaders, headers }: GateRequest): Refusal | undefined {
    const lines = rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === "host");
    if (lines.length !== 1) {
      return {
        code: "HF_REQUEST_INVALID",
        detail: "A request has exactly one Host line",
        facts: { got: `${lines.length} Host lines` },
      };
    }
    const host = headers.host ?? "";
    if (this.#allowed.hosts.has(host.toLowerCase())) return undefined;
    return {
      code: "HF_HOST_FOREIGN",
      detail: "This server is not known under that name",
      facts: { got: JSON.stringify(host.slice(0, 100)) },
    };
  }

  /** A foreign page gets nothing at all, whatever it sends along. */
  #originRefusal({ headers, rawHeaders }: GateRequest): Refusal | undefined {
    const lines = rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === "origin");
    if (lines.length === 0) return undefined;
    const origin = headers.origin ?? "";
    if (lines.length === 1 && this.#allowed.origins.has(origin.toLowerCase())) return undefined;
    return {
      code: "HF_ORIGIN_FOREIGN",
      detail: "The page that sent this is none of this server's",
      facts: { got: JSON.stringify(origin.slice(0, 100)) },
    };
  }

  #session(request: GateRequest, target: Target, kind: "request" | "upgrade"): Session | Refusal {
    const { headers, socket } = request;
    const address = socket.remoteAddress ?? "unknown";
    const signal = this.#ended.signal;
    const bearer = /^(?:token|bearer)\s+(\S+)\s*$/i.exec(headers.authorization ?? "")?.[1];
    if (headers.authorization === undefined) {
      // A cookie alone proves nothing about who opened a socket: a browser always names the origin (S5).
      const counts = kind === "request" || headers.origin !== undefined;
      const cookies = counts ? cookieValues(headers.cookie, this.cookieName) : [];
      for (const cookie of cookies) {
        const id = this.#credentials.cookieId(cookie);
        if (id !== undefined) return { via: "cookie", id, signal };
      }
    }
    const given = headers.authorization === undefined ? target.token : (bearer ?? "");
    if (given === undefined)
      return { code: "HF_AUTH_REQUIRED", detail: `${target.path} needs the token` };
    const wait = this.#wrong.waitSeconds(address);
    if (wait > 0) {
      return {
        code: "HF_AUTH_TOO_MANY",
        detail: `Tokens are looked at again in ${wait} s`,
        retryAfterSeconds: wait,
      };
    }
    if (this.#credentials.isToken(given))
      return { via: bearer === undefined ? "query" : "token", id: address, signal };
    this.#wrong.add(address);
    return { code: "HF_AUTH_TOKEN_WRONG", detail: "The token is not the one of this server" };
  }
}

/** S6: what changes something with a cookie comes from our page, as JSON. */
function unsafeRefusal({ headers }: GateRequest): Refusal | undefined {
  if (headers.origin === undefined) {
    return {
      code: "HF_ORIGIN_FOREIGN",
      detail: "A request with a cookie that changes something names its origin",
      facts: { got: "no Origin", expected: "the origin of this server's page" },
    };
  }
  const hasBody =
    headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
  const type = headers["content-type"] ?? "";
  if (!hasBody || /^application\/json\s*(;|$)/i.test(type)) return undefined;
  return {
    code: "HF_REQUEST_INVALID",
    detail: "The body is not JSON",
    facts: { got: JSON.stringify(type.slice(0, 100)), expected: "Content-Type: application/json" },
  };
}

function refuse(code: HoldfastErrorCode, detail: string): GateResult {
  return { refusal: { code, detail } };
}
