import { cholesky, choleskySolve } from "../numeric/cholesky.ts";
import { type LogisticProblem, logisticHessian, logisticLoss } from "./logistic-loss.ts";

/** What one Newton step did. */
export interface NewtonStep {
  readonly theta: Float64Array;
  /** Half of the squared Newton decrement: about how far the objective was above its minimum. */
  readonly decrement: number;
  readonly value: number;
  /** Largest component of the gradient before the step. */
  readonly steepness: number;
  /** False when no step lowered the objective any more. */
  readonly moved: boolean;
}

/**
 * One damped Newton step with the exact Hessian.
 *
 * Source: Boyd and Vandenberghe (2004), algorithm 9.5. A direction without curvature (a constant added to all classes, dependent
 * columns) gets a tiny one, so that its parameters stay where they are.
 */
export function newtonStep(problem: LogisticProblem, theta: Float64Array): NewtonStep {
  const n = theta.length;
  const gradient = new Float64Array(n);
  const probabilities = new Float64Array(problem.outputs * problem.matrix.rows);
  const value = logisticLoss(problem, theta, gradient, probabilities);
  const hessian = logisticHessian(problem, probabilities);
  const direction = solve(hessian, gradient, n);
  if (problem.outputs > 1) centre(direction, problem.outputs);
  let decrement = 0;
  let steepness = 0;
  for (let j = 0; j < n; j++) {
    decrement -= gradient[j] * direction[j];
    steepness = Math.max(steepness, Math.abs(gradient[j]));
  }
  decrement /= 2;
  const scratch = new Float64Array(n);
  for (let t = 1; t > 1e-10; t /= 2) {
    const next = theta.map((x, j) => x + t * direction[j]);
    const lower = logisticLoss(problem, next, scratch);
    // Near the minimum the change is below rounding: the full step is then right.
    const slack = 4 * Number.EPSILON * Math.abs(value);
    if (lower <= value - 1e-4 * t * 2 * decrement + slack)
      return { theta: next, decrement, value: lower, steepness, moved: true };
  }
  return { theta, decrement, value, steepness, moved: false };
}

function solve(hessian: Float64Array, gradient: Float64Array, n: number): Float64Array {
  let largest = 0;
  for (let j = 0; j < n; j++) largest = Math.max(largest, hessian[j * n + j]);
  for (let jitter = 1e-13 * largest; ; jitter *= 100) {
    const factor = hessian.slice();
    for (let j = 0; j < n; j++) factor[j * n + j] += jitter;
    if (!cholesky(factor, n)) continue;
    const direction = gradient.map((g) => -g);
    choleskySolve(factor, n, direction);
    if (direction.every(Number.isFinite)) return direction;
  }
}

/** Takes out what is common to all classes: it changes no probability, and rounding would let it drift. */
function centre(direction: Float64Array, outputs: number): void {
  const d = direction.length / outputs;
  for (let j = 0; j < d; j++) {
    let mean = 0;
    for (let c = 0; c < outputs; c++) mean += direction[c * d + j] / outputs;
    for (let c = 0; c < outputs; c++) direction[c * d + j] -= mean;
  }
}
