/** What an iteration of `lbfgsStep` needs of the one before; plain data, so that a checkpoint can hold it. */
export interface LbfgsState {
  x: Float64Array;
  /** Smooth part of the objective plus l1 times the absolute values. */
  value: number;
  /** Gradient of the smooth part. */
  gradient: Float64Array;
  /** The last steps, oldest first, and the changes of the gradient in them. */
  steps: Float64Array[];
  changes: Float64Array[];
}

/** What is minimised: a smooth function plus Σ l1[j] |x[j]|. */
export interface Objective {
  /** Value and gradient (written to the second argument) of the smooth part. */
  smooth(x: Float64Array, gradient: Float64Array): number;
  /** Weight of |x[j]|; undefined when there is no such part. */
  readonly l1?: Float64Array;
  /** Rough second derivatives, above 0, which scale the first directions. */
  readonly curvature: Float64Array;
}

const MEMORY = 10;
const ENOUGH = 1e-4;
const CURVATURE = 0.9;

/** The state before the first iteration. */
export function lbfgsStart(objective: Objective, x: Float64Array): LbfgsState {
  const gradient = new Float64Array(x.length);
  const value = objective.smooth(x, gradient) + absolutePart(objective, x);
  return { x, value, gradient, steps: [], changes: [] };
}

/**
 * One iteration of the limited-memory BFGS method, or of its orthant-wise form when there are absolute values.
 *
 * Source: Liu and Nocedal (1989), algorithm 2.1, ten pairs; line search by bisection for the weak Wolfe conditions (Lewis and Overton
 * 2013); Andrew and Gao (2007) for the absolute values.
 *
 * @returns false when no step lowers the objective: the state is then as good as arithmetic allows
 */
export function lbfgsStep(objective: Objective, state: LbfgsState): boolean {
  const pseudo = pseudoGradient(objective, state.x, state.gradient);
  const direction = descent(state, pseudo, objective.curvature);
  if (objective.l1 !== undefined)
    for (let j = 0; j < direction.length; j++) if (direction[j] * pseudo[j] > 0) direction[j] = 0;
  let slope = dot(direction, pseudo);
  if (!(slope < 0)) {
    state.steps = [];
    state.changes = [];
    for (let j = 0; j < direction.length; j++) direction[j] = -pseudo[j] / objective.curvature[j];
    slope = dot(direction, pseudo);
    if (!(slope < 0)) return false;
  }
  return search(objective, state, pseudo, direction, slope);
}

/** The largest component of the gradient, of the smallest subgradient where there are absolute values. */
export function steepness(objective: Objective, { x, gradient }: LbfgsState): number {
  return pseudoGradient(objective, x, gradient).reduce((top, g) => Math.max(top, Math.abs(g)), 0);
}

function search(
  objective: Objective,
  state: LbfgsState,
  pseudo: Float64Array,
  direction: Float64Array,
  slope: number,
): boolean {
  const { x, l1 } = { x: state.x, l1: objective.l1 };
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  let t = 1;
  for (let tries = 0; tries < 60; tries++) {
    const next = x.map((value, j) => value + t * direction[j]);
    if (l1 !== undefined) keepOrthant(next, x, pseudo, l1);
    const gradient = new Float64Array(x.length);
    const value = objective.smooth(next, gradient) + absolutePart(objective, next);
    const gained = l1 === undefined ? t * slope : dot(pseudo, next) - dot(pseudo, x);
    const lower = value <= state.value + ENOUGH * gained;
    const newSlope = l1 === undefined ? dot(gradient, direction) : 0;
    // Near the end a real gain is smaller than the rounding of the value; the slope then tells (Hager and Zhang 2005, "approximate Wolfe").
    const level = value <= state.value + 1e-10 * Math.abs(state.value);
    const settled = l1 === undefined && level && newSlope <= (2 * ENOUGH - 1) * slope;
    if (!lower && !settled) high = t;
    else if (l1 === undefined && newSlope < CURVATURE * slope) low = t;
    else {
      remember(state, next, gradient);
      state.value = value;
      return true;
    }
    if (high - low <= Number.EPSILON * t && low === 0) return false;
    t = high === Number.POSITIVE_INFINITY ? 2 * low : (low + high) / 2;
  }
  return false;
}

function remember(state: LbfgsState, x: Float64Array, gradient: Float64Array): void {
  const step = x.map((value, j) => value - state.x[j]);
  const change = gradient.map((value, j) => value - state.gradient[j]);
  if (dot(step, change) > Number.EPSILON * dot(change, change)) {
    state.steps.push(step);
    state.changes.push(change);
    if (state.steps.length > MEMORY) {
      state.steps.shift();
      state.changes.shift();
    }
  }
  state.x = x;
  state.gradient = gradient;
}

/** The two-loop recursion; the first Hessian is diagonal, scaled by the newest pair. */
function descent(
  { steps, changes }: LbfgsState,
  pseudo: Float64Array,
  curvature: Float64Array,
): Float64Array {
  const q = pseudo.map((value) => -value);
  const alphas = new Float64Array(steps.length);
  for (let k = steps.length - 1; k >= 0; k--) {
    alphas[k] = dot(steps[k], q) / dot(steps[k], changes[k]);
    for (let j = 0; j < q.length; j++) q[j] -= alphas[k] * changes[k][j];
  }
  let scale = 1;
  const newest = steps.length - 1;
  if (newest >= 0) {
    let bottom = 0;
    for (let j = 0; j < q.length; j++) bottom += changes[newest][j] ** 2 / curvature[j];
    scale = dot(steps[newest], changes[newest]) / bottom;
  }
  for (let j = 0; j < q.length; j++) q[j] *= scale / curvature[j];
  for (let k = 0; k < steps.length; k++) {
    const beta = dot(changes[k], q) / dot(steps[k], changes[k]);
    for (let j = 0; j < q.length; j++) q[j] += (alphas[k] - beta) * steps[k][j];
  }
  return q;
}

function pseudoGradient({ l1 }: Objective, x: Float64Array, gradient: Float64Array): Float64Array {
  if (l1 === undefined) return gradient;
  return gradient.map((g, j) => {
    if (x[j] > 0) return g + l1[j];
    if (x[j] < 0) return g - l1[j];
    if (g > l1[j]) return g - l1[j];
    return g < -l1[j] ? g + l1[j] : 0;
  });
}

/** Values that would change their sign become 0 (Andrew and Gao 2007, the projection π). */
function keepOrthant(next: Float64Array, x: Float64Array, pseudo: Float64Array, l1: Float64Array) {
  for (let j = 0; j < x.length; j++) {
    if (l1[j] === 0) continue;
    const sign = x[j] !== 0 ? Math.sign(x[j]) : -Math.sign(pseudo[j]);
    if (Math.sign(next[j]) !== sign) next[j] = 0;
  }
}

function absolutePart({ l1 }: Objective, x: Float64Array): number {
  if (l1 === undefined) return 0;
  return x.reduce((total, value, j) => total + l1[j] * Math.abs(value), 0);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j] * b[j];
  return sum;
}
