import { AnalysisError } from "../base/errors.ts";
import * as rule from "../base/option-rules.ts";
import { modelOptions } from "../base/option-table.ts";
import type { Target } from "../models/data.ts";
import { wrongOption } from "../models/option.ts";
import { type Label, readClasses } from "../models/target.ts";
import type { LabelMetricOptions } from "./confusion.ts";
import { codeLabels } from "./labels.ts";
import { metricOptions } from "./metric-options.ts";

/** How the scores of several classes become one. */
export type Average = "binary" | "macro" | "micro" | "weighted";

/** Options of precision, recall and F scores. */
export interface PrecisionRecallOptions extends LabelMetricOptions {
  /** "binary" (default) looks at `posLabel` alone and needs two classes; "macro" is the plain mean over classes, "weighted" by support. */
  readonly average?: Average;
  /** The class that counts as found, for "binary"; default 1, or true, or the last class of two. */
  readonly posLabel?: Label;
  /** Classes to average over; default all that occur. */
  readonly labels?: readonly Label[];
  /** What a score is whose denominator is 0: 0 (default) or 1. */
  readonly zeroDivision?: 0 | 1;
}

const supportRules = {
  sampleWeight: rule.perRow,
  labels: rule.labels,
  zeroDivision: rule.by(0, rule.oneOf([0, 1])),
};
const averagedRules = {
  ...supportRules,
  average: rule.by("binary", rule.oneOf(["binary", "macro", "micro", "weighted"])),
  posLabel: rule.label,
};
const bare = { number: "posLabel", text: "average", list: "sampleWeight" };
const averagedOptions = metricOptions<PrecisionRecallOptions>(
  ["precisionScore", "recallScore", "f1Score"],
  averagedRules,
  { bare },
);
const fbetaOptions = modelOptions<PrecisionRecallOptions & { readonly beta: number }>(
  "fbetaScore",
  { ...averagedRules, beta: rule.number({ min: 0 }) },
  { bare: { ...bare, number: "beta" } },
);
const precisionRecallFscoreSupportOptions = modelOptions<
  Omit<PrecisionRecallOptions, "average" | "posLabel"> & { readonly beta?: number }
>(
  "precisionRecallFscoreSupport",
  { ...supportRules, beta: rule.by(1, rule.number({ min: 0 })) },
  { bare: { number: "beta", list: "sampleWeight" } },
);

/** Counts of one class. */
interface ClassCounts {
  hits: number;
  predicted: number;
  support: number;
}

/** The scores of one class. */
export interface ClassScores {
  readonly label: Label;
  readonly precision: number;
  readonly recall: number;
  readonly fScore: number;
  /** Number (or weight) of the rows of the class. */
  readonly support: number;
}

/** Of the rows given the class, the share that is of it; 0 … 1. @throws HF_MODEL_SHAPE, HF_MODEL_OPTION */
export function precisionScore(
  yTrue: Target,
  yPred: Target,
  options: PrecisionRecallOptions = {},
): number {
  return averaged(
    "precisionScore",
    yTrue,
    yPred,
    1,
    averagedOptions("precisionScore").read(options),
  ).precision;
}

/** Of the rows of the class, the share that was found; 0 … 1. @throws HF_MODEL_SHAPE, HF_MODEL_OPTION */
export function recallScore(
  yTrue: Target,
  yPred: Target,
  options: PrecisionRecallOptions = {},
): number {
  return averaged("recallScore", yTrue, yPred, 1, averagedOptions("recallScore").read(options))
    .recall;
}

/** The harmonic mean of precision and recall; 0 … 1. @throws HF_MODEL_SHAPE, HF_MODEL_OPTION */
export function f1Score(
  yTrue: Target,
  yPred: Target,
  options: PrecisionRecallOptions = {},
): number {
  return averaged("f1Score", yTrue, yPred, 1, averagedOptions("f1Score").read(options)).fScore;
}

/**
 * The F score in which recall counts `beta` times as much as precision (van Rijsbergen 1979); 0 … 1.
 *
 * @throws HF_MODEL_SHAPE, HF_MODEL_OPTION
 */
export function fbetaScore(
  yTrue: Target,
  yPred: Target,
  options: PrecisionRecallOptions & { readonly beta: number },
): number {
  const { beta, ...own } = fbetaOptions.read(options);
  if (beta === undefined)
    throw wrongOption("fbetaScore", "beta", beta, "a finite number, at least 0");
  return averaged("fbetaScore", yTrue, yPred, beta, own).fScore;
}

