import type { Matrix } from "../table/matrix.ts";

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
 */
export function logisticLoss(
  problem: LogisticProblem,
  theta: Float64Array,
  gradient: Float64Array,
  probabilities?: Float64Array,
): number {
  gradient.fill(0);
  const loss =
    problem.outputs === 1
      ? binaryLoss(problem, theta, gradient, probabilities)
      : softmaxLoss(problem, theta, gradient, probabilities);
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

function binaryLoss(
  { matrix, codes, weights }: LogisticProblem,
  theta: Float64Array,
  gradient: Float64Array,
  probabilities: Float64Array | undefined,
): number {
  const { data, rows, columns: p } = matrix;
  const intercept = theta[p];
  let loss = 0;
  let last = 0;
  for (let i = 0; i < rows; i++) {
    const start = i * p;
    let z = intercept;
    for (let j = 0; j < p; j++) z += data[start + j] * theta[j];
    const w = weights === undefined ? 1 : weights[i];
    // e = exp(-|z|) never overflows; log(1 + e) keeps its digits for small e.
    const e = Math.exp(-Math.abs(z));
    const positive = codes[i] === 1;
    const wrong = positive === z < 0;
    loss += w * (Math.log1p(e) + (wrong ? Math.abs(z) : 0));
    const probability = z >= 0 ? 1 / (1 + e) : e / (1 + e);
    if (probabilities !== undefined) probabilities[i] = probability;
    const residual = w * (positive ? (z >= 0 ? -e / (1 + e) : -1 / (1 + e)) : probability);
    for (let j = 0; j < p; j++) gradient[j] += residual * data[start + j];
    last += residual;
  }
  gradient[p] = last;
  return loss;
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
