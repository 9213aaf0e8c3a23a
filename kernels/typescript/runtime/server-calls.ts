import type { Json, JupyterMessage, Problem } from "../../protocol/index.ts";
import type { Output, Parent } from "../process/output.ts";

/** Bytes that are named by their hash. */
export interface Chunk {
  readonly hash: string;
  readonly bytes: Uint8Array;
}

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
  /** Chunks that came ahead of the answer that names them. */
  readonly #arrived = new Map<string, Uint8Array>();
  #count = 0;

  constructor(output: Output) {
    this.#output = output;
  }

  /**
   * Asks; the answer comes when the server has it.
   *
   * @param facts.signal gives up waiting when it aborts
   * @param facts.chunks what the parameters name and the server does not have yet: it goes ahead of them
   * @throws ServerCallError when the server refuses
   */
  call(
    parent: Parent,
    method: string,
    params: Record<string, Json>,
    { signal, chunks = [] }: { signal?: AbortSignal; chunks?: readonly Chunk[] } = {},
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
      // In one piece, without a wait in between: that tells the server whose chunks they are.
      for (const { hash, bytes } of chunks) this.#output.sendChunk(hash, bytes, parent);
      this.#output.ask({ id, method, params }, parent);
    });
  }

  /** Asks for a chunk. */
  async chunk(parent: Parent, method: string, params: Record<string, Json>): Promise<Uint8Array> {
    const hash = String(await this.call(parent, method, params));
    const bytes = this.#arrived.get(hash);
    this.#arrived.delete(hash);
    if (!bytes) throw new RangeError(`the server sent no chunk ${hash}`);
    return bytes;
  }

  /** Takes a chunk; the answer that names it comes next. */
  arrived(hash: string, bytes: Uint8Array): void {
    this.#arrived.set(hash, bytes);
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
