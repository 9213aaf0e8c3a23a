import type { Matrix } from "../base/matrix.ts";
import { exponential, logOnePlus } from "../numeric/exponential.ts";
import type { WasmLogOdds } from "./wasm-log-odds.ts";

/** A logistic problem: rows, classes as codes, and the squared part of the penalty. */
export interface LogisticProblem {
  readonly matrix: Matrix;
  readonly codes: Int32Array;
  readonly weights: Float64Array | undefined;
  /** Rows of coefficients: 1 for two classes, else the number of classes. */
  readonly outputs: number;
  readonly fitIntercept: boolean;
  /** Penalty ½ l2 ‖w‖²; intercepts are not penalised. */
  readonly l2: number;
  /** Penalty l1 ‖w‖₁, only looked at by the optimiser. */
  readonly l1: number;
}

/** Number of parameters of each output: the columns, then the intercept (which stays 0 without one). */
export function parametersPerOutput({ matrix }: LogisticProblem): number {
  return matrix.columns + 1;
}

/**
 * The penalised negative log-likelihood (without the absolute part) and its gradient.
 *
 * @param theta parameters, row-major outputs x (columns + 1)
 * @param gradient receives the gradient
 * @param probabilities receives outputs x rows probabilities, when given
 * @param fast does the same for the rows of this problem, without probabilities
 */
export function logisticLoss(
  problem: LogisticProblem,
  theta: Float64Array,
  gradient: Float64Array,
  probabilities?: Float64Array,
  fast?: WasmLogOdds,
): number {
  gradient.fill(0);
  const loss =
    problem.outputs > 1
      ? softmaxLoss(problem, theta, gradient, probabilities)
      : fast !== undefined && probabilities === undefined
        ? fast.loss(theta, gradient)
        : binaryLoss(problem, theta, gradient, probabilities);
  const d = parametersPerOutput(problem);
  let penalty = 0;
  for (let at = 0; at < theta.length; at++) {
    if (at % d === d - 1) {
      if (!problem.fitIntercept) gradient[at] = 0;
      continue;
    }
    penalty += theta[at] * theta[at];
    gradient[at] += problem.l2 * theta[at];
  }
  return loss + 0.5 * problem.l2 * penalty;
}

/** Four rows at a time share the loads of coefficients and gradient; the twin of `logisticLoss` in WebAssembly. */
export function binaryLoss(
  { matrix, codes, weights }: LogisticProblem,
  theta: Float64Array,
  gradient: Float64Array,
  probabilities: Float64Array | undefined,
): number {
  const { data, rows, columns: p } = matrix;
  const z = new Float64Array(4);
  const sums = gradient.subarray(0, p);
  // What is added of even rows, and of odd ones.
  const losses = new Float64Array(2);
  const residuals = new Float64Array(2);
  const rest = new Float64Array(4 * p);
  for (let start = 0; start < rows; start += 4) {
    const many = Math.min(4, rows - start);
    if (many < 4) rest.set(data.subarray(start * p, rows * p));
    const from = many === 4 ? data : rest;
    const at = many === 4 ? start * p : 0;
    fourScores(from, at, p, theta, z);
    z.fill(0, many);
    for (let r = 0; r < many; r++) {
      const i = start + r;
      const w = weights === undefined ? 1 : weights[i];
      const sign = codes[i] === 1 ? 1 : -1;
      // m > 0: the class is right, by so much. e = exp(-|m|) never overflows.
      const m = z[r] * sign;
      const e = exponential(-Math.abs(m));
      const far = e / (1 + e);
      const near = 1 / (1 + e);
      losses[r % 2] += w * (logOnePlus(e) + (m < 0 ? -m : 0));
      if (probabilities !== undefined) probabilities[i] = z[r] >= 0 ? near : far;
      z[r] = -(w * (sign * (m < 0 ? near : far)));
      residuals[r % 2] += z[r];
    }
    addFour(from, at, p, z, sums);
  }
  gradient[p] = residuals[0] + residuals[1];
  return losses[0] + losses[1];
}

