export type { ArrowView } from "./adapters/arrow-export.ts";
export type { Contamination } from "./anomaly/contamination.ts";
export { IsolationForest, type IsolationForestOptions } from "./anomaly/isolation-forest.ts";
export {
  LocalOutlierFactor,
  type LocalOutlierFactorOptions,
} from "./anomaly/local-outlier-factor.ts";
export { Mahalanobis, type MahalanobisOptions } from "./anomaly/mahalanobis.ts";
export {
  AnalysisError,
  type AnalysisErrorCode,
  type AnalysisErrorDetails,
  analysisErrorCodes,
} from "./base/errors.ts";
export type { Matrix } from "./base/matrix.ts";
export { GaussianNB, type GaussianNBOptions } from "./bayes/gaussian-nb.ts";
export { MultinomialNB, type MultinomialNBOptions } from "./bayes/multinomial-nb.ts";
export type { BoostedTrees } from "./boosting/fitted.ts";
export {
  HistGradientBoostingClassifier,
  type HistGradientBoostingClassifierOptions,
} from "./boosting/hist-gradient-boosting-classifier.ts";
export {
  HistGradientBoostingRegressor,
  type HistGradientBoostingRegressorOptions,
} from "./boosting/hist-gradient-boosting-regressor.ts";
export type { CleanChange } from "./clean/change.ts";
export { compareTables, type TableDifference } from "./clean/compare.ts";
export { type KnnImputeOptions, knnImpute } from "./clean/knn.ts";
export { defaultMissingWords } from "./clean/missing-words.ts";
export type { CleanOptions, CleanPlan, CleanSkip, CleanStep, FillRule } from "./clean/options.ts";
export { type Fences, type OutlierMethod, outlierFences, outlierRows } from "./clean/outliers.ts";
export {
  type ColumnProfile,
  type NumberProfile,
  profile,
  type TableProfile,
} from "./clean/profile.ts";
export type { Quality, QualityPart } from "./clean/quality.ts";
export type { ColumnOutliers } from "./clean/step-outliers.ts";
export type { CleanReport, CleanState } from "./clean/workflow.ts";
export { DBSCAN, type DBSCANOptions } from "./cluster/dbscan.ts";
export { KMeans, type KMeansOptions } from "./cluster/k-means.ts";
export { Column, type ColumnType, type Value } from "./columns/column.ts";
export type { Frame } from "./columns/frame.ts";
export type { SharedColumn, SharedTable } from "./columns/handover.ts";
export { toMatrix } from "./columns/to-matrix.ts";
export type { ColumnSelector } from "./compose/column-selector.ts";
export {
  type ColumnPart,
  ColumnTransformer,
  type ColumnTransformerOptions,
} from "./compose/column-transformer.ts";
export { Pipeline, type PipelineOptions, type PipelineStep } from "./compose/pipeline.ts";
export type { CsvOptions } from "./csv/options.ts";
export { PCA, type PCAOptions } from "./decomposition/pca.ts";
export { TABLE_MIME, type TableDisplay } from "./display/bundle.ts";
export type { ColumnHistogram } from "./display/histogram.ts";
export { clean, undoClean } from "./doors/clean.ts";
export { modelFromJson } from "./doors/model-from-json.ts";
export { readCsv, readExcel, readJson, readParquet, writeCsv } from "./doors/readers.ts";
export { rfm } from "./doors/rfm.ts";
export { cluster, detectAnomalies, trainClassifiers, trainRegressors } from "./doors/workflows.ts";
export { ExtraTreesClassifier, RandomForestClassifier } from "./forest/forest-classifier.ts";
export { ExtraTreesRegressor, RandomForestRegressor } from "./forest/forest-regressor.ts";
export type { ClassForestOptions, NumberForestOptions } from "./forest/options.ts";
export {
  ElasticNet,
  type ElasticNetOptions,
  Lasso,
  type LassoOptions,
} from "./linear/elastic-net.ts";
export type { InferenceOptions, LinearInference } from "./linear/inference.ts";
export { LinearRegression, type LinearRegressionOptions } from "./linear/linear-regression.ts";
export type { LogisticInference } from "./linear/logistic-inference.ts";
export {
  LogisticRegression,
  type LogisticRegressionOptions,
} from "./linear/logistic-regression.ts";
export { Ridge, type RidgeOptions } from "./linear/ridge.ts";
export {
  type ClassificationReportOptions,
  classificationReport,
} from "./metrics/classification-report.ts";
export {
  adjustedRandScore,
  calinskiHarabaszScore,
  daviesBouldinScore,
  normalizedMutualInfoScore,
  silhouetteSamples,
  silhouetteScore,
} from "./metrics/clustering.ts";
export {
  accuracyScore,
  balancedAccuracyScore,
  type CohenKappaOptions,
  type ConfusionMatrixOptions,
  cohenKappaScore,
  confusionMatrix,
  type LabelMetricOptions,
  matthewsCorrcoef,
} from "./metrics/confusion.ts";
export {
  averagePrecisionScore,
  type BinaryScoreOptions,
  type PrecisionRecallCurve,
  precisionRecallCurve,
  type RocCurve,
  rocCurve,
} from "./metrics/curves.ts";
export {
  type Average,
  type ClassScores,
  f1Score,
  fbetaScore,
  type PrecisionRecallOptions,
  precisionRecallFscoreSupport,
  precisionScore,
  recallScore,
} from "./metrics/precision-recall.ts";
export {
  brierScoreLoss,
  type CalibrationCurveOptions,
  calibrationCurve,
  logLoss,
  type RocAucOptions,
  rocAucScore,
  type Scores,
} from "./metrics/probabilities.ts";
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
} from "./metrics/regression.ts";
export {
  CalibratedClassifierCV,
  type CalibratedClassifierCVOptions,
} from "./model-selection/calibrated-classifier.ts";
export {
  type CrossValidateOptions,
  type CrossValidation,
  type CrossValidationOptions,
  crossValidate,
  crossValPredict,
  crossValScore,
} from "./model-selection/cross-validate.ts";
export {
  GridSearchCV,
  type GridSearchCVOptions,
  type ParamGrid,
} from "./model-selection/grid-search.ts";
export {
  type PermutationImportance,
  type PermutationImportanceOptions,
  permutationImportance,
} from "./model-selection/permutation-importance.ts";
export {
  type ParamDistribution,
  RandomizedSearchCV,
  type RandomizedSearchCVOptions,
} from "./model-selection/randomized-search.ts";
export type { ScoreName, Scorer, Scoring } from "./model-selection/scoring.ts";
export type { Candidate, SearchOptions, SearchResult } from "./model-selection/search.ts";
export {
  GroupKFold,
  KFold,
  type KFoldOptions,
  type Split,
  type Splitter,
  StratifiedKFold,
  TimeSeriesSplit,
  type TimeSeriesSplitOptions,
} from "./model-selection/split.ts";
export {
  type TrainTest,
  type TrainTestSplitOptions,
  trainTestSplit,
} from "./model-selection/train-test-split.ts";
export { Classifier, ProbabilisticClassifier } from "./models/classifier.ts";
export type { Features, Target } from "./models/data.ts";
export { Estimator, type FitOptions, SteppedEstimator } from "./models/estimator.ts";
export type { ModelJson } from "./models/json.ts";
export { Regressor } from "./models/regressor.ts";
export type { Label } from "./models/target.ts";
export { Transformer } from "./models/transformer.ts";
export type { Metric } from "./neighbours/distance.ts";
export { KNeighborsClassifier } from "./neighbours/k-neighbors-classifier.ts";
export { KNeighborsRegressor } from "./neighbours/k-neighbors-regressor.ts";
export type { KNeighbors, KNeighborsOptions } from "./neighbours/k-neighbours.ts";
export type { NeighbourSearchOptions } from "./neighbours/nearest-in-blocks.ts";
export { sum } from "./numeric/sum.ts";
export type { CategoryFeatures, Cell } from "./preprocessing/cells.ts";
export type { Categories } from "./preprocessing/encoder.ts";
export { KNNImputer, type KNNImputerOptions } from "./preprocessing/knn-imputer.ts";
export { LabelEncoder } from "./preprocessing/label-encoder.ts";
export { MaxAbsScaler } from "./preprocessing/max-abs-scaler.ts";
export { MinMaxScaler, type MinMaxScalerOptions } from "./preprocessing/min-max-scaler.ts";
export { Normalizer, type NormalizerOptions } from "./preprocessing/normalizer.ts";
export { OneHotEncoder, type OneHotEncoderOptions } from "./preprocessing/one-hot-encoder.ts";
export { OrdinalEncoder, type OrdinalEncoderOptions } from "./preprocessing/ordinal-encoder.ts";
export {
  PolynomialFeatures,
  type PolynomialFeaturesOptions,
} from "./preprocessing/polynomial-features.ts";
export { RobustScaler, type RobustScalerOptions } from "./preprocessing/robust-scaler.ts";
export { SimpleImputer, type SimpleImputerOptions } from "./preprocessing/simple-imputer.ts";
export { StandardScaler, type StandardScalerOptions } from "./preprocessing/standard-scaler.ts";
export type { Random } from "./random/stream.ts";
export { type RandomStream, resumeStream, rowBits, stream } from "./random/stream.ts";
export type { ReadCsvOptions } from "./readers/read-csv.ts";
export type { ReadExcelOptions } from "./readers/read-excel.ts";
export type { ReadJsonOptions } from "./readers/read-json.ts";
export type { ReadParquetOptions } from "./readers/read-parquet.ts";
export type { Source } from "./readers/source.ts";
export type { WriteCsvOptions } from "./readers/write-csv-file.ts";
export {
  type Correlation,
  type CorrelationMethod,
  type CorrelationOptions,
  correlate,
  correlation,
  covariance,
} from "./relations/correlation.ts";
export { type Crosstab, type CrosstabOptions, crosstab } from "./relations/crosstab.ts";
export type { Provenance, WorkflowResult } from "./report/result.ts";
export type { VegaLiteSpec } from "./report/vega-lite.ts";
export type { RfmOptions, RfmReport, RfmState } from "./rfm/workflow.ts";
export { type PlainRunOptions, plainRun } from "./run/plain-run.ts";
export type { Run } from "./run/run.ts";
export { betainc, betaln } from "./special/beta.ts";
export { chdtrc, chdtri, fdtrc, stdtr } from "./special/distributions.ts";
export { erf, erfc } from "./special/erf.ts";
export { gammainc, gammaincc, gammaln } from "./special/gamma.ts";
export { ndtr, ndtri } from "./special/normal.ts";
export { kurtosis, mean, skewness, std, variance } from "./stats/moments.ts";
export {
  median,
  type QuantileOptions,
  type QuantileType,
  quantile,
  quantiles,
} from "./stats/quantile.ts";
export { rank } from "./stats/rank.ts";
export { iqr, MAD_SCALE, mad, mode } from "./stats/spread.ts";
export type { KernelOptions } from "./svm/kernel.ts";
export { OneClassSVM, type OneClassSVMOptions } from "./svm/one-class-svm.ts";
export { SVC, type SVCOptions } from "./svm/svc.ts";
export { SVR, type SVROptions } from "./svm/svr.ts";
export type { AnyRow } from "./table/row-types.ts";
export { GroupBy, Table } from "./table/table.ts";
export {
  DecisionTreeClassifier,
  type DecisionTreeClassifierOptions,
} from "./tree/decision-tree-classifier.ts";
export {
  DecisionTreeRegressor,
  type DecisionTreeRegressorOptions,
} from "./tree/decision-tree-regressor.ts";
export type { TreeNodes } from "./tree/nodes.ts";
export type { MaxFeatures } from "./tree/options.ts";
export type { ClassWeight } from "./tree/row-weights.ts";
export type { Aggregate } from "./verbs/aggregate.ts";
export type { ColumnDescription } from "./verbs/describe.ts";
export type { DuplicateOptions } from "./verbs/duplicates.ts";
export type { FillWith } from "./verbs/fill.ts";
export type { Aggregation } from "./verbs/group-by.ts";
export type { JoinOptions } from "./verbs/join.ts";
export type { DropnaOptions, FillnaBy } from "./verbs/missing.ts";
export type { MeltOptions, PivotOptions } from "./verbs/pivot.ts";
export type { SampleOptions } from "./verbs/sample.ts";
export type { SortKey } from "./verbs/sort.ts";
export type {
  AnomalyMethod,
  AnomalyOptions,
  AnomalyReport,
  AnomalyState,
  MethodFinding,
} from "./workflows/anomalies.ts";
export type { Clustering } from "./workflows/clustering.ts";
export type {
  ClusterOptions,
  ClusterReport,
  ClusterState,
} from "./workflows/clusters.ts";
export type { Failure } from "./workflows/evaluate.ts";
export type { SampleMode } from "./workflows/sample-mode.ts";
export type { TrainOptions, TrainState } from "./workflows/train.ts";
export type { ModelReport, TrainReport } from "./workflows/train-report.ts";
export type { TrainedModel } from "./workflows/trained-model.ts";
