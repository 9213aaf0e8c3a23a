import type { Json, JupyterMessage, Problem } from "../../protocol/index.ts";
import type { Output, Parent } from "../process/output.ts";

interface Call {
  readonly resolve: (result: Json) => void;
  readonly reject: (error: Error) => void;
}

/** An error of the server, as a cell sees it. */
export class ServerCallError extends Error {
  override readonly name = "HoldfastError";
  readonly code: string;

  constructor({ code, detail, action }: Problem) {
    super(`${code}: ${detail}.${action === undefined ? "" : ` ${action}`}`);
    this.code = code;
  }
}

/** What a cell asks of the server: a `holdfast_request`, answered by a `holdfast_reply` (docs/kernel.md). */
export class ServerCalls {
  readonly #output: Output;
  readonly #waiting = new Map<string, Call>();
  #count = 0;

  constructor(output: Output) {
    this.#output = output;
  }

  /**
   * Asks; the answer comes when the server has it.
   *
   * @param signal gives up waiting when it aborts
   * @throws ServerCallError when the server refuses
   */
  call(
    parent: Parent,
    method: string,
    params: Record<string, Json>,
    signal?: AbortSignal,
  ): Promise<Json> {
    signal?.throwIfAborted();
    const id = `${parent.execution}-${++this.#count}`;
    return new Promise<Json>((resolve, reject) => {
      const onAbort = (): void => {
        this.#waiting.delete(id);
        reject(signal?.reason as Error);
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      const settled = (): void => signal?.removeEventListener("abort", onAbort);
      this.#waiting.set(id, {
        resolve(result) {
          settled();
          resolve(result);
        },
        reject(error) {
          settled();
          reject(error);
        },
      });
      this.#output.ask({ id, method, params }, parent);
    });
  }

  /** Takes an answer. */
  answered(message: JupyterMessage): void {
    const { id, result, problem } = message.content as unknown as {
      id: string;
      result?: Json;
      problem?: Problem;
    };
    const call = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (problem) call?.reject(new ServerCallError(problem));
    else call?.resolve(result ?? null);
  }
}
