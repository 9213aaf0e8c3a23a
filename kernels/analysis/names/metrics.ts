export {
  type ClassificationReportOptions,
  classificationReport,
} from "../metrics/classification-report.ts";
export {
  accuracyScore,
  balancedAccuracyScore,
  type CohenKappaOptions,
  type ConfusionMatrixOptions,
  cohenKappaScore,
  confusionMatrix,
  type LabelMetricOptions,
  matthewsCorrcoef,
} from "../metrics/confusion.ts";
export {
  averagePrecisionScore,
  type BinaryScoreOptions,
  type PrecisionRecallCurve,
  precisionRecallCurve,
  type RocCurve,
  rocCurve,
} from "../metrics/curves.ts";
export {
  type Average,
  type ClassScores,
  f1Score,
  fbetaScore,
  type PrecisionRecallOptions,
  precisionRecallFscoreSupport,
  precisionScore,
  recallScore,
} from "../metrics/precision-recall.ts";
export {
  brierScoreLoss,
  type CalibrationCurveOptions,
  calibrationCurve,
  logLoss,
  type RocAucOptions,
  rocAucScore,
  type Scores,
} from "../metrics/probabilities.ts";
export {
  explainedVarianceScore,
  maxError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  medianAbsoluteError,
  type RegressionMetricOptions,
  r2Score,
  rootMeanSquaredError,
} from "../metrics/regression.ts";
