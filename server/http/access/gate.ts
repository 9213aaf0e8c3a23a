import { setMaxListeners } from "node:events";
import type { IncomingHttpHeaders } from "node:http";
import type { ErrorFacts, HoldfastErrorCode } from "../../../kernels/protocol/index.ts";
import { type AllowedHosts, allowedHosts, type HostFacts } from "../../config/hosts.ts";
import { Credentials, cookieValues, type PageKeys } from "./credentials.ts";
import { EntryCodes } from "./entry-codes.ts";
import { isFetchedAhead, isForeignFetch, originFault, unsafeRefusal } from "./gate-origin.ts";
import { isLinked, showsPageKey } from "./page-proof.ts";
import { escapeFault, type Target, targetFault, targetOf } from "./target.ts";
import { WrongTokens } from "./wrong-tokens.ts";

/** Who is talking to the server, once the gate let them in. */
export interface LoginSession {
  readonly via: "cookie" | "code" | "token" | "query";
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
  /** The cookie is ours, only the key of the link lacks: our page can add it. */
  readonly needsLinkKey?: boolean;
}

/** What is answered before anybody has shown who he is: the whole list (S1). */
export type PublicPath = "proof" | "login";
const PUBLIC: Readonly<Record<string, PublicPath>> = {
  "GET /api/proof": "proof",
  "POST /login": "login",
};

export type GateResult =
  | { readonly session: LoginSession; readonly target: Target }
  | { readonly open: PublicPath; readonly target: Target }
  | { readonly refusal: Refusal };

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

/** What the gate is made from. */
export interface GateFacts extends HostFacts {
  readonly token: string;
  /** Random, kept in the state folder: cookies and keys are made with it. */
  readonly key: string;
  /** Tells whether an address is a part of the page that holds nothing secret: the cookie is enough for it. */
  readonly isShell: (path: string) => boolean;
  /** Milliseconds, for the windows in which codes and wrong tokens count. */
  readonly now?: () => number;
}

/**
 * The one gate before routing, for requests and upgrades (S1): what it does not know it refuses. A browser without
 * the token gets a page that asks for it as the refusal's body.
 */
export class Gate {
  readonly cookieName: string;
  readonly #facts: GateFacts;
  readonly #allowed: AllowedHosts;
  readonly #wrong: WrongTokens;
  readonly #codes: EntryCodes;
  #credentials: Credentials;
  #ended = endOfSessions();

  constructor(facts: GateFacts) {
    const now = facts.now ?? Date.now;
    this.cookieName = `holdfast-${facts.port}`;
    this.#facts = facts;
    this.#allowed = allowedHosts(facts);
    this.#wrong = new WrongTokens(now);
    this.#codes = new EntryCodes(now);
    this.#credentials = new Credentials(facts.token, facts.port, facts.key);
  }

  /** Replaces the token: cookies, keys and links of the old one are void, its sessions end. */
  rotate(token: string): void {
    this.#credentials = new Credentials(token, this.#facts.port, this.#facts.key);
    this.#codes.clear();
    this.#ended.abort();
    this.#ended = endOfSessions();
  }

  /** A one-time code for a link that a person opens. */
  makeCode(): string {
    return this.#codes.make();
  }

