import * as rule from "../base/option-rules.ts";
import { modelOptions } from "../base/option-table.ts";
import type { Target } from "../models/data.ts";
import type { Label } from "../models/target.ts";
import { codeLabels, countPairs } from "./labels.ts";
import { metricOptions, weightSettings } from "./metric-options.ts";

/** Options of the metrics that compare labels. */
export interface LabelMetricOptions {
  /** One weight per row, default all 1. */
  readonly sampleWeight?: ArrayLike<number>;
}

const labelOptions = metricOptions<LabelMetricOptions>(["accuracyScore", "matthewsCorrcoef"], {
  sampleWeight: rule.perRow,
});
const balancedAccuracyOptions = modelOptions<LabelMetricOptions & { readonly adjusted?: boolean }>(
  "balancedAccuracyScore",
  { sampleWeight: rule.perRow, adjusted: rule.by(false, rule.flag) },
  weightSettings,
);

/**
 * The share of rows predicted right.
 *
 * @returns 0 … 1
 * @throws HF_MODEL_SHAPE, HF_MODEL_MISSING_VALUE
 */
export function accuracyScore(
  yTrue: Target,
  yPred: Target,
  options: LabelMetricOptions = {},
): number {
  const { sampleWeight } = labelOptions("accuracyScore").read(options);
  const { expected, got, weight } = codeLabels(
    "accuracyScore",
    yTrue,
    yPred,
    undefined,
    sampleWeight,
  );
  let right = 0;
  let total = 0;
  for (let i = 0; i < expected.length; i++) {
    const w = weight === undefined ? 1 : weight[i];
    total += w;
    if (expected[i] === got[i]) right += w;
  }
  return right / total;
}

/** Options of `confusionMatrix`. */
export interface ConfusionMatrixOptions extends LabelMetricOptions {
  /** Classes in the order of rows and columns; default all that occur, sorted. */
  readonly labels?: readonly Label[];
  /** Divide by the row sums ("true"), the column sums ("pred") or the total ("all"); default counts. */
  readonly normalize?: "true" | "pred" | "all";
}

const confusionMatrixOptions = modelOptions<ConfusionMatrixOptions>(
  "confusionMatrix",
  {
    sampleWeight: rule.perRow,
    labels: rule.labels,
    normalize: rule.oneOf(["true", "pred", "all"], { index: "true", row: "true", columns: "pred" }),
  },
  { bare: { list: "labels", text: "normalize" } },
);

/**
 * Counts the rows of each true class (row) that were given each class (column).
 *
 * @throws HF_MODEL_SHAPE, HF_MODEL_MISSING_VALUE, HF_MODEL_OPTION
 */
export function confusionMatrix(
  yTrue: Target,
  yPred: Target,
  options: ConfusionMatrixOptions = {},
): number[][] {
  const { labels, normalize, sampleWeight } = confusionMatrixOptions.read(options);
  const coded = codeLabels("confusionMatrix", yTrue, yPred, labels, sampleWeight);
  const k = coded.classes.length;
  const counts = countPairs(coded);
  const rows = Array.from({ length: k }, (_, i) => [...counts.subarray(i * k, i * k + k)]);
  if (normalize === undefined) return rows;
  const rowSums = rows.map((row) => row.reduce((a, b) => a + b, 0));
  const columnSums = rows.map((_, j) => rows.reduce((total, row) => total + row[j], 0));
  const all = rowSums.reduce((a, b) => a + b, 0);
  return rows.map((row, i) =>
    row.map((count, j) => {
      const by = normalize === "true" ? rowSums[i] : normalize === "pred" ? columnSums[j] : all;
      return by === 0 ? 0 : count / by;
    }),
  );
}

/**
 * The mean of the recalls of the classes that occur in yTrue, which a large class cannot dominate.
 *
 * @param options.adjusted rescale so that chance is 0 and perfect is 1, default false
 */
