import type { Matrix } from "../base/matrix.ts";
import * as rule from "../base/option-rules.ts";
import { exponential } from "../numeric/exponential.ts";

/** Options of the kernel. */
export interface KernelOptions {
  /** "rbf" (default) exp(-γ‖a-b‖²), "linear" a·b, "poly" (γ a·b + coef0)^degree, "sigmoid" tanh(γ a·b + coef0). */
  readonly kernel?: "rbf" | "linear" | "poly" | "sigmoid";
  /** γ: "scale" (default) is 1 / (columns · variance of all values), "auto" 1 / columns, or a number above 0. */
  readonly gamma?: "scale" | "auto" | number;
  /** Degree of "poly", at least 0, default 3. */
  readonly degree?: number;
  /** Constant of "poly" and "sigmoid", default 0. */
  readonly coef0?: number;
}

/** A kernel with its numbers. */
export interface Kernel {
  readonly kind: "rbf" | "linear" | "poly" | "sigmoid";
  readonly gamma: number;
  readonly degree: number;
  readonly coef0: number;
}

/** What the options of the kernel can be. */
export const kernelRules = {
  kernel: rule.by("rbf", rule.oneOf(["rbf", "linear", "poly", "sigmoid"])),
  gamma: rule.by("scale", rule.either(rule.oneOf(["scale", "auto"]), rule.number({ above: 0 }))),
  degree: rule.by(3, rule.integer(0)),
  coef0: rule.by(0, rule.number()),
};

/** The kernel of options for the rows of a fit. */
export function kernelFor(
  { kernel: kind, gamma, degree, coef0 }: Required<KernelOptions>,
  { data, columns }: Matrix,
): Kernel {
  if (typeof gamma === "number") return { kind, gamma, degree, coef0 };
  if (gamma === "auto") return { kind, gamma: 1 / columns, degree, coef0 };
  const mean = data.reduce((a, b) => a + b, 0) / data.length;
  const variance = data.reduce((sum, x) => sum + (x - mean) ** 2, 0) / data.length;
  return { kind, gamma: variance === 0 ? 1 : 1 / (columns * variance), degree, coef0 };
}

/** Squared lengths of rows. */
export function squaredLengths({ data, rows, columns: p }: Matrix): Float64Array {
  const out = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    for (let at = i * p; at < (i + 1) * p; at++) sum += data[at] * data[at];
    out[i] = sum;
  }
  return out;
}

/** A kernel of a point and all rows of a matrix; every implementation gives the same bits. */
export interface KernelRows {
  /**
   * Fills `out`, one number per row.
   *
   * @param x holds the point from `at` on
   * @param xSquare its square
   */
  fill(x: Float64Array, at: number, xSquare: number, out: Float64Array): void;
}

/** In TypeScript. */
export class ScriptKernelRows implements KernelRows {
  readonly #kernel: Kernel;
  readonly #matrix: Matrix;
  readonly #squares: Float64Array;

  /** @param squares the square of each row */
  constructor(kernel: Kernel, matrix: Matrix, squares: Float64Array) {
    this.#kernel = kernel;
    this.#matrix = matrix;
    this.#squares = squares;
  }

  fill(x: Float64Array, at: number, xSquare: number, out: Float64Array): void {
    const { kind, gamma, degree, coef0 } = this.#kernel;
    const { data, rows, columns: p } = this.#matrix;
    const squares = this.#squares;
    dotProducts(x, at, data, rows, p, out);
    if (kind === "linear") return;
    if (kind === "rbf")
      for (let r = 0; r < rows; r++) {
        const distance = xSquare + squares[r] - 2 * out[r];
        out[r] = exponential(-gamma * Math.max(distance, 0));
      }
    else if (kind === "poly")
      for (let r = 0; r < rows; r++) out[r] = (gamma * out[r] + coef0) ** degree;
    else for (let r = 0; r < rows; r++) out[r] = Math.tanh(gamma * out[r] + coef0);
  }
}

/** Dot products of one row and all rows, four at a time. */
function dotProducts(
  x: Float64Array,
  at: number,
  data: Float64Array,
  rows: number,
  p: number,
  out: Float64Array,
): void {
  let r = 0;
  for (; r + 3 < rows; r += 4) {
    const a = r * p;
    const b = a + p;
    const c = b + p;
    const d = c + p;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let j = 0; j < p; j++) {
      const value = x[at + j];
      s0 += value * data[a + j];
      s1 += value * data[b + j];
      s2 += value * data[c + j];
      s3 += value * data[d + j];
    }
    out[r] = s0;
    out[r + 1] = s1;
    out[r + 2] = s2;
    out[r + 3] = s3;
  }
  for (; r < rows; r++) {
    let sum = 0;
    for (let j = 0; j < p; j++) sum += x[at + j] * data[r * p + j];
    out[r] = sum;
  }
}
