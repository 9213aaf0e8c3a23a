import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { getRequestListener } from "@hono/node-server";
import type { Config } from "../config/config.ts";
import { createApp, type Services } from "./app.ts";
import { Gate, type GateResult, type Session } from "./gate.ts";
import { bracketed, isWildcard } from "./hosts.ts";
import { listen } from "./listen.ts";
import type { Log } from "./log.ts";
import { answerText, refusalAnswer } from "./refuse.ts";
import type { AppBindings } from "./route.ts";

/**
 * Takes over a socket that the gate let through. The path is as the client sent it, not decoded. An
 * upgrade that it does not serve it answers itself.
 */
export type UpgradeHandler = (
  path: string,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  session: Session,
) => void;

export interface HttpServer {
  /** What a person opens, without the token. */
  readonly url: string;
  readonly port: number;
  readonly gate: Gate;
  close(): Promise<void>;
}

/** Requests that still run get this long when the server closes. */
const CLOSE_AFTER_MS = 2000;

/**
 * Starts the HTTP server: every request and every upgrade passes the one gate (S1) before anything else
 * looks at it.
 *
 * @throws HoldfastError HF_PORT_IN_USE, HF_USAGE
 */
export async function startHttpServer(options: {
  readonly config: Pick<Config, "host" | "port" | "token" | "allowHosts" | "publicUrl">;
  readonly services: Services;
  readonly upgrade: UpgradeHandler;
}): Promise<HttpServer> {
  const { config, services, upgrade } = options;
  const { log } = services;
  const server = createServer();
  const port = await listen(server, config.host, config.port);
  const gate = new Gate({ ...config, port });
  const secure = config.publicUrl?.startsWith("https:") ? "; Secure" : "";
  const makeCookie = (): string =>
    `${gate.cookieName}=${gate.makeCookie()}; Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000${secure}`;
  const app = createApp(services, { makeCookie });
  const passed = new WeakMap<IncomingMessage, Exclude<GateResult, { refusal: unknown }>>();
  const answer = getRequestListener((request, env) => {
    const { incoming, outgoing } = env as AppBindings;
    const { session, target } = passed.get(incoming)!;
    return app.fetch(request, { incoming, outgoing, session, target });
  });
  const sockets = new Set<Duplex>();

  server.on("request", (request, response) => {
    const result = gate.check(request, "request");
    if ("refusal" in result) return refuse(request, response, result, log);
    passed.set(request, result);
    answer(request, response).catch((error: unknown) => log.error("A request failed", error));
  });
  server.on("upgrade", (request, socket, head) => {
    // Before anything else: an error without a listener would end the process (S19).
    socket.on("error", () => socket.destroy());
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    const result = gate.check(request, "upgrade");
    if ("refusal" in result) {
      logRefusal(request, result, log);
      socket.end(answerText(refusalAnswer(request, result.refusal)));
      return;
    }
    upgrade(result.target.path, request, socket, head, result.session);
  });

  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    const timer = setTimeout(() => server.closeAllConnections(), CLOSE_AFTER_MS).unref();
    for (const socket of sockets) socket.destroy();
    await closed;
    clearTimeout(timer);
  };
  const host = isWildcard(config.host) ? "127.0.0.1" : bracketed(config.host);
  return {
    url: config.publicUrl ?? `http://${host}:${port}`,
    port,
    gate,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  result: Extract<GateResult, { refusal: unknown }>,
  log: Log,
): void {
  logRefusal(request, result, log);
  const { status, headers, body } = refusalAnswer(request, result.refusal);
  response.writeHead(status, headers);
  response.end(request.method === "HEAD" ? undefined : body);
}

function logRefusal(
  request: IncomingMessage,
  { refusal }: Extract<GateResult, { refusal: unknown }>,
  log: Log,
): void {
  const { method = "", url = "", socket } = request;
  const got = refusal.facts?.got === undefined ? "" : ` (${refusal.facts.got})`;
  log.warn(
    `${refusal.code} ${method} ${url.slice(0, 200)} from ${socket.remoteAddress ?? "?"}${got}`,
  );
}