  /**
   * The cookie and the keys of a browser that came with the token or a code. One that has a cookie already keeps its
   * id, so that its other tabs go on.
   */
  enter(request: GateRequest): { readonly cookie: string; readonly keys: PageKeys } {
    const id = this.#cookieId(request) ?? this.#credentials.newId();
    return { cookie: this.#credentials.cookie(id), keys: this.#credentials.keysOf(id) };
  }

  check(request: GateRequest, kind: "request" | "upgrade"): GateResult {
    const method = request.method ?? "";
    const fault = targetFault(request.url);
    if (fault !== undefined) return refuse("HF_REQUEST_INVALID", fault);
    const broken = escapeFault(request.url!);
    if (broken !== undefined)
      return refuse("HF_PATH_INVALID", `The path cannot be used: ${broken}`);
    const foreign = this.#hostRefusal(request) ?? originFault(request, this.#allowed.origins);
    if (foreign) return { refusal: foreign };
    if (!METHODS.includes(method) || (kind === "upgrade" && method !== "GET"))
      return refuse("HF_METHOD_NOT_ALLOWED", `The method ${method.slice(0, 20)} is not served`);
    if (kind === "upgrade" && request.headers.upgrade?.toLowerCase() !== "websocket")
      return refuse("HF_REQUEST_INVALID", "Only WebSocket is served as an upgrade");
    const target = targetOf(request.url!);
    const open = kind === "request" ? PUBLIC[`${method} ${target.path}`] : undefined;
    if (open) return { open, target };
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

  #session(
    request: GateRequest,
    target: Target,
    kind: "request" | "upgrade",
  ): LoginSession | Refusal {
    const { headers, socket, method } = request;
    const address = socket.remoteAddress ?? "unknown";
    const signal = this.#ended.signal;
    const isShell = (method === "GET" || method === "HEAD") && this.#facts.isShell(target.path);
    const bearer = /^(?:token|bearer)\s+(\S+)\s*$/i.exec(headers.authorization ?? "")?.[1];
    const given = headers.authorization === undefined ? target.token : (bearer ?? "");
    if (given !== undefined && this.#credentials.isToken(given))
      return { via: bearer === undefined ? "query" : "token", id: address, signal };
    const isPage = target.path === "/" || target.path.startsWith("/notebooks/");
    const isPerson = isPage && kind === "request" && method === "GET" && !isFetchedAhead(request);
    if (isPerson && target.code !== undefined && this.#codes.take(target.code))
      return { via: "code", id: address, signal };
    // A cookie alone proves nothing about who opened a socket: a browser always names the origin (S5).
    const counts = kind === "request" || headers.origin !== undefined;
    const id = headers.authorization === undefined && counts ? this.#cookieId(request) : undefined;
    if (id !== undefined) {
      if (isShell || showsPageKey(request, target, this.#credentials.keysOf(id)))
        return { via: "cookie", id, signal };
      if (given === undefined) {
        return {
          code: "HF_AUTH_REQUIRED",
          detail: "This browser has lost the key that belongs to its cookie",
          needsLinkKey: isLinked(method, target.path) && !target.query.has("key"),
        };
      }
    }
    if (isPerson && target.code !== undefined)
      return {
        code: "HF_AUTH_LINK_USED",
        detail: "This link opened a page already, or is too old",
      };
    if (given === undefined)
      return { code: "HF_AUTH_REQUIRED", detail: `${target.path} needs the token` };
    return this.wrongToken(request);
  }

  /** Checks a token that somebody typed on the page that asks for it. */
  isToken(given: string): boolean {
    return this.#credentials.isToken(given);
  }

  /** Takes a wrong token down, when it can be a guess: another site cannot see what comes of one (S31). */
  wrongToken(request: GateRequest): Refusal {
    const refusal: Refusal = {
      code: "HF_AUTH_TOKEN_WRONG",
      detail: "The token is not the one of this server",
    };
    if (isForeignFetch(request)) return refusal;
    const wait = this.#wrong.add(request.socket.remoteAddress ?? "unknown");
    if (wait === 0) return refusal;
    return {
      code: "HF_AUTH_TOO_MANY",
      detail: `Too many wrong tokens; the next one counts as fewer in ${wait} s`,
      retryAfterSeconds: wait,
    };
  }

  #cookieId({ headers }: GateRequest): string | undefined {
    for (const cookie of cookieValues(headers.cookie, this.cookieName)) {
      const id = this.#credentials.cookieId(cookie);
      if (id !== undefined) return id;
    }
    return undefined;
  }
}

function refuse(code: HoldfastErrorCode, detail: string): GateResult {
  return { refusal: { code, detail } };
}

/** Whatever is open listens to it: as many as there are places. */
function endOfSessions(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}
