import type { KernelCache } from "./kernel-cache.ts";

/**
 * min ½ αᵀQα + pᵀα with yᵀα fixed and 0 ≤ α ≤ upper, where Q(s, t) = y(s) y(t) K(s, t). Classification, regression and the one-class
 * machine differ only in these lists. Variable t belongs to row t of the kernel matrix; when there are twice as many variables as rows
 * (regression), variable t + rows belongs to row t as well.
 */
export interface SvmProblem {
  readonly cache: KernelCache;
  /** 1 or -1 per variable. */
  readonly y: Int8Array;
  readonly linear: Float64Array;
  readonly upper: Float64Array;
  readonly start: Float64Array;
}

/** Where the optimiser is; plain data. */
export interface SmoState {
  alpha?: Float64Array;
  /** -y times the gradient of each variable. */
  slope?: Float64Array;
  updates: number;
  done: boolean;
}

/** The solution. */
export interface SmoResult {
  readonly alpha: Float64Array;
  readonly rho: number;
  readonly objective: number;
}

/**
 * Which variables can still grow (in the direction of y) and which can shrink: 0 where they can, else -∞ and ∞. Added to a slope they take
 * the variable out of the choice without a branch, which the processor could not foresee.
 */
interface Free {
  readonly up: Float64Array;
  readonly low: Float64Array;
}

const UPDATES_PER_STEP = 1000;
const TINY = 1e-12;

/**
 * Sequential minimal optimisation with second-order working sets, 1,000 updates a step.
 *
 * Source: Fan, Chen and Lin (2005), WSS 2; Chang and Lin (2011), sections 4.1 and 4.2. Without shrinking, so that a checkpoint is α and
 * its slopes.
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
    state.slope = startSlopes(problem);
  }
  const limit = maxUpdates < 0 ? Number.POSITIVE_INFINITY : maxUpdates;
  const { alpha } = state;
  const slope = state.slope!;
  const free = { up: new Float64Array(alpha.length), low: new Float64Array(alpha.length) };
  for (let t = 0; t < alpha.length; t++) markFree(problem, alpha, free, t);
  let first = steepest(slope, free.up);
  while (!state.done && state.updates < limit) {
    const until = Math.min(limit, state.updates + UPDATES_PER_STEP);
    while (state.updates < until) {
      first = update(problem, alpha, slope, free, first, tol);
      if (first < 0) {
        state.done = true;
        return;
      }
      state.updates++;
    }
    yield;
  }
}

function startSlopes({ cache, y, linear, start }: SvmProblem): Float64Array {
  const slope = linear.map((value, t) => -y[t] * value);
  const n = cache.diagonal.length;
  for (let s = 0; s < start.length; s++) {
    if (start[s] === 0) continue;
    const k = cache.row(s % n);
    for (let t = 0; t < start.length; t++) slope[t] -= start[s] * y[s] * k[t % n];
  }
  return slope;
}

function markFree(
  { y, upper }: SvmProblem,
  alpha: Float64Array,
  { up, low }: Free,
  t: number,
): void {
  const canGrow = alpha[t] < upper[t];
  const canShrink = alpha[t] > 0;
  up[t] = (y[t] === 1 ? canGrow : canShrink) ? 0 : Number.NEGATIVE_INFINITY;
  low[t] = (y[t] === 1 ? canShrink : canGrow) ? 0 : Number.POSITIVE_INFINITY;
}

/** The variable of largest slope among those that can grow, the last of equals; -1 when there is none. */
function steepest(slope: Float64Array, up: Float64Array): number {
  let most = Number.NEGATIVE_INFINITY;
  let best = -1;
  for (let t = 0; t < slope.length; t++) {
    const value = slope[t] + up[t];
    if (value >= most) {
      most = value;
      best = t;
    }
  }
  return most === Number.NEGATIVE_INFINITY ? -1 : best;
}

