import type { KernelCache } from "./kernel.ts";

/**
 * min ½ αᵀQα + pᵀα with yᵀα fixed and 0 ≤ α ≤ upper, where Q(i, j) = y(i) y(j) K(row(i), row(j)). Classification, regression and the
 * one-class machine differ only in these lists.
 */
export interface SvmProblem {
  readonly cache: KernelCache;
  /** Row of the kernel matrix that each variable belongs to. */
  readonly rows: Int32Array;
  /** 1 or -1 per variable. */
  readonly y: Int8Array;
  readonly linear: Float64Array;
  readonly upper: Float64Array;
  readonly start: Float64Array;
}

/** Where the optimiser is; plain data. */
export interface SmoState {
  alpha?: Float64Array;
  gradient?: Float64Array;
  updates: number;
  done: boolean;
}

/** The solution. */
export interface SmoResult {
  readonly alpha: Float64Array;
  readonly rho: number;
  readonly objective: number;
}

const UPDATES_PER_STEP = 1000;
const TINY = 1e-12;

/**
 * Sequential minimal optimisation with second-order working sets, 1,000 updates a step.
 *
 * Source: Fan, Chen and Lin (2005), WSS 2; Chang and Lin (2011), sections 4.1 and 4.2. Without shrinking, so that a checkpoint is α and
 * its gradient.
 *
 * @param tol the largest violation of the optimality conditions that is left
 * @param maxUpdates give up after so many; -1 for no limit
 */
export function* smoSteps(
  problem: SvmProblem,
  state: SmoState,
  tol: number,
  maxUpdates: number,
): Generator<void, void> {
  if (state.alpha === undefined) {
    state.alpha = problem.start.slice();
    state.gradient = startGradient(problem);
  }
  const limit = maxUpdates < 0 ? Number.POSITIVE_INFINITY : maxUpdates;
  while (!state.done && state.updates < limit) {
    const until = Math.min(limit, state.updates + UPDATES_PER_STEP);
    while (state.updates < until) {
      if (!update(problem, state.alpha, state.gradient!, tol)) {
        state.done = true;
        return;
      }
      state.updates++;
    }
    yield;
  }
}

function startGradient({ cache, rows, y, linear, start }: SvmProblem): Float64Array {
  const gradient = linear.slice();
  for (let i = 0; i < start.length; i++) {
    if (start[i] === 0) continue;
    const k = cache.row(rows[i]);
    for (let t = 0; t < start.length; t++) gradient[t] += start[i] * y[i] * y[t] * k[rows[t]];
  }
  return gradient;
}

/** One update of two variables; false when none violates the conditions by more than `tol`. */
function update(
  { cache, rows, y, upper }: SvmProblem,
  alpha: Float64Array,
  gradient: Float64Array,
  tol: number,
): boolean {
  const n = alpha.length;
  let i = -1;
  let most = Number.NEGATIVE_INFINITY;
  for (let t = 0; t < n; t++) {
    const free = y[t] === 1 ? alpha[t] < upper[t] : alpha[t] > 0;
    if (!free) continue;
    const violation = y[t] === 1 ? -gradient[t] : gradient[t];
    if (violation >= most) {
      most = violation;
      i = t;
    }
  }
  if (i < 0) return false;
  const ki = cache.row(rows[i]);
  const { diagonal } = cache;
  const own = diagonal[rows[i]];
  let j = -1;
  let second = Number.NEGATIVE_INFINITY;
  let best = Number.POSITIVE_INFINITY;
  for (let t = 0; t < n; t++) {
    const free = y[t] === 1 ? alpha[t] > 0 : alpha[t] < upper[t];
    if (!free) continue;
    const violation = y[t] === 1 ? gradient[t] : -gradient[t];
    if (violation > second) second = violation;
    const difference = most + violation;
    if (difference <= 0) continue;
    const row = rows[t];
    let curve = own + diagonal[row] - 2 * ki[row];
    if (curve <= 0) curve = TINY;
    const gain = -(difference * difference) / curve;
    if (gain <= best) {
      best = gain;
      j = t;
    }
  }
  if (most + second < tol || j < 0) return false;
  const kj = cache.row(rows[j]);
  let curve = own + diagonal[rows[j]] - 2 * ki[rows[j]];
  if (curve <= 0) curve = TINY;
  const oldI = alpha[i];
  const oldJ = alpha[j];
  moveTwo(alpha, i, j, y[i] !== y[j], gradient, curve, upper[i], upper[j]);
  const di = (alpha[i] - oldI) * y[i];
  const dj = (alpha[j] - oldJ) * y[j];
  for (let t = 0; t < n; t++) {
    const row = rows[t];
    gradient[t] += y[t] * (di * ki[row] + dj * kj[row]);
  }
  return true;
}

/** Moves two variables to their optimum along the line that keeps yᵀα, inside of the box (Chang and Lin 2011, section 4.1.1). */
function moveTwo(
  alpha: Float64Array,
  i: number,
  j: number,
  opposite: boolean,
  gradient: Float64Array,
  curve: number,
  upperI: number,
  upperJ: number,
): void {
  if (opposite) {
    const delta = (-gradient[i] - gradient[j]) / curve;
    const difference = alpha[i] - alpha[j];
    alpha[i] += delta;
    alpha[j] += delta;
    if (difference > 0 && alpha[j] < 0) {
      alpha[j] = 0;
      alpha[i] = difference;
    } else if (difference <= 0 && alpha[i] < 0) {
      alpha[i] = 0;
      alpha[j] = -difference;
    }
    if (difference > upperI - upperJ && alpha[i] > upperI) {
      alpha[i] = upperI;
      alpha[j] = upperI - difference;
    } else if (difference <= upperI - upperJ && alpha[j] > upperJ) {
      alpha[j] = upperJ;
      alpha[i] = upperJ + difference;
    }
    return;
  }
  const delta = (gradient[i] - gradient[j]) / curve;
  const sum = alpha[i] + alpha[j];
  alpha[i] -= delta;
  alpha[j] += delta;
  if (sum > upperI && alpha[i] > upperI) {
    alpha[i] = upperI;
    alpha[j] = sum - upperI;
  } else if (sum <= upperI && alpha[j] < 0) {
    alpha[j] = 0;
    alpha[i] = sum;
  }
  if (sum > upperJ && alpha[j] > upperJ) {
    alpha[j] = upperJ;
    alpha[i] = sum - upperJ;
  } else if (sum <= upperJ && alpha[i] < 0) {
    alpha[i] = 0;
    alpha[j] = sum;
  }
}

/** The solution at the end: α, the threshold ρ (Chang and Lin 2011, section 4.1.5) and the objective. */
export function smoResult({ y, upper, linear }: SvmProblem, state: SmoState): SmoResult {
  const alpha = state.alpha!;
  const gradient = state.gradient!;
  let low = Number.NEGATIVE_INFINITY;
  let high = Number.POSITIVE_INFINITY;
  let sum = 0;
  let free = 0;
  let objective = 0;
  for (let t = 0; t < alpha.length; t++) {
    const value = y[t] * gradient[t];
    objective += (alpha[t] * (gradient[t] + linear[t])) / 2;
    if (alpha[t] >= upper[t]) {
      if (y[t] === -1) high = Math.min(high, value);
      else low = Math.max(low, value);
    } else if (alpha[t] <= 0) {
      if (y[t] === 1) high = Math.min(high, value);
      else low = Math.max(low, value);
    } else {
      free++;
      sum += value;
    }
  }
  return { alpha, rho: free > 0 ? sum / free : (high + low) / 2, objective };
}
