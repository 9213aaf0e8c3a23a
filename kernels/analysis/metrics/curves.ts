import { AnalysisError } from "../base/errors.ts";
import * as rule from "../base/option-rules.ts";
import { modelOptions } from "../base/option-table.ts";
import type { Target } from "../models/data.ts";
import { checkNumbers, type Label, labelsOf } from "../models/target.ts";
import { checkWeights } from "../models/weights.ts";
import type { LabelMetricOptions } from "./confusion.ts";
import { metricOptions } from "./metric-options.ts";
import { positiveLabel } from "./precision-recall.ts";

/** Options of metrics of scores for two classes. */
export interface BinaryScoreOptions extends LabelMetricOptions {
  /** The class that a high score speaks for; default 1, or true, or the last class of two. */
  readonly posLabel?: Label;
}

const curveRules = { sampleWeight: rule.perRow, posLabel: rule.label };
const curveSettings = { bare: { number: "posLabel", text: "posLabel", list: "sampleWeight" } };
const curveOptions = metricOptions<BinaryScoreOptions>(
  ["precisionRecallCurve", "averagePrecisionScore"],
  curveRules,
  curveSettings,
);
const rocCurveOptions = modelOptions<BinaryScoreOptions & { readonly dropIntermediate?: boolean }>(
  "rocCurve",
  { ...curveRules, dropIntermediate: rule.by(true, rule.flag) },
  curveSettings,
);

/** Cumulative counts at each distinct score, highest first. */
interface Cumulated {
  readonly thresholds: number[];
  /** Weight of positives with a score of at least the threshold. */
  readonly hits: number[];
  /** Weight of negatives with a score of at least the threshold. */
  readonly falseAlarms: number[];
}

function cumulate(
  what: string,
  yTrue: Target,
  scores: ArrayLike<number>,
  options: BinaryScoreOptions,
): Cumulated {
  const { posLabel, sampleWeight } = options;
  const labels = labelsOf(yTrue, what);
  const score = checkNumbers(scores, labels.length, what);
  const weight = checkWeights(sampleWeight, labels.length, what);
  const positive = positiveLabel(what, [yTrue], posLabel);
  const order = Int32Array.from(labels.keys()).sort((a, b) => score[b] - score[a] || a - b);
  const out: Cumulated = { thresholds: [], hits: [], falseAlarms: [] };
  let hits = 0;
  let alarms = 0;
  for (let at = 0; at < order.length; at++) {
    const row = order[at];
    const w = weight === undefined ? 1 : weight[row];
    if (labels[row] === positive) hits += w;
    else alarms += w;
    if (at + 1 < order.length && score[order[at + 1]] === score[row]) continue;
    out.thresholds.push(score[row]);
    out.hits.push(hits);
    out.falseAlarms.push(alarms);
  }
  return out;
}

/** A receiver operating characteristic: rates at each threshold, which falls. */
export interface RocCurve {
  /** False positive rate. */
  readonly fpr: Float64Array;
  /** True positive rate. */
  readonly tpr: Float64Array;
  /** Rows with a score of at least this are taken as positive; the first one is Infinity: none. */
  readonly thresholds: Float64Array;
}

/**
 * The receiver operating characteristic of scores.
 *
 * @param scores one per row; higher speaks for the positive class
 * @param options.dropIntermediate leave out points on a straight line between others, default true
 * @throws HF_MODEL_SHAPE, HF_MODEL_ONE_CLASS when yTrue has only one class, HF_MODEL_MISSING_VALUE
 */