/** One update of variable i and its best partner; gives the next i, or -1 when nothing violates the conditions by more than `tol`. */
function update(
  problem: SvmProblem,
  alpha: Float64Array,
  slope: Float64Array,
  free: Free,
  i: number,
  tol: number,
): number {
  if (i < 0) return -1;
  const { cache, y, upper } = problem;
  const { diagonal } = cache;
  const n = diagonal.length;
  const ki = cache.row(i % n);
  const j = partner(slope, free.low, ki, diagonal, slope[i], diagonal[i % n], tol);
  if (j < 0) return -1;
  const kj = cache.row(j % n);
  let curve = diagonal[i % n] + diagonal[j % n] - 2 * ki[j % n];
  if (curve <= 0) curve = TINY;
  const oldI = alpha[i];
  const oldJ = alpha[j];
  const gradientI = -y[i] * slope[i];
  const gradientJ = -y[j] * slope[j];
  moveTwo(alpha, i, j, y[i] !== y[j], gradientI, gradientJ, curve, upper[i], upper[j]);
  markFree(problem, alpha, free, i);
  markFree(problem, alpha, free, j);
  return moveSlopes(slope, free.up, ki, kj, (alpha[i] - oldI) * y[i], (alpha[j] - oldJ) * y[j]);
}

/** The variable whose move together with i lowers the objective most; -1 when the largest violation is below `tol`. */
function partner(
  slope: Float64Array,
  low: Float64Array,
  ki: Float64Array,
  diagonal: Float64Array,
  most: number,
  own: number,
  tol: number,
): number {
  const n = diagonal.length;
  let best = -1;
  let bestSquare = Number.MIN_VALUE;
  let bestCurve = 1;
  let least = Number.POSITIVE_INFINITY;
  for (let base = 0; base < slope.length; base += n)
    for (let r = 0; r < n; r++) {
      const other = slope[base + r] + low[base + r];
      if (other < least) least = other;
      const difference = most - other;
      let curve = own + diagonal[r] - 2 * ki[r];
      if (curve <= 0) curve = TINY;
      // square / curve is what the objective loses, negative where nothing is won; compared without the division.
      const square = difference * Math.abs(difference);
      if (square * bestCurve >= bestSquare * curve) {
        bestSquare = square;
        bestCurve = curve;
        best = base + r;
      }
    }
  return most - least < tol ? -1 : best;
}

/** Takes the moves of two variables into all slopes, and finds the steepest variable on the way. */
function moveSlopes(
  slope: Float64Array,
  up: Float64Array,
  ki: Float64Array,
  kj: Float64Array,
  di: number,
  dj: number,
): number {
  const n = ki.length;
  let most = Number.NEGATIVE_INFINITY;
  let best = -1;
  for (let base = 0; base < slope.length; base += n)
    for (let r = 0; r < n; r++) {
      const value = slope[base + r] - (di * ki[r] + dj * kj[r]);
      slope[base + r] = value;
      const candidate = value + up[base + r];
      if (candidate >= most) {
        most = candidate;
        best = base + r;
      }
    }
  return most === Number.NEGATIVE_INFINITY ? -1 : best;
}

/** Moves two variables to their optimum along the line that keeps yᵀα, inside of the box (Chang and Lin 2011, section 4.1.1). */
function moveTwo(
  alpha: Float64Array,
  i: number,
  j: number,
  opposite: boolean,
  gradientI: number,
  gradientJ: number,
  curve: number,
  upperI: number,
  upperJ: number,
): void {
  if (opposite) {
    const delta = (-gradientI - gradientJ) / curve;
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
  const delta = (gradientI - gradientJ) / curve;
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
  const slope = state.slope!;
  let low = Number.NEGATIVE_INFINITY;
  let high = Number.POSITIVE_INFINITY;
  let sum = 0;
  let free = 0;
  let objective = 0;
  for (let t = 0; t < alpha.length; t++) {
    const value = -slope[t];
    objective += (alpha[t] * (y[t] * value + linear[t])) / 2;
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
