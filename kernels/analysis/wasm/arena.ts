import { instantiate, type WasmMemory } from "./module.ts";
import type { Kernels } from "./signatures.ts";

const PAGE = 65_536;
/** What the kernels themselves may use lies below. */
const START = 1024;
/** Work that needs more at first stays in TypeScript: 1 GiB. */
const MOST = 2 ** 30;
/** All that a memory can have. */
const MOST_PAGES = 65_536;

/**
 * The kernels with a memory in which arrays are placed one after the other and never given back: it lives as long as one fit or one
 * index. A place is a byte offset; views are made when they are needed, because growth ends the old ones.
 */
export class Arena {
  readonly kernels: Kernels;
  readonly #memory: WasmMemory;
  #end = START;

  private constructor(kernels: Kernels, memory: WasmMemory) {
    this.kernels = kernels;
    this.#memory = memory;
  }

  /**
   * Opens an arena.
   *
   * @param bytes that will be placed at first
   * @returns undefined where WebAssembly is missing or the memory is too much
   */
  static open(bytes: number): Arena | undefined {
    if (bytes > MOST) return undefined;
    const opened = instantiate(Math.ceil((bytes + START) / PAGE) + 1, MOST_PAGES);
    return opened && new Arena(opened.kernels, opened.memory);
  }

  /** Takes so many bytes, all 0, at a multiple of 16. @throws RangeError when there is no more memory */
  place(bytes: number): number {
    const at = this.#end;
    this.#end = at + 16 * Math.ceil(bytes / 16);
    const missing = this.#end - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE));
    return at;
  }

  float64(at: number, length: number): Float64Array {
    return new Float64Array(this.#memory.buffer, at, length);
  }

  float32(at: number, length: number): Float32Array {
    return new Float32Array(this.#memory.buffer, at, length);
  }

  int32(at: number, length: number): Int32Array {
    return new Int32Array(this.#memory.buffer, at, length);
  }

  uint8(at: number, length: number): Uint8Array {
    return new Uint8Array(this.#memory.buffer, at, length);
  }
}
