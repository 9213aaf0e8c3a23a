import { said, wrongArgument } from "../base/arguments.ts";
import { AnalysisError } from "../base/errors.ts";
import type { Matrix } from "../base/matrix.ts";
import * as rule from "../base/option-rules.ts";
import { modelOptions } from "../base/option-table.ts";
import type { Target } from "../models/data.ts";
import { checkNumbers, type Label, labelsOf, readClasses } from "../models/target.ts";
import { checkWeights } from "../models/weights.ts";
import type { LabelMetricOptions } from "./confusion.ts";
import { type BinaryScoreOptions, binaryAuc } from "./curves.ts";
import { positiveLabel } from "./precision-recall.ts";

/** Scores of rows: one number per row for two classes, or a matrix with one column per class. */
export type Scores = ArrayLike<number> | Matrix;

/** Options of `rocAucScore`. */
export interface RocAucOptions extends BinaryScoreOptions {
  /** For more than two classes: each against the rest ("ovr", default) or each pair ("ovo", Hand and Till 2001). */
  readonly multiClass?: "ovr" | "ovo";
  /** Plain mean of the areas ("macro", default) or weighted by support. */
  readonly average?: "macro" | "weighted";
  /** The classes of the columns; default those of yTrue, sorted. */
  readonly labels?: readonly Label[];
}

const binaryRules = { sampleWeight: rule.perRow, posLabel: rule.label };
const rocAucOptions = modelOptions<RocAucOptions>(
  "rocAucScore",
  {
    ...binaryRules,
    multiClass: rule.by("ovr", rule.oneOf(["ovr", "ovo"])),
    average: rule.by("macro", rule.oneOf(["macro", "weighted"])),
    labels: rule.labels,
  },
  { bare: { text: "average", list: "sampleWeight" } },
);
const logLossOptions = modelOptions<
  LabelMetricOptions & { readonly labels?: readonly Label[]; readonly eps?: number }
>(
  "logLoss",
  {
    sampleWeight: rule.perRow,
    labels: rule.labels,
    eps: rule.by(Number.EPSILON, rule.number({ above: 0, below: 0.5 })),
  },
  { bare: { number: "eps", list: "sampleWeight" } },
);
const brierOptions = modelOptions<BinaryScoreOptions>("brierScoreLoss", binaryRules, {
  bare: { number: "posLabel", text: "posLabel", list: "sampleWeight" },
});

/**
 * The area under the ROC curve: the chance that a positive row has a higher score than a negative one (ties count a half).
 *
 * @param scores one per row for two classes, or `predictProba(X)`
 * @returns 0 … 1
 * @throws HF_MODEL_SHAPE, HF_MODEL_ONE_CLASS, HF_MODEL_MISSING_VALUE, HF_MODEL_OPTION
 */
export function rocAucScore(yTrue: Target, scores: Scores, options: RocAucOptions = {}): number {
  const own = rocAucOptions.read(options);
  const { multiClass = "ovr", average = "macro", sampleWeight } = own;
  if (!isMatrix(scores)) return binaryAuc(yTrue, scores, own);
  const labels = labelsOf(yTrue, "rocAucScore");
  const classes = own.labels ?? readClasses(yTrue, "rocAucScore").classes;
  checkColumns("rocAucScore", scores, classes, labels.length);
  if (classes.length === 2)
    return binaryAuc(yTrue, columnOf(scores, 1), { ...own, posLabel: classes[1] });
  const support = classes.map((label) => labels.filter((other) => other === label).length);
  const areas: number[] = [];
  const weights: number[] = [];
  if (multiClass === "ovr")
    classes.forEach((label, j) => {
      const is = labels.map((other) => other === label);
      areas.push(binaryAuc(is, columnOf(scores, j), { sampleWeight }));
      weights.push(support[j]);
    });
  else
    for (let a = 0; a < classes.length; a++)
      for (let b = a + 1; b < classes.length; b++) {
        const rows = [...labels.keys()].filter(
          (i) => labels[i] === classes[a] || labels[i] === classes[b],
        );
        const pick = (j: number) => rows.map((i) => scores.data[i * scores.columns + j]);
        const isA = rows.map((i) => labels[i] === classes[a]);
        const isB = isA.map((value) => !value);
        areas.push((binaryAuc(isA, pick(a), {}) + binaryAuc(isB, pick(b), {})) / 2);
        weights.push(support[a] + support[b]);
      }
  const by = average === "macro" ? areas.map(() => 1) : weights;
  const total = by.reduce((sum, w) => sum + w, 0);
  return areas.reduce((sum, area, i) => sum + area * by[i], 0) / total;
}

/**
 * The mean negative log-likelihood of the true classes. Rows of probabilities are scaled to sum 1 after clipping.
 *
 * @param probabilities `predictProba(X)`, or for two classes the probability of the later class
 * @param options.eps probabilities are clipped to eps … 1 - eps, default 2.2e-16
 * @param options.labels the classes of the columns; default those of yTrue, sorted
 * @throws HF_MODEL_SHAPE, HF_MODEL_MISSING_VALUE
 */
export function logLoss(
  yTrue: Target,
  probabilities: Scores,
  options: LabelMetricOptions & { readonly labels?: readonly Label[]; readonly eps?: number } = {},
): number {
  const { sampleWeight, labels, eps = Number.EPSILON } = logLossOptions.read(options);
  const truth = labelsOf(yTrue, "logLoss");
  const classes = labels ?? readClasses(yTrue, "logLoss").classes;
  const weight = checkWeights(sampleWeight, truth.length, "logLoss");
  const proba = asMatrix("logLoss", probabilities, truth.length);
  checkColumns("logLoss", proba, classes, truth.length);
  const index = new Map(classes.map((label, j) => [label, j]));
  let total = 0;
  let weights = 0;
  for (let i = 0; i < truth.length; i++) {
    let rowSum = 0;
    for (let j = 0; j < proba.columns; j++) rowSum += clip(proba.data[i * proba.columns + j], eps);
    const own = clip(proba.data[i * proba.columns + index.get(truth[i])!], eps);
    const w = weight === undefined ? 1 : weight[i];
    total -= w * Math.log(own / rowSum);
    weights += w;
  }
  return total / weights;
}

