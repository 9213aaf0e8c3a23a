import type { Json, JupyterMessage, Problem } from "../../protocol/index.ts";
import type { Output, Parent } from "../process/output.ts";

/** Bytes that are named by their hash. */
export interface Chunk {
  readonly hash: string;
  readonly bytes: Uint8Array;
}

interface Call {
  readonly resolve: (result: Json | Uint8Array) => void;
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
  /** The chunk that came ahead of the answer that names it. */
  #arrived: Chunk | undefined;
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
  async call(
    parent: Parent,
    method: string,
    params: Record<string, Json>,
    facts: { signal?: AbortSignal; chunks?: readonly Chunk[] } = {},
  ): Promise<Json> {
    return (await this.#ask(parent, { method, params }, facts)) as Json;
  }

  /** Asks for a chunk. @throws ServerCallError HF_NOT_FOUND */
  async chunk(parent: Parent, method: string, params: Record<string, Json>): Promise<Uint8Array> {
    const chunk = await this.#ask(parent, { method, params });
    if (!(chunk instanceof Uint8Array)) throw new RangeError("the server sent no chunk");
    return chunk;
  }

  #ask(
    parent: Parent,
    asked: { method: string; params: Record<string, Json> },
    { signal, chunks = [] }: { signal?: AbortSignal; chunks?: readonly Chunk[] } = {},
  ): Promise<Json | Uint8Array> {
    signal?.throwIfAborted();
    const id = `${parent.execution}-${++this.#count}`;
    return new Promise((resolve, reject) => {
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
      this.#output.ask({ id, ...asked }, parent);
    });
  }

  /** Takes a chunk; the answer that names it comes next. */
  arrived(hash: string, bytes: Uint8Array): void {
    this.#arrived = { hash, bytes };
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
    const chunk = this.#arrived;
    this.#arrived = undefined;
    if (problem) call?.reject(new ServerCallError(problem));
    else call?.resolve(chunk && chunk.hash === result ? chunk.bytes : (result ?? null));
  }
}
