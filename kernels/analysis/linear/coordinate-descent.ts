import type { Gram } from "./gram.ts";

/** Minimise ½‖y - Xw‖² + l1 ‖w‖₁ + ½ l2 ‖w‖². */
export interface Penalty {
  readonly l1: number;
  readonly l2: number;
  /** Keep the coefficients at 0 or above. */
  readonly positive: boolean;
}

/**
 * One pass over all coordinates with the Gram matrix (Friedman, Hastie and Tibshirani 2010, "covariance updates").
 *
 * @param w coefficients, changed in place
 * @param h X'X w, kept in step with w
 * @returns the largest change and the largest coefficient
 */
export function gramPass(
  { xx, xy }: Gram,
  { l1, l2, positive }: Penalty,
  w: Float64Array,
  h: Float64Array,
): { change: number; size: number } {
  const p = w.length;
  let change = 0;
  let size = 0;
  for (let j = 0; j < p; j++) {
    const row = j * p;
    const square = xx[row + j];
    if (square === 0) continue;
    const old = w[j];
    const rho = xy[j] - h[j] + square * old;
    let next = 0;
    if (rho > l1) next = (rho - l1) / (square + l2);
    else if (rho < -l1 && !positive) next = (rho + l1) / (square + l2);
    const d = next - old;
    if (d !== 0) {
      w[j] = next;
      for (let i = 0; i < p; i++) h[i] += d * xx[row + i];
    }
    change = Math.max(change, Math.abs(d));
    size = Math.max(size, Math.abs(next));
  }
  return { change, size };
}

/**
 * The duality gap: by how much the objective can be above its minimum at most (Kim, Koh, Lustig, Boyd and Gorinevsky 2007; for the
 * elastic net as scikit-learn forms it).
 */
export function dualityGap(
  { xy, yy }: Gram,
  { l1, l2, positive }: Penalty,
  w: Float64Array,
  h: Float64Array,
): number {
  let fit = 0;
  let cross = 0;
  let length = 0;
  let absolute = 0;
  let dual = positive ? Number.NEGATIVE_INFINITY : 0;
  for (let j = 0; j < w.length; j++) {
    fit += w[j] * h[j];
    cross += w[j] * xy[j];
    length += w[j] * w[j];
    absolute += Math.abs(w[j]);
    const slope = xy[j] - h[j] - l2 * w[j];
    dual = Math.max(dual, positive ? slope : Math.abs(slope));
  }
  const residual = Math.max(0, yy + fit - 2 * cross);
  const shrink = dual > l1 ? l1 / dual : 1;
  const start = dual > l1 ? (residual + residual * shrink * shrink) / 2 : residual;
  return start + l1 * absolute - shrink * (yy - cross) + 0.5 * l2 * (1 + shrink * shrink) * length;
}
