import { Arena } from "../wasm/arena.ts";
import type { LogisticProblem } from "./logistic-loss.ts";

/** Fewer numbers than this are not worth a copy. */
const LEAST = 16_384;

/** The logistic loss of two classes in WebAssembly, with the bits of `binaryLoss`. */
export class WasmLogOdds {
  readonly #arena: Arena;
  readonly #rows: number;
  readonly #p: number;
  readonly #data: number;
  readonly #signs: number;
  readonly #weights: number;
  readonly #theta: number;
  readonly #gradient: number;

  private constructor(arena: Arena, { matrix, codes, weights }: LogisticProblem) {
    const { data, rows: n, columns: p } = matrix;
    const rows = 4 * Math.ceil(n / 4);
    this.#arena = arena;
    this.#rows = rows;
    this.#p = p;
    this.#data = arena.place(rows * p * 8);
    this.#signs = arena.place(rows * 8);
    this.#weights = arena.place(rows * 8);
    this.#theta = arena.place((p + 1) * 8);
    this.#gradient = arena.place((p + 1) * 8);
    arena.float64(this.#data, n * p).set(data.subarray(0, n * p));
    const signs = arena.float64(this.#signs, n);
    for (let i = 0; i < n; i++) signs[i] = codes[i] === 1 ? 1 : -1;
    const held = arena.float64(this.#weights, n);
    if (weights === undefined) held.fill(1);
    else held.set(weights);
  }

  /** Copies the rows into a memory of its own; undefined when that is impossible or does not pay. */
  static open(problem: LogisticProblem): WasmLogOdds | undefined {
    const { rows: n, columns: p } = problem.matrix;
    if (n * p < LEAST || problem.outputs !== 1) return undefined;
    const arena = Arena.open((n + 4) * (p + 2) * 8 + (p + 1) * 16 + 128);
    return arena && new WasmLogOdds(arena, problem);
  }

  /** The loss at `theta`, and its gradient. */
  loss(theta: Float64Array, gradient: Float64Array): number {
    const d = this.#p + 1;
    this.#arena.float64(this.#theta, d).set(theta);
    const loss = this.#arena.kernels.logisticLoss(
      this.#data,
      this.#rows,
      this.#p,
      this.#theta,
      this.#signs,
      this.#weights,
      this.#gradient,
    );
    gradient.set(this.#arena.float64(this.#gradient, d));
    return loss;
  }
}