/** Precision, recall, F score and support of each class. */
export function precisionRecallFscoreSupport(
  yTrue: Target,
  yPred: Target,
  options: Omit<PrecisionRecallOptions, "average" | "posLabel"> & { readonly beta?: number } = {},
): ClassScores[] {
  const own = precisionRecallFscoreSupportOptions.read(options);
  const { beta = 1, labels, zeroDivision = 0, sampleWeight } = own;
  const what = "precisionRecallFscoreSupport";
  const { classes, counts } = countClasses(what, yTrue, yPred, labels, sampleWeight);
  return counts.map((count, i) => ({ label: classes[i], ...scores(count, beta, zeroDivision) }));
}

function averaged(
  what: string,
  yTrue: Target,
  yPred: Target,
  beta: number,
  options: PrecisionRecallOptions,
) {
  const { average = "binary", posLabel, labels, zeroDivision = 0, sampleWeight } = options;
  if (average === "binary") {
    const label = positiveLabel(what, [yTrue, yPred], posLabel);
    const { counts } = countClasses(what, yTrue, yPred, [label], sampleWeight);
    return scores(counts[0], beta, zeroDivision);
  }
  const { counts } = countClasses(what, yTrue, yPred, labels, sampleWeight);
  if (average === "micro") {
    const all = { hits: 0, predicted: 0, support: 0 };
    for (const { hits, predicted, support } of counts) {
      all.hits += hits;
      all.predicted += predicted;
      all.support += support;
    }
    return scores(all, beta, zeroDivision);
  }
  return meanScores(
    counts.map((count) => scores(count, beta, zeroDivision)),
    average === "weighted",
    zeroDivision,
  );
}

/** The mean of the scores of classes, plain or by support. */
export function meanScores(
  list: readonly Omit<ClassScores, "label">[],
  bySupport: boolean,
  zeroDivision: number,
): Omit<ClassScores, "label"> {
  const out = { precision: 0, recall: 0, fScore: 0, support: 0 };
  let total = 0;
  for (const { precision, recall, fScore, support } of list) {
    const w = bySupport ? support : 1;
    total += w;
    out.precision += w * precision;
    out.recall += w * recall;
    out.fScore += w * fScore;
    out.support += support;
  }
  const divide = (sum: number) => (total === 0 ? zeroDivision : sum / total);
  return {
    precision: divide(out.precision),
    recall: divide(out.recall),
    fScore: divide(out.fScore),
    support: out.support,
  };
}

/** The class that counts as found among two; see `PrecisionRecallOptions.posLabel`. @throws HF_MODEL_OPTION */
export function positiveLabel(
  what: string,
  targets: readonly Target[],
  posLabel: Label | undefined,
): Label {
  const classes = new Set(targets.flatMap((y) => readClasses(y, what).classes));
  if (classes.size > 2)
    throw wrongOption(
      what,
      "average",
      "binary",
      '"macro", "micro" or "weighted": there are more than two classes',
    );
  if (posLabel !== undefined) return posLabel;
  if (classes.has(true) || classes.has(false)) return true;
  if ([...classes].every((label) => label === 0 || label === 1 || label === -1)) return 1;
  const sorted = readClasses([...classes] as string[], what).classes;
  if (sorted.length === 2) return sorted[1];
  throw wrongOption(what, "posLabel", posLabel, "the label of the class that counts as found");
}

function countClasses(
  what: string,
  yTrue: Target,
  yPred: Target,
  labels: readonly Label[] | undefined,
  sampleWeight: ArrayLike<number> | undefined,
): { classes: readonly Label[]; counts: ClassCounts[] } {
  const { classes, expected, got, weight } = codeLabels(what, yTrue, yPred, labels, sampleWeight);
  if (classes.length === 0)
    throw new AnalysisError("HF_MODEL_SHAPE", {
      what: `${what} needs classes`,
      got: "an empty list of labels",
    });
  const counts = classes.map(() => ({ hits: 0, predicted: 0, support: 0 }));
  for (let i = 0; i < expected.length; i++) {
    const w = weight === undefined ? 1 : weight[i];
    if (expected[i] >= 0) counts[expected[i]].support += w;
    if (got[i] >= 0) counts[got[i]].predicted += w;
    if (expected[i] === got[i] && got[i] >= 0) counts[got[i]].hits += w;
  }
  return { classes, counts };
}

function scores({ hits, predicted, support }: ClassCounts, beta: number, zeroDivision: number) {
  const precision = predicted === 0 ? zeroDivision : hits / predicted;
  const recall = support === 0 ? zeroDivision : hits / support;
  const b2 = beta * beta;
  const bottom = b2 * precision + recall;
  const fScore =
    predicted === 0 && support === 0
      ? zeroDivision
      : bottom === 0
        ? 0
        : ((1 + b2) * precision * recall) / bottom;
  return { precision, recall, fScore, support };
}