/** Scores of four rows: the products at even columns, those at odd ones, and the intercept. */
function fourScores(
  data: Float64Array,
  at: number,
  p: number,
  theta: Float64Array,
  z: Float64Array,
): void {
  const paired = p - (p % 2);
  for (let r = 0; r < 4; r += 2) {
    const first = at + r * p;
    const second = first + p;
    let even0 = 0;
    let even1 = 0;
    let odd0 = 0;
    let odd1 = 0;
    for (let j = 0; j < paired; j += 2) {
      const t = theta[j];
      const u = theta[j + 1];
      even0 += data[first + j] * t;
      odd0 += data[first + j + 1] * u;
      even1 += data[second + j] * t;
      odd1 += data[second + j + 1] * u;
    }
    if (paired < p) {
      even0 += data[first + paired] * theta[paired];
      even1 += data[second + paired] * theta[paired];
    }
    z[r] = even0 + odd0 + theta[p];
    z[r + 1] = even1 + odd1 + theta[p];
  }
}

function addFour(
  data: Float64Array,
  at: number,
  p: number,
  z: Float64Array,
  sums: Float64Array,
): void {
  const second = at + p;
  const third = second + p;
  const fourth = third + p;
  const z0 = z[0];
  const z1 = z[1];
  const z2 = z[2];
  const z3 = z[3];
  for (let j = 0; j < p; j++)
    sums[j] +=
      z0 * data[at + j] + z1 * data[second + j] + (z2 * data[third + j] + z3 * data[fourth + j]);
}

function softmaxLoss(
  { matrix, codes, weights, outputs: k }: LogisticProblem,
  theta: Float64Array,
  gradient: Float64Array,
  probabilities: Float64Array | undefined,
): number {
  const { data, rows, columns: p } = matrix;
  const d = p + 1;
  const z = new Float64Array(k);
  let loss = 0;
  for (let i = 0; i < rows; i++) {
    const start = i * p;
    let top = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < k; c++) {
      let sum = theta[c * d + p];
      for (let j = 0; j < p; j++) sum += data[start + j] * theta[c * d + j];
      z[c] = sum;
      if (sum > top) top = sum;
    }
    const own = z[codes[i]];
    let total = 0;
    for (let c = 0; c < k; c++) {
      z[c] = Math.exp(z[c] - top);
      total += z[c];
    }
    const w = weights === undefined ? 1 : weights[i];
    loss += w * (top + Math.log(total) - own);
    for (let c = 0; c < k; c++) {
      const probability = z[c] / total;
      if (probabilities !== undefined) probabilities[c * rows + i] = probability;
      const residual = w * (probability - (codes[i] === c ? 1 : 0));
      const to = c * d;
      for (let j = 0; j < p; j++) gradient[to + j] += residual * data[start + j];
      gradient[to + p] += residual;
    }
  }
  return loss;
}

/**
 * The Hessian at the given probabilities, row-major.
 *
 * @param probabilities outputs x rows, as `logisticLoss` gives them
 */
export function logisticHessian(
  problem: LogisticProblem,
  probabilities: Float64Array,
): Float64Array {
  const { matrix, weights, outputs: k, fitIntercept, l2 } = problem;
  const { data, rows, columns: p } = matrix;
  const d = p + 1;
  const n = k * d;
  const out = new Float64Array(n * n);
  const x = new Float64Array(d);
  x[p] = fitIntercept ? 1 : 0;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < p; j++) x[j] = data[i * p + j];
    const w = weights === undefined ? 1 : weights[i];
    for (let a = 0; a < k; a++)
      for (let b = a; b < k; b++) {
        const own = probabilities[a * rows + i];
        const other = probabilities[b * rows + i];
        const factor = w * (a === b ? own * (1 - own) : -own * other);
        for (let r = 0; r < d; r++) {
          const scaled = factor * x[r];
          const at = (a * d + r) * n + b * d;
          for (let c = a === b ? r : 0; c < d; c++) out[at + c] += scaled * x[c];
        }
      }
  }
  for (let r = 0; r < n; r++) {
    if (r % d !== p) out[r * n + r] += l2;
    else if (!fitIntercept) out[r * n + r] = 1;
    for (let c = 0; c < r; c++) out[r * n + c] = out[c * n + r];
  }
  return out;
}
