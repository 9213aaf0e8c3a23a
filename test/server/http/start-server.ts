import { mkdir, writeFile } from "node:fs/promises";
import { type IncomingHttpHeaders, type RequestOptions, request } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { LockView } from "../../../kernels/protocol/index.ts";
import type { AppServices } from "../../../server/http/app.ts";
import { Log } from "../../../server/http/core/log.ts";
import { startHttpServer, type UpgradeHandler } from "../../../server/http/server.ts";
import { StaticFiles } from "../../../server/http/static/static-files.ts";
import { tempFolder } from "../temp-folder.ts";

export const TOKEN = "the-token-of-this-server";

/** What asks for a WebSocket, with more lines of its head. */
export const upgradeRequest = (path: string, ...lines: string[]): string =>
  [
    `GET ${path} HTTP/1.1`,
    "Host: 127.0.0.1:PORT",
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ...lines,
    "",
    "",
  ].join("\r\n");

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly bytes: Buffer;
  /** The body's `code` when it is a problem. */
  readonly code: string | undefined;
  readonly json: () => unknown;
}

export interface TestServer {
  readonly root: string;
  readonly port: number;
  readonly gate: Awaited<ReturnType<typeof startHttpServer>>["gate"];
  readonly places: Awaited<ReturnType<typeof startHttpServer>>["places"];
  /** How many connections are open. */
  connections(): Promise<number>;
  close(): Promise<void>;
  /** What the open notebooks were told. */
  readonly told: string[];
  readonly logged: string[];
  /** Paths whose upgrade was let through. */
  readonly upgraded: string[];
  readonly busy: Map<string, LockView>;
  /** What a browser has that came with the token: its cookie, and the keys of its pages. */
  enter(): Promise<Browser>;
  /** Sends a request as it is; the token is only sent when asked for. */
  send(path: string, options?: SendOptions): Promise<Answer>;
  /** Sends text over a bare socket and gives all that comes back. */
  sendRaw(text: string): Promise<string>;
}

export interface Browser {
  /** `name=value` */
  readonly cookie: string;
  readonly pageKey: string;
  readonly linkKey: string;
  /** What our pages send. */
  readonly headers: { readonly Cookie: string; readonly "X-Holdfast-Page": string };
}

export interface SendOptions extends RequestOptions {
  readonly token?: boolean;
  readonly body?: string | Buffer;
  readonly json?: unknown;
  /** Sends the body without saying how long it is. */
  readonly isChunked?: boolean;
}

/** Starts the real server on a free port over a temporary folder. */
export async function startServer(
  given: {
    readonly host?: string;
    readonly allowHosts?: readonly string[];
    readonly publicUrl?: string;
    readonly services?: Partial<AppServices>;
  } = {},
): Promise<TestServer> {
  const root = await tempFolder();
  const client = await clientFolder();
  const told: string[] = [];
  const logged: string[] = [];
  const upgraded: string[] = [];
  const busy = new Map<string, LockView>();
  const services: AppServices = {
    root,
    version: "1.2.3",
    log: new Log({ write: (line) => logged.push(line), secrets: [TOKEN] }),
    staticFiles: await StaticFiles.list(client),
    status: () => ({ startedAt: 0, lastActivityAt: 1000, kernels: 1, connections: 2 }),
    openNotebooks: {
      isBusy: (path) => busy.get(path),
      rename: async (from, to, move) => {
        await move();
        told.push(`renamed ${from} ${to}`);
      },
      delete: async (path, remove) => {
        await remove();
        told.push(`deleted ${path}`);
      },
    },
    ...given.services,
  };
  const upgrade: UpgradeHandler = (path, session) => (_request, socket) => {
    upgraded.push(`${path} via ${session.via}`);
    session.signal.addEventListener("abort", () => socket.destroy());
    socket.on("end", () => socket.end());
    socket.write(
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
    );
  };
  const { host = "127.0.0.1", allowHosts = [], publicUrl } = given;
  const server = await startHttpServer({
    config: { host, port: 0, allowHosts, ...(publicUrl && { publicUrl }) },
    secrets: { token: TOKEN, sessionKey: "the-session-key", proofKey: "the-proof-key" },
    services,
    upgrade,
  });
  onTestFinished(() => server.close());
  const { port, gate, places, close } = server;
  return {
    root,
    port,
    gate,
    places,
    connections: async () => server.connections(),
    close,
    told,
    logged,
    upgraded,
    busy,
    enter: async () => browserOf(await send(port, `/?token=${TOKEN}`)),
    send: (path, options) => send(port, path, options),
    sendRaw: (text) => sendRaw(port, text.replaceAll("PORT", String(port))),
  };
}

async function clientFolder(): Promise<string> {
  const folder = await tempFolder();
  await mkdir(join(folder, "assets"));
  await writeFile(join(folder, "index.html"), "<title>holdfast client</title>");
  await writeFile(join(folder, "frame.html"), "<title>frame</title><script>show()</script>");
  await writeFile(join(folder, "charts.html"), "<title>charts</title>");
  await writeFile(join(folder, "assets", "app-1a2b.js"), "export {};");
  await writeFile(join(folder, "assets", "app-1a2b.js.map"), "{}");
  await writeFile(join(folder, ".env"), "secret");
  return folder;
}

function send(port: number, path: string, options: SendOptions = {}): Promise<Answer> {
  const { token = false, isChunked = false, body, json, headers, ...rest } = options;
  const payload = json === undefined ? body : JSON.stringify(json);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: "127.0.0.1",
        port,
        path,
        agent: false,
        ...rest,
        headers: {
          ...(token && { Authorization: `token ${TOKEN}` }),
          ...(isChunked && { "Transfer-Encoding": "chunked" }),
          ...(payload !== undefined &&
            !isChunked && { "Content-Length": Buffer.byteLength(payload) }),
          ...(json !== undefined && { "Content-Type": "application/json" }),
          ...(headers as Record<string, string>),
        },
      },
      (incoming) => {
        const pieces: Buffer[] = [];
        incoming.on("data", (piece: Buffer) => pieces.push(piece));
        incoming.on("error", reject);
        incoming.on("end", () =>
          resolve(answerOf(incoming.statusCode ?? 0, incoming.headers, pieces)),
        );
      },
    );
    outgoing.on("error", reject);
    outgoing.end(payload);
  });
}

/** What is in the page that moves on. */
export function browserOf(answer: Answer): Browser {
  const cookie = answer.headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
  const [, pageKey = "", linkKey = ""] =
    /<meta name="holdfast-page" content="([\w-]+)\.([\w-]+)">/.exec(answer.body) ?? [];
  return { cookie, pageKey, linkKey, headers: { Cookie: cookie, "X-Holdfast-Page": pageKey } };
}

function answerOf(status: number, headers: IncomingHttpHeaders, pieces: Buffer[]): Answer {
  const bytes = Buffer.concat(pieces);
  const body = bytes.toString();
  const isProblem = headers["content-type"] === "application/problem+json";
  const code = isProblem && body !== "" ? (JSON.parse(body) as { code: string }).code : undefined;
  return { status, headers, body, bytes, code, json: () => JSON.parse(body) as unknown };
}

function sendRaw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    let got = "";
    socket.setEncoding("utf8");
    socket.on("error", reject);
    socket.on("close", () => resolve(got));
    socket.on("data", (piece: string) => {
      got += piece;
      if (got.startsWith("HTTP/1.1 101")) socket.end();
    });
  });
}