export function rocCurve(
  yTrue: Target,
  scores: ArrayLike<number>,
  options: BinaryScoreOptions & { readonly dropIntermediate?: boolean } = {},
): RocCurve {
  const { dropIntermediate = true, ...own } = rocCurveOptions.read(options);
  const { thresholds, hits, falseAlarms } = cumulate("rocCurve", yTrue, scores, own);
  const kept: number[] = [];
  for (let i = 0; i < thresholds.length; i++) {
    const inside = i > 0 && i < thresholds.length - 1;
    const straight =
      inside &&
      hits[i + 1] - 2 * hits[i] + hits[i - 1] === 0 &&
      falseAlarms[i + 1] - 2 * falseAlarms[i] + falseAlarms[i - 1] === 0;
    if (!straight || !dropIntermediate) kept.push(i);
  }
  const positives = hits.at(-1)!;
  const negatives = falseAlarms.at(-1)!;
  if (positives === 0 || negatives === 0) throw oneClass("rocCurve");
  return {
    fpr: Float64Array.from([0, ...kept.map((i) => falseAlarms[i] / negatives)]),
    tpr: Float64Array.from([0, ...kept.map((i) => hits[i] / positives)]),
    thresholds: Float64Array.from([Number.POSITIVE_INFINITY, ...kept.map((i) => thresholds[i])]),
  };
}

/** The area under the ROC curve of two classes by trapezoids. */
export function binaryAuc(
  yTrue: Target,
  scores: ArrayLike<number>,
  options: BinaryScoreOptions,
): number {
  const { hits, falseAlarms } = cumulate("rocAucScore", yTrue, scores, options);
  let area = 0;
  let x = 0;
  let y = 0;
  for (let i = 0; i < hits.length; i++) {
    area += ((falseAlarms[i] - x) * (hits[i] + y)) / 2;
    x = falseAlarms[i];
    y = hits[i];
  }
  if (x === 0 || y === 0) throw oneClass("rocAucScore");
  return area / (x * y);
}

/** Precision and recall at each threshold. */
export interface PrecisionRecallCurve {
  /** Precision when rows with a score of at least each threshold are taken; the last one is 1. */
  readonly precision: Float64Array;
  /** Recall, falling; the last one is 0. */
  readonly recall: Float64Array;
  /** Rising scores, one less than the points. */
  readonly thresholds: Float64Array;
}

/**
 * Precision and recall for every threshold of scores.
 *
 * @throws HF_MODEL_SHAPE, HF_MODEL_ONE_CLASS when there is no positive row, HF_MODEL_MISSING_VALUE
 */
export function precisionRecallCurve(
  yTrue: Target,
  scores: ArrayLike<number>,
  options: BinaryScoreOptions = {},
): PrecisionRecallCurve {
  const { thresholds, hits, falseAlarms } = cumulate(
    "precisionRecallCurve",
    yTrue,
    scores,
    curveOptions("precisionRecallCurve").read(options),
  );
  const positives = hits.at(-1)!;
  if (positives === 0) throw oneClass("precisionRecallCurve");
  const falling = [...thresholds.keys()].reverse();
  return {
    precision: Float64Array.from([...falling.map((i) => hits[i] / (hits[i] + falseAlarms[i])), 1]),
    recall: Float64Array.from([...falling.map((i) => hits[i] / positives), 0]),
    thresholds: Float64Array.from(falling, (i) => thresholds[i]),
  };
}

/**
 * Average precision: Σ (recallₙ - recallₙ₋₁) precisionₙ, without interpolation.
 *
 * @returns 0 … 1
 * @throws as `precisionRecallCurve`
 */
export function averagePrecisionScore(
  yTrue: Target,
  scores: ArrayLike<number>,
  options: BinaryScoreOptions = {},
): number {
  const { hits, falseAlarms } = cumulate(
    "averagePrecisionScore",
    yTrue,
    scores,
    curveOptions("averagePrecisionScore").read(options),
  );
  const positives = hits.at(-1)!;
  if (positives === 0) throw oneClass("averagePrecisionScore");
  let total = 0;
  for (let i = 0; i < hits.length; i++) {
    const gained = hits[i] - (i > 0 ? hits[i - 1] : 0);
    total += (gained / positives) * (hits[i] / (hits[i] + falseAlarms[i]));
  }
  return total;
}

function oneClass(what: string): AnalysisError {
  return new AnalysisError("HF_MODEL_ONE_CLASS", {
    what: `${what} needs rows of both classes`,
    got: "true labels of one class",
    action: "Check posLabel and the rows that were selected.",
  });
}