/**
 * The mean squared difference between the probability of the positive class and the outcome (Brier 1950); 0 … 1, lower is better.
 *
 * @throws HF_MODEL_SHAPE, HF_MODEL_OPTION
 */
export function brierScoreLoss(
  yTrue: Target,
  probabilities: ArrayLike<number>,
  options: BinaryScoreOptions = {},
): number {
  const { posLabel, sampleWeight } = brierOptions.read(options);
  const truth = labelsOf(yTrue, "brierScoreLoss");
  const proba = checkNumbers(probabilities, truth.length, "brierScoreLoss");
  const weight = checkWeights(sampleWeight, truth.length, "brierScoreLoss");
  const positive = positiveLabel("brierScoreLoss", [yTrue], posLabel);
  let total = 0;
  let weights = 0;
  for (let i = 0; i < truth.length; i++) {
    const w = weight === undefined ? 1 : weight[i];
    total += w * (proba[i] - Number(truth[i] === positive)) ** 2;
    weights += w;
  }
  return total / weights;
}

/** Options of `calibrationCurve`. */
export interface CalibrationCurveOptions {
  /** The class whose probability is given; default as in `rocAucScore`. */
  readonly posLabel?: Label;
  /** Number of bins, at least 1, default 5. */
  readonly nBins?: number;
  /** Bins of equal width ("uniform", default) or with equally many rows ("quantile"). */
  readonly strategy?: "uniform" | "quantile";
}

const calibrationCurveOptions = modelOptions<CalibrationCurveOptions>(
  "calibrationCurve",
  {
    posLabel: rule.label,
    nBins: rule.by(5, rule.integer(1)),
    strategy: rule.by("uniform", rule.oneOf(["uniform", "quantile"])),
  },
  { bare: { number: "nBins", text: "strategy" } },
);

/**
 * Compares predicted probabilities with how often the outcome was true, by bins; empty bins are left out.
 *
 * @throws HF_MODEL_SHAPE, HF_MODEL_OPTION
 */
export function calibrationCurve(
  yTrue: Target,
  probabilities: ArrayLike<number>,
  options: CalibrationCurveOptions = {},
): { probTrue: Float64Array; probPred: Float64Array } {
  const { posLabel, nBins = 5, strategy = "uniform" } = calibrationCurveOptions.read(options);
  const truth = labelsOf(yTrue, "calibrationCurve");
  const proba = checkNumbers(probabilities, truth.length, "calibrationCurve");
  const positive = positiveLabel("calibrationCurve", [yTrue], posLabel);
  const sorted = proba.slice().sort();
  const edge = (b: number) => {
    if (strategy === "uniform") return b / nBins;
    const place = (b / nBins) * (sorted.length - 1);
    const low = Math.floor(place);
    const high = Math.min(low + 1, sorted.length - 1);
    return sorted[low] + (place - low) * (sorted[high] - sorted[low]);
  };
  const edges = Float64Array.from({ length: Math.max(0, nBins - 1) }, (_, b) => edge(b + 1));
  const outcomes = new Float64Array(nBins);
  const sums = new Float64Array(nBins);
  const counts = new Float64Array(nBins);
  for (let i = 0; i < proba.length; i++) {
    let bin = 0;
    // A value on an edge belongs to the bin below it.
    while (bin < edges.length && proba[i] > edges[bin]) bin++;
    sums[bin] += proba[i];
    outcomes[bin] += Number(truth[i] === positive);
    counts[bin]++;
  }
  const full = [...counts.keys()].filter((bin) => counts[bin] > 0);
  return {
    probTrue: Float64Array.from(full, (bin) => outcomes[bin] / counts[bin]),
    probPred: Float64Array.from(full, (bin) => sums[bin] / counts[bin]),
  };
}

function isMatrix(scores: Scores): scores is Matrix {
  if (typeof scores !== "object" || scores === null)
    throw wrongArgument("A score of probabilities needs numbers", {
      got: said(scores),
      expected: "a list of numbers, or a matrix",
      action: "Pass predictProba(X), or one probability per row.",
    });
  return (scores as Matrix).data instanceof Float64Array;
}

function asMatrix(what: string, scores: Scores, rows: number): Matrix {
  if (isMatrix(scores) && scores.columns > 1) return scores;
  const second = checkNumbers(isMatrix(scores) ? scores.data : scores, rows, what);
  const data = new Float64Array(rows * 2);
  for (let i = 0; i < rows; i++) {
    data[2 * i] = 1 - second[i];
    data[2 * i + 1] = second[i];
  }
  return { data, rows, columns: 2 };
}

function columnOf({ data, rows, columns }: Matrix, j: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => data[i * columns + j]);
}

function checkColumns(what: string, scores: Matrix, classes: readonly Label[], rows: number): void {
  if (scores.columns === classes.length && scores.rows === rows) return;
  throw new AnalysisError("HF_MODEL_SHAPE", {
    what: `${what} needs one column of scores per class and one row per label`,
    got: `${scores.rows} x ${scores.columns}`,
    expected: `${rows} x ${classes.length}`,
    action:
      "Pass predictProba(X) of the same rows, and labels when yTrue lacks some of the classes.",
  });
}

function clip(p: number, eps: number): number {
  return p < eps ? eps : Math.min(p, 1 - eps);
}
