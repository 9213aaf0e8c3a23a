import { accuracyScore, balancedAccuracyScore, confusionMatrix } from "../metrics/confusion.ts";
import { rocCurve } from "../metrics/curves.ts";
import { f1Score } from "../metrics/precision-recall.ts";
import { logLoss, rocAucScore } from "../metrics/probabilities.ts";
import { meanAbsoluteError, r2Score, rootMeanSquaredError } from "../metrics/regression.ts";
import type { Target } from "../models/data.ts";
import type { Label } from "../models/target.ts";
import { std } from "../stats/moments.ts";
import type { Evaluation, TrainingData } from "./evaluate.ts";

/** Scores of a model on rows that it had not seen; a name is absent when the model cannot be scored so. */
export type Scores = Readonly<Record<string, number>>;

/** Scores of a classifier: accuracy (and its spread over the folds), balancedAccuracy, f1, rocAuc, logLoss. */
export function classScores(
  found: Evaluation,
  data: TrainingData,
  classes: readonly Label[],
): Scores {
  const y = data.target as Target;
  const predictions = found.predictions as Target;
  const scores: Record<string, number> = {
    accuracy: accuracyScore(y, predictions),
    accuracySpread: spreadOver(data, (rows) =>
      accuracyScore(take(data.target, rows), take(found.predictions, rows)),
    ),
    balancedAccuracy: balancedAccuracyScore(y, predictions),
    f1: f1Score(y, predictions, { average: "macro" }),
  };
  const { scores: values, width } = found;
  if (values === undefined) return scores;
  if (classes.length === 2)
    scores.rocAuc = rocAucScore(y, positive(values, width), { labels: classes });
  else if (width === classes.length)
    scores.rocAuc = rocAucScore(y, asMatrix(values, width), { labels: classes });
  if (width === classes.length)
    scores.logLoss = logLoss(y, asMatrix(values, width), { labels: classes });
  return scores;
}

/** Scores of a regressor: r2 (and its spread over the folds), rmse, mae. */
export function numberScores(found: Evaluation, data: TrainingData): Scores {
  const y = data.target as Target;
  const predictions = found.predictions as Target;
  return {
    r2: r2Score(y, predictions),
    r2Spread: spreadOver(data, (rows) =>
      r2Score(take(data.target, rows), take(found.predictions, rows)),
    ),
    rmse: rootMeanSquaredError(y, predictions),
    mae: meanAbsoluteError(y, predictions),
  };
}

/** Points of the ROC curve of two classes; undefined without scores or with more classes. */
export function rocOf(
  found: Evaluation,
  target: ArrayLike<Label>,
  classes: readonly Label[],
): { fpr: Float64Array; tpr: Float64Array } | undefined {
  if (found.scores === undefined || classes.length !== 2) return undefined;
  return rocCurve(target as Target, positive(found.scores, found.width), { posLabel: classes[1] });
}

/** How many rows of each class (in rows) were taken for which (in columns). */
export function confusionOf(
  found: Evaluation,
  target: ArrayLike<Label>,
  classes: readonly Label[],
): number[][] {
  return confusionMatrix(target as Target, found.predictions as Target, { labels: classes });
}

/** Score of the second class per row. */
function positive(values: Float64Array, width: number): Float64Array {
  return width === 1 ? values : values.filter((_, at) => at % width === 1);
}

function asMatrix(data: Float64Array, columns: number) {
  return { data, rows: data.length / columns, columns };
}

function take(values: ArrayLike<Label>, rows: ArrayLike<number>): Target {
  return Array.from(rows, (row) => values[row]) as Target;
}

function spreadOver(data: TrainingData, score: (rows: ArrayLike<number>) => number): number {
  return std(data.splits.map(({ test }) => score(test)));
}
