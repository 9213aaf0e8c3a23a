import {
  accuracyScore,
  averagePrecisionScore,
  balancedAccuracyScore,
  brierScoreLoss,
  cohenKappaScore,
  confusionMatrix,
  explainedVarianceScore,
  f1Score,
  logLoss,
  type Matrix,
  matthewsCorrcoef,
  maxError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  medianAbsoluteError,
  precisionScore,
  r2Score,
  recallScore,
  rocAucScore,
  rootMeanSquaredError,
  type Target,
} from "../../kernels/analysis/index.ts";
import { near } from "./reference-cases.ts";

type Pair = (yTrue: Target, yPred: Target) => unknown;

const labelScores: Record<string, Pair> = {
  accuracy: (a, b) => accuracyScore(a, b),
  balanced_accuracy: (a, b) => balancedAccuracyScore(a, b),
  precision_macro: (a, b) => precisionScore(a, b, { average: "macro" }),
  recall_macro: (a, b) => recallScore(a, b, { average: "macro" }),
  f1_macro: (a, b) => f1Score(a, b, { average: "macro" }),
  f1_weighted: (a, b) => f1Score(a, b, { average: "weighted" }),
  mcc: (a, b) => matthewsCorrcoef(a, b),
  cohen_kappa: (a, b) => cohenKappaScore(a, b),
  confusion_matrix: (a, b) => confusionMatrix(a, b),
  precision: (a, b) => precisionScore(a, b),
  recall: (a, b) => recallScore(a, b),
  f1: (a, b) => f1Score(a, b),
};

const numberScores: Record<string, Pair> = {
  r2: (a, b) => r2Score(a, b),
  rmse: (a, b) => rootMeanSquaredError(a, b),
  mae: (a, b) => meanAbsoluteError(a, b),
  mape: (a, b) => meanAbsolutePercentageError(a, b),
  medae: (a, b) => medianAbsoluteError(a, b),
  explained_variance: (a, b) => explainedVarianceScore(a, b),
  max_error: (a, b) => maxError(a, b),
};

function probaScores(yTrue: Target, proba: Matrix | undefined): Record<string, () => unknown> {
  const second = () =>
    Array.from({ length: proba!.rows }, (_, i) => proba!.data[i * proba!.columns + 1]!);
  return {
    roc_auc: () => rocAucScore(yTrue, second()),
    average_precision: () => averagePrecisionScore(yTrue, second()),
    brier: () => brierScoreLoss(yTrue, second()),
    log_loss: () => logLoss(yTrue, proba!),
    roc_auc_ovr_macro: () => rocAucScore(yTrue, proba!),
  };
}

/** Every score that has one of the given names. */
export function scoresOf(
  names: readonly string[],
  yTrue: Target,
  yPred: Target,
  proba?: Matrix,
): Record<string, number> {
  const scores: Record<string, number> = {};
  for (const name of names) {
    const score = labelScores[name] ?? numberScores[name];
    const ofProba = probaScores(yTrue, proba)[name];
    if (score !== undefined) scores[name] = score(yTrue, yPred) as number;
    else if (ofProba !== undefined) scores[name] = ofProba() as number;
  }
  return scores;
}

/** Compares every score that a case expects. */
export function nearScores(
  expected: Record<string, unknown>,
  yTrue: Target,
  yPred: Target,
  tolerance: { abs?: number; rel?: number },
  proba?: Matrix,
): void {
  for (const [name, wanted] of Object.entries(expected)) {
    const score = labelScores[name] ?? numberScores[name] ?? probaScores(yTrue, proba)[name];
    if (score === undefined) throw new Error(`no score is called ${name}`);
    const counts = name === "confusion_matrix";
    near(
      score(yTrue, yPred),
      wanted,
      counts && tolerance.abs === 0.006 ? { abs: 2 } : tolerance,
      name,
    );
  }
}
