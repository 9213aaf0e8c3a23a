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

/** Four rows at a time share the loads of coefficients and gradient. */
function binaryLoss(
  { matrix, codes, weights }: LogisticProblem,
  theta: Float64Array,
  gradient: Float64Array,
  probabilities: Float64Array | undefined,
): number {
  const { data, rows, columns: p } = matrix;
  const z = new Float64Array(4);
  const sums = gradient.subarray(0, p);
  let loss = 0;
  let last = 0;
  for (let start = 0; start < rows; start += 4) {
    const many = Math.min(4, rows - start);
    if (many === 4) fourScores(data, start * p, p, theta, z);
    else
      for (let r = 0; r < many; r++) {
        z[r] = theta[p];
        for (let j = 0; j < p; j++) z[r] += data[(start + r) * p + j] * theta[j];
      }
    for (let r = 0; r < many; r++) {
      const i = start + r;
      const score = z[r];
      const w = weights === undefined ? 1 : weights[i];
      // e = exp(-|z|) never overflows; log(1 + e) keeps its digits for small e.
      const e = Math.exp(-Math.abs(score));
      const positive = codes[i] === 1;
      const wrong = positive === score < 0;
      loss += w * (Math.log1p(e) + (wrong ? Math.abs(score) : 0));
      const far = e / (1 + e);
      const probability = score >= 0 ? 1 / (1 + e) : far;
      if (probabilities !== undefined) probabilities[i] = probability;
      const residual = w * (positive ? (score >= 0 ? -far : -1 / (1 + e)) : probability);
      z[r] = residual;
      last += residual;
    }
    if (many === 4) addFour(data, start * p, p, z, sums);
    else
      for (let r = 0; r < many; r++)
        for (let j = 0; j < p; j++) sums[j] += z[r] * data[(start + r) * p + j];
  }
  gradient[p] = last;
  return loss;
}

function fourScores(
  data: Float64Array,
  at: number,
  p: number,
  theta: Float64Array,
  z: Float64Array,
): void {
  const second = at + p;
  const third = second + p;
  const fourth = third + p;
  let z0 = theta[p];
  let z1 = z0;
  let z2 = z0;
  let z3 = z0;
  for (let j = 0; j < p; j++) {
    const t = theta[j];
    z0 += data[at + j] * t;
    z1 += data[second + j] * t;
    z2 += data[third + j] * t;
    z3 += data[fourth + j] * t;
  }
  z[0] = z0;
  z[1] = z1;
  z[2] = z2;
  z[3] = z3;
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