export function balancedAccuracyScore(
  yTrue: Target,
  yPred: Target,
  options: LabelMetricOptions & { readonly adjusted?: boolean } = {},
): number {
  const { sampleWeight, adjusted = false } = balancedAccuracyOptions.read(options);
  const coded = codeLabels("balancedAccuracyScore", yTrue, yPred, undefined, sampleWeight);
  const k = coded.classes.length;
  const counts = countPairs(coded);
  let total = 0;
  let present = 0;
  for (let i = 0; i < k; i++) {
    const row = counts.subarray(i * k, i * k + k).reduce((a, b) => a + b, 0);
    if (row === 0) continue;
    total += counts[i * k + i] / row;
    present++;
  }
  const score = total / present;
  return adjusted ? (score - 1 / present) / (1 - 1 / present) : score;
}

/**
 * Matthews' correlation coefficient, for two or more classes.
 *
 * Source: Matthews (1975); Gorodkin (2004), R_K for more than two classes.
 *
 * @returns -1 … 1; 0 when a side has only one class
 */
export function matthewsCorrcoef(
  yTrue: Target,
  yPred: Target,
  options: LabelMetricOptions = {},
): number {
  const { sampleWeight } = labelOptions("matthewsCorrcoef").read(options);
  const coded = codeLabels("matthewsCorrcoef", yTrue, yPred, undefined, sampleWeight);
  const { rows, columns, right, total } = margins(countPairs(coded), coded.classes.length);
  let both = 0;
  let rowSquares = 0;
  let columnSquares = 0;
  for (let i = 0; i < rows.length; i++) {
    both += rows[i] * columns[i];
    rowSquares += rows[i] * rows[i];
    columnSquares += columns[i] * columns[i];
  }
  const spread = (total * total - rowSquares) * (total * total - columnSquares);
  return spread === 0 ? 0 : (right * total - both) / Math.sqrt(spread);
}

/** Options of `cohenKappaScore`. */
export interface CohenKappaOptions extends LabelMetricOptions {
  /** Classes in their order; default all that occur, sorted. */
  readonly labels?: readonly Label[];
  /** How disagreement grows with the distance between classes: not (default), "linear" or "quadratic". */
  readonly weights?: "linear" | "quadratic";
}

const cohenKappaOptions = modelOptions<CohenKappaOptions>(
  "cohenKappaScore",
  {
    sampleWeight: rule.perRow,
    labels: rule.labels,
    weights: rule.oneOf(["linear", "quadratic"]),
  },
  { bare: { list: "labels", text: "weights" } },
);

/** Cohen's kappa (1960): agreement beyond chance; -1 … 1, NaN when chance alone is perfect. */
export function cohenKappaScore(y1: Target, y2: Target, options: CohenKappaOptions = {}): number {
  const { labels, weights, sampleWeight } = cohenKappaOptions.read(options);
  const coded = codeLabels("cohenKappaScore", y1, y2, labels, sampleWeight);
  const k = coded.classes.length;
  const counts = countPairs(coded);
  const { rows, columns, total } = margins(counts, k);
  let seen = 0;
  let chance = 0;
  for (let i = 0; i < k; i++)
    for (let j = 0; j < k; j++) {
      const distance = Math.abs(i - j);
      const w =
        weights === undefined ? Number(i !== j) : weights === "linear" ? distance : distance ** 2;
      seen += w * counts[i * k + j];
      chance += (w * rows[i] * columns[j]) / total;
    }
  return 1 - seen / chance;
}

function margins(counts: Float64Array, k: number) {
  const rows = new Float64Array(k);
  const columns = new Float64Array(k);
  let right = 0;
  let total = 0;
  for (let i = 0; i < k; i++)
    for (let j = 0; j < k; j++) {
      const count = counts[i * k + j];
      rows[i] += count;
      columns[j] += count;
      total += count;
      if (i === j) right += count;
    }
  return { rows, columns, right, total };
}
