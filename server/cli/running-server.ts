import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { HoldfastError, isObject, type Problem } from "../../kernels/protocol/index.ts";
import { isEqual } from "../http/access/credentials.ts";
import { proofOf } from "../http/static/public-paths.ts";
import { readServerFile, type ServerFile, stateFolderPath } from "../store/state-folder.ts";
import { readAnswer } from "./read-answer.ts";

/** A server that does not answer is given up after so long. */
const PROOF_MS = 10_000;
const CALL_MS = 120_000;
const MAX_PROOF = 4096;
const MAX_ANSWER = 256 * 1024 * 1024;

/** The server that serves a folder, or one above it, as another command talks to it. */
export class RunningServer {
  /** What a person opens. */
  readonly url: string;
  readonly pid: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly #local: string;
  readonly #token: string;

  private constructor(facts: ServerFile, token: string) {
    this.url = facts.url;
    this.pid = facts.pid;
    this.startedAt = facts.startTime;
    this.#local = facts.local;
    this.#token = token;
  }

  /**
   * Finds the server of a folder, and has it show that it is that one: whoever else has its port now gets nothing.
   *
   * @throws HoldfastError HF_SERVER_NOT_RUNNING, HF_SERVER_ANSWER, HF_FILE_NOT_FOUND when the folder does not exist
   */
  static async find(folder: string, env: NodeJS.ProcessEnv): Promise<RunningServer> {
    const from = resolve(folder);
    for (let at = from; ; at = dirname(at)) {
      const state = await stateFolderPath(at, env).catch((error: NodeJS.ErrnoException) => {
        throw error.code === "ENOENT"
          ? new HoldfastError("HF_FILE_NOT_FOUND", `${from} does not exist`)
          : error;
      });
      const server = await readServerFile(state);
      if (server) {
        await prove(server);
        return new RunningServer(server, await tokenOf(state));
      }
      if (at === dirname(at))
        throw new HoldfastError("HF_SERVER_NOT_RUNNING", `No server serves ${from}`);
    }
  }

  /**
   * Calls the server; gives the status and the JSON of its answer.
   *
   * @param accepts statuses beside 2xx that the command has an answer for
   * @throws HoldfastError HF_SERVER_NOT_RUNNING when it does not answer, HF_SERVER_ANSWER when it answers anything else
   *   than what was asked for; what the server refuses, it says itself
   */
  async call(
    method: string,
    path: string,
    options: { readonly body?: object; readonly accepts?: readonly number[] } = {},
  ): Promise<{ readonly status: number; readonly json: unknown }> {
    const { body, accepts = [] } = options;
    const headers = {
      Authorization: `token ${this.#token}`,
      ...(body && { "Content-Type": "application/json" }),
    };
    const content = body ? { body: JSON.stringify(body) } : {};
    const { status, json } = await ask(
      `${this.#local}${path}`,
      { method, headers, ...content, signal: AbortSignal.timeout(CALL_MS) },
      MAX_ANSWER,
    );
    if ((status >= 200 && status < 300) || accepts.includes(status)) return { status, json };
    throw new RefusedCall(this.url, status, json);
  }

  /** A new link that opens the page once. */
  async link(): Promise<string> {
    const { json } = await this.call("POST", "/api/entry-links", { body: {} });
    return textOf(json, "url");
  }
}

/** The server refused what a command asked for. */
export class RefusedCall extends HoldfastError {
  readonly status: number;
  /** What the server said, when it said it in the form that it has for that. */
  readonly answer: Problem | undefined;

  constructor(url: string, status: number, json: unknown) {
    const answer =
      isObject(json) && typeof json.detail === "string" && typeof json.code === "string"
        ? (json as unknown as Problem)
        : undefined;
    super("HF_SERVER_ANSWER", `${url} answered ${answer?.detail ?? `with ${status}`}`, {
      got: answer?.code ?? `status ${status}`,
      ...(answer?.action !== undefined && { action: answer.action }),
    });
    this.status = status;
    this.answer = answer;
  }
}

/** A text in an answer. @throws HoldfastError HF_SERVER_ANSWER */
export function textOf(json: unknown, key: string): string {
  const value = isObject(json) ? json[key] : undefined;
  if (typeof value === "string") return value;
  throw new HoldfastError("HF_SERVER_ANSWER", `The answer has no ${key}`);
}

/** A list in an answer. @throws HoldfastError HF_SERVER_ANSWER */
export function listOf<T>(json: unknown, key: string): readonly T[] {
  const value = isObject(json) ? json[key] : undefined;
  if (Array.isArray(value)) return value as T[];
  throw new HoldfastError("HF_SERVER_ANSWER", `The answer has no list of ${key}`);
}

async function prove({ local, proofKey, url }: ServerFile): Promise<void> {
  const nonce = randomBytes(16).toString("hex");
  const { json } = await ask(
    `${local}/api/proof?nonce=${nonce}`,
    { signal: AbortSignal.timeout(PROOF_MS) },
    MAX_PROOF,
  );
  const given = isObject(json) && typeof json.proof === "string" ? json.proof : "";
  if (isEqual(given, proofOf(proofKey, nonce, Number(new URL(local).port)))) return;
  throw new HoldfastError("HF_SERVER_NOT_RUNNING", `Something else answers at ${url}`, {
    got: "no proof that it is the server of this folder",
    action: "The token was not sent to it. Start the server again.",
  });
}

async function ask(
  address: string,
  init: RequestInit,
  maxBytes: number,
): Promise<{ status: number; json: unknown }> {
  const answer = await fetch(address, { ...init, redirect: "error" }).catch((cause: unknown) => {
    throw new HoldfastError("HF_SERVER_NOT_RUNNING", `${new URL(address).origin} does not answer`, {
      cause,
    });
  });
  return { status: answer.status, json: await readAnswer(answer, maxBytes) };
}

async function tokenOf(state: string): Promise<string> {
  const file = join(state, "token");
  return (
    await readFile(file, "utf8").catch((cause: unknown) => {
      throw new HoldfastError("HF_SERVER_NOT_RUNNING", `The token cannot be read from ${file}`, {
        got: (cause as NodeJS.ErrnoException).code ?? String(cause),
        cause,
      });
    })
  ).trim();
}
