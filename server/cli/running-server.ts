import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { HoldfastError } from "../../kernels/protocol/index.ts";
import { readServerFile, stateFolderPath } from "../store/state-folder.ts";

/** The server that serves a folder, or one above it, as another command talks to it. */
export class RunningServer {
  readonly url: string;
  readonly pid: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly #token: string;

  private constructor(facts: { url: string; pid: number; startTime: number }, token: string) {
    this.url = facts.url;
    this.pid = facts.pid;
    this.startedAt = facts.startTime;
    this.#token = token;
  }

  /** @throws HoldfastError HF_SERVER_NOT_RUNNING, HF_FILE_NOT_FOUND when the folder does not exist */
  static async find(folder: string, env: NodeJS.ProcessEnv): Promise<RunningServer> {
    const from = resolve(folder);
    for (let at = from; ; at = dirname(at)) {
      const state = await stateFolderPath(at, env).catch((error: NodeJS.ErrnoException) => {
        throw error.code === "ENOENT"
          ? new HoldfastError("HF_FILE_NOT_FOUND", `${from} does not exist`)
          : error;
      });
      const server = await readServerFile(state);
      if (server) return new RunningServer(server, await tokenOf(state));
      if (at === dirname(at))
        throw new HoldfastError("HF_SERVER_NOT_RUNNING", `No server serves ${from}`);
    }
  }

  /**
   * Calls the server; gives the status and the JSON of its answer.
   *
   * @throws HoldfastError HF_SERVER_NOT_RUNNING when it does not answer
   */
  async call(
    method: string,
    path: string,
    body?: object,
  ): Promise<{ readonly status: number; readonly json: unknown }> {
    const headers = {
      Authorization: `token ${this.#token}`,
      ...(body && { "Content-Type": "application/json" }),
    };
    const content = body ? { body: JSON.stringify(body) } : {};
    const answer = await fetch(`${this.url}${path}`, { method, headers, ...content }).catch(
      (cause) => {
        throw new HoldfastError("HF_SERVER_NOT_RUNNING", `${this.url} does not answer`, { cause });
      },
    );
    const text = await answer.text();
    return { status: answer.status, json: text === "" ? undefined : JSON.parse(text) };
  }
}

async function tokenOf(state: string): Promise<string> {
  return (await readFile(join(state, "token"), "utf8")).trim();
}
