import { exponential } from "../numeric/exponential.ts";

/** A loss that boosting lowers: K raw predictions per row, laid out one after the other (row i of output k at k * rows + i). */
export interface Loss {
  /** Raw predictions per row: 1, or one per class. */
  readonly outputs: number;
  /** The constants that the raw predictions start from. */
  start(target: Float64Array, weight: Float64Array | undefined): Float64Array;
  /** First and second derivatives by each raw prediction, in their layout. */
  derive(
    raw: Float64Array,
    target: Float64Array,
    gradient: Float64Array,
    hessian: Float64Array,
  ): void;
  /** Weighted mean loss. */
  mean(raw: Float64Array, target: Float64Array, weight: Float64Array | undefined): number;
  /** The best value of a leaf when -G / (H + λ) is not, from the residuals of its rows and their weights. */
  leafValue?(residuals: Float64Array, weight: Float64Array | undefined): number;
}

/** Half the squared error; raw predictions are the values themselves. */
export const squaredError: Loss = {
  outputs: 1,
  start: (target, weight) => Float64Array.of(weightedMean(target, weight)),
  derive(raw, target, gradient, hessian) {
    for (let i = 0; i < target.length; i++) {
      gradient[i] = raw[i] - target[i];
      hessian[i] = 1;
    }
  },
  mean: (raw, target, weight) =>
    average(target.length, weight, (i) => 0.5 * (raw[i] - target[i]) ** 2),
};

/** The absolute error; a leaf's value is the median of its residuals (Friedman 2001, algorithm 3). */
export const absoluteError: Loss = {
  outputs: 1,
  start: (target, weight) => Float64Array.of(weightedMedian(target, weight)),
  derive(raw, target, gradient, hessian) {
    for (let i = 0; i < target.length; i++) {
      gradient[i] = Math.sign(raw[i] - target[i]);
      hessian[i] = 1;
    }
  },
  mean: (raw, target, weight) =>
    average(target.length, weight, (i) => Math.abs(raw[i] - target[i])),
  leafValue: weightedMedian,
};

/** Half the Poisson deviance; raw predictions are logarithms of the mean. */
export const poisson: Loss = {
  outputs: 1,
  start: (target, weight) => Float64Array.of(Math.log(weightedMean(target, weight))),
  derive(raw, target, gradient, hessian) {
    for (let i = 0; i < target.length; i++) {
      const mean = Math.exp(raw[i]);
      gradient[i] = mean - target[i];
      hessian[i] = mean;
    }
  },
  mean: (raw, target, weight) =>
    average(target.length, weight, (i) => Math.exp(raw[i]) - target[i] * raw[i]),
};

/** The logistic loss of two classes; the raw prediction is the log-odds of the second. */
export const binaryLogLoss: Loss = {
  outputs: 1,
  start(target, weight) {
    const p = Math.min(1 - 1e-15, Math.max(1e-15, weightedMean(target, weight)));
    return Float64Array.of(Math.log(p / (1 - p)));
  },
  derive(raw, target, gradient, hessian) {
    for (let i = 0; i < target.length; i++) {
      const p = 1 / (1 + exponential(-raw[i]));
      gradient[i] = p - target[i];
      hessian[i] = p * (1 - p);
    }
  },
  mean: (raw, target, weight) =>
    average(target.length, weight, (i) => {
      // log(1 + e^r) without overflow.
      const r = raw[i];
      return Math.max(r, 0) + Math.log1p(Math.exp(-Math.abs(r))) - target[i] * r;
    }),
};

/** The logistic loss of more classes (softmax); one raw prediction per class. */
export function manyLogLoss(classes: number): Loss {
  return {
    outputs: classes,
    start(target, weight) {
      const logs = Float64Array.from({ length: classes }, (_, k) => {
        const share = average(target.length, weight, (i) => (target[i] === k ? 1 : 0));
        return Math.log(Math.max(share, Number.EPSILON));
      });
      const mean = logs.reduce((a, b) => a + b) / classes;
      return logs.map((log) => log - mean);
    },
    derive(raw, target, gradient, hessian) {
      const n = target.length;
      for (let i = 0; i < n; i++) {
        const log = logSumExp(raw, i, n, classes);
        for (let k = 0; k < classes; k++) {
          const p = Math.exp(raw[k * n + i] - log);
          gradient[k * n + i] = p - (target[i] === k ? 1 : 0);
          hessian[k * n + i] = p * (1 - p);
        }
      }
    },
    mean(raw, target, weight) {
      const n = target.length;
      return average(n, weight, (i) => logSumExp(raw, i, n, classes) - raw[target[i] * n + i]);
    },
  };
}

/** log Σ exp of the raw predictions of row i, without overflow. */
export function logSumExp(raw: Float64Array, i: number, n: number, classes: number): number {
  let largest = raw[i];
  for (let k = 1; k < classes; k++) largest = Math.max(largest, raw[k * n + i]);
  let sum = 0;
  for (let k = 0; k < classes; k++) sum += Math.exp(raw[k * n + i] - largest);
  return largest + Math.log(sum);
}

function average(
  n: number,
  weight: Float64Array | undefined,
  value: (i: number) => number,
): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < n; i++) {
    const w = weight === undefined ? 1 : weight[i];
    sum += w * value(i);
    total += w;
  }
  return sum / total;
}

function weightedMean(values: Float64Array, weight: Float64Array | undefined): number {
  return average(values.length, weight, (i) => values[i]);
}

/** The smallest value at which half the weight is reached; the middle of two when it is reached exactly. */
function weightedMedian(values: Float64Array, weight: Float64Array | undefined): number {
  const order = Int32Array.from(values.keys()).sort((a, b) => values[a] - values[b]);
  let half = 0;
  for (const row of order) half += (weight === undefined ? 1 : weight[row]) / 2;
  let sum = 0;
  for (let i = 0; i < order.length; i++) {
    sum += weight === undefined ? 1 : weight[order[i]];
    if (sum > half) return values[order[i]];
    if (sum === half && i + 1 < order.length) return (values[order[i]] + values[order[i + 1]]) / 2;
  }
  return values[order[order.length - 1]];
}
