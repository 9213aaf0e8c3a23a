import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { getRequestListener } from "@hono/node-server";
import type { Config } from "../config/config.ts";
import { bracketed, isWildcard } from "../config/hosts.ts";
import { Connections, letGo } from "./access/connections.ts";
import { Gate, type GateResult, type LoginSession, type Refusal } from "./access/gate.ts";
import { Places } from "./access/places.ts";
import { type AppServices, createApp } from "./app.ts";
import { SECURITY_HEADERS } from "./core/headers.ts";
import type { Log } from "./core/log.ts";
import { isOurMistake, problemOf, problemResponse } from "./core/problems.ts";
import { answerText, refusalAnswer, refusalOf } from "./core/refuse.ts";
import type { AppBindings } from "./core/route.ts";
import { listen } from "./listen.ts";
import { answerPublic } from "./static/public-paths.ts";
import type { Entered } from "./static/static-files.ts";

/**
 * Says who takes over a socket that the gate let through, and takes its place; what it throws is the answer to the
 * client. The path is as the client sent it, not decoded.
 */
export type UpgradeHandler = (
  path: string,
  session: LoginSession,
  places: Places,
) => (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

export interface HttpServer {
  /** What a person opens, without the token. */
  readonly url: string;
  /** Where commands of this machine reach it. */
  readonly local: string;
  readonly port: number;
  readonly gate: Gate;
  /** How many requests and sockets each client has open. */
  readonly places: Places;
  /** How many connections are open. */
  connections(): number;
  close(): Promise<void>;
}

/** Requests that still run get this long when the server closes. */
const CLOSE_AFTER_MS = 2000;

/** A wrong token too many is answered after so long. */
const GUESS_MS = 1000;

/** What the server knows and nobody else shall. */
export interface ServerSecrets {
  readonly token: string;
  /** Cookies and the keys of pages are made with it. */
  readonly sessionKey: string;
  /** By it a command knows this server. */
  readonly proofKey: string;
}

type Refused = Extract<GateResult, { refusal: unknown }>;
type Passed = Exclude<GateResult, Refused>;

/**
 * Starts the HTTP server: every request and every upgrade passes the one gate (S1) before anything else
 * looks at it.
 *
 * @throws HoldfastError HF_PORT_IN_USE, HF_USAGE
 */
export async function startHttpServer(options: {
  readonly config: Pick<Config, "host" | "port" | "allowHosts" | "publicUrl">;
  readonly secrets: ServerSecrets;
  readonly services: AppServices;
  readonly upgrade: UpgradeHandler;
}): Promise<HttpServer> {
  const { config, services, upgrade, secrets } = options;
  const { log, staticFiles } = services;
  const server = createServer(Connections.options);
  const connections = new Connections(server);
  const port = await listen(server, config.host, config.port);
  const isShell = (path: string): boolean => staticFiles.isShell(path);
  const gate = new Gate({
    ...config,
    port,
    token: secrets.token,
    key: secrets.sessionKey,
    isShell,
  });
  const secure = config.publicUrl?.startsWith("https:") ? "; Secure" : "";
  const enter = (request: IncomingMessage): Entered => {
    const { cookie, keys } = gate.enter(request);
    const facts = `Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000${secure}`;
    return { setCookie: `${gate.cookieName}=${cookie}; ${facts}`, keys };
  };
  const places = new Places();
  const app = createApp(services, {
    enter: (context) => enter(context.env.incoming),
    places,
  });
  const publicFacts = { gate, port, proofKey: secrets.proofKey, enter };
  const passed = new WeakMap<IncomingMessage, Passed>();
  const answer = getRequestListener(
    async (request, env) => {
      const { incoming, outgoing } = env as AppBindings;
      const result = passed.get(incoming)!;
      if ("session" in result) {
        const { session, target } = result;
        return app.fetch(request, { incoming, outgoing, session, target });
      }
      const response = await answerPublic(result.open, incoming, result.target, publicFacts).catch(
        (error: unknown) => failed(error, result.open, log),
      );
      for (const [name, value] of Object.entries(SECURITY_HEADERS))
        response.headers.set(name, value);
      response.headers.set("Connection", "close");
      return response;
    },
    // It would read on what no route took, up to 64 MB of it.
    { autoCleanupIncoming: false },
  );

  /** What the gate found, and the place that the request takes; undefined when it was refused. */
  const admit = (request: IncomingMessage, response: ServerResponse): Passed | undefined => {
    const result = gate.check(request, "request");
    try {
      if ("refusal" in result) refuse(request, response, result, log);
      else if ("session" in result) {
        response.once("close", places.take("request", result.session));
        connections.prove(request.socket);
      }
      return "refusal" in result ? undefined : result;
    } catch (error) {
      refuse(request, response, { refusal: refusalOf(error) }, log);
      return undefined;
    }
  };
  const take = (request: IncomingMessage, response: ServerResponse): void => {
    // What is written to somebody who has gone ends this answer, nothing else (S29).
    request.on("error", () => {});
    response.on("error", () => {});
    const result = admit(request, response);
    if (!result) return;
    passed.set(request, result);
    answer(request, response).catch((error: unknown) => {
      log.error("A request failed", error);
      response.destroy();
    });
  };
  server.on("request", take);
  // Node would invite the body before the gate has looked: whoever reads it does that.
  server.on("checkContinue", take);
  server.on("checkExpectation", (request: IncomingMessage, response: ServerResponse) => {
    refuse(request, response, { refusal: NO_EXPECTATION }, log);
  });
  server.on("upgrade", (request, socket, head) => {
    // Before anything else: an error without a listener would end the process (S19).
    socket.on("error", () => socket.destroy());
    const refuseUpgrade = (refusal: Refusal): void => {
      logRefusal(request, { refusal }, log);
      letGo(socket, answerText(refusalAnswer(request, refusal)));
    };
    const result = gate.check(request, "upgrade");
    if (!("session" in result))
      return refuseUpgrade("refusal" in result ? result.refusal : NOT_SERVED);
    let takeOver: ReturnType<UpgradeHandler>;
    try {
      takeOver = upgrade(result.target.path, result.session, places);
    } catch (error) {
      return refuseUpgrade(refusalOf(error));
    }
    connections.prove(socket);
    takeOver(request, socket, head);
  });

  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    const timer = setTimeout(() => connections.destroyAll(), CLOSE_AFTER_MS).unref();
    connections.destroyUpgraded();
    await closed;
    clearTimeout(timer);
  };
  const host = isWildcard(config.host) ? "127.0.0.1" : bracketed(config.host);
  const local = `http://${host}:${port}`;
  return {
    url: config.publicUrl ?? local,
    local,
    port,
    gate,
    places,
    connections: () => connections.size,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

const NO_EXPECTATION = {
  code: "HF_REQUEST_INVALID",
  detail: "Nothing but 100-continue can be expected",
} as const;
const NOT_SERVED = { code: "HF_NOT_FOUND", detail: "This is not served as an upgrade" } as const;

function failed(error: unknown, what: string, log: Log): Response {
  if (isOurMistake(error)) log.error(what, error);
  return problemResponse(problemOf(error));
}

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  result: Refused,
  log: Log,
): void {
  logRefusal(request, result, log);
  const { status, headers, body } = refusalAnswer(request, result.refusal);
  const end = (): void => {
    response.writeHead(status, headers);
    response.end(request.method === "HEAD" ? undefined : body);
  };
  if (result.refusal.code !== "HF_AUTH_TOO_MANY") {
    end();
    return;
  }
  // Whoever guesses waits for each answer (S8), and has few connections to do it on.
  const timer = setTimeout(end, GUESS_MS).unref();
  response.once("close", () => clearTimeout(timer));
}

function logRefusal(request: IncomingMessage, { refusal }: Refused, log: Log): void {
  const { method = "", url = "", socket } = request;
  const got = refusal.facts?.got === undefined ? "" : ` (${refusal.facts.got})`;
  log.warn(
    `${refusal.code} ${method} ${url.slice(0, 200)} from ${socket.remoteAddress ?? "?"}${got}`,
  );
}
