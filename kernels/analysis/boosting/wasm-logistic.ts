import { Arena } from "../wasm/arena.ts";
import type { Derivatives } from "./derivatives.ts";

/** Fewer rows are not worth a memory. */
const LEAST = 1024;

/** `Derivatives` of the logistic loss of two classes in WebAssembly, with the bits of `ScriptDerivatives`. */
export class WasmLogistic implements Derivatives {
  readonly #arena: Arena;
  readonly #places: readonly number[];
  readonly raw: Float64Array;
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;

  private constructor(arena: Arena, given: Float64Array) {
    const n = given.length;
    this.#arena = arena;
    // Places are multiples of 16: there is room for one more.
    this.#places = Array.from({ length: 4 }, () => arena.place(n * 8));
    const [target, ...rest] = this.#places.map((at) => arena.float64(at, n));
    // Nothing is placed from here on, so the views last.
    [this.raw, this.gradient, this.hessian] = rest;
    target.set(given);
  }

  /** Undefined when WebAssembly is missing or does not pay. */
  static open(target: Float64Array): WasmLogistic | undefined {
    if (target.length < LEAST) return undefined;
    const arena = Arena.open(4 * (target.length * 8 + 16));
    return arena && new WasmLogistic(arena, target);
  }

  derive(): void {
    const [target, raw, gradient, hessian] = this.#places;
    this.#arena.kernels.logistic(raw, target, gradient, hessian, this.raw.length);
  }
}
