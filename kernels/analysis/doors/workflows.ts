import { requireTable } from "../base/arguments.ts";
import type { Frame } from "../columns/frame.ts";
import type { WorkflowResult } from "../report/result.ts";
import type { Run } from "../run/run.ts";
import type { AnomalyOptions, AnomalyState } from "../workflows/anomalies.ts";
import type { AnomalyReport } from "../workflows/anomaly-report.ts";
import type { ClusterReport } from "../workflows/cluster-report.ts";
import type { ClusterOptions, ClusterState } from "../workflows/clusters.ts";
import type { TrainOptions, TrainState } from "../workflows/train.ts";
import type { TrainReport } from "../workflows/train-report.ts";

/**
 * Trains and compares classifiers: naive Bayes, logistic regression, decision tree, k nearest neighbours, random forest, gradient
 * boosting, support vector machine. Gaps are filled, numbers standardised and text one-hot encoded inside of each fold.
 *
 * @param options see `TrainOptions`; `run` makes it a run with one step per fold of a model (and one for its fit on all rows), checkpoints and cancel;
 *   `workers` do whole folds in threads
 * @returns scores by cross-validation, the fitted models, confusion, ROC curves, importances, charts, plain words
 * @throws HF_TABLE_UNKNOWN_COLUMN, HF_TABLE_EMPTY, HF_MODEL_ONE_CLASS, HF_MODEL_SHAPE, HF_MODEL_OPTION
 * @example const { table, data, summary } = await trainClassifiers(customers, { target: "churn" });
 */
export async function trainClassifiers(
  table: Frame,
  options: TrainOptions & { run?: Run<TrainState> },
): Promise<WorkflowResult<TrainReport>> {
  requireTable(table, "trainClassifiers");
  const { trainModels } = await import("../workflows/train.ts");
  return trainModels("classifiers", table, options);
}

/**
 * Trains and compares regressors: linear regression, ridge, lasso, elastic net, decision tree, k nearest neighbours, random forest,
 * gradient boosting, support vector machine; otherwise as `trainClassifiers`.
 *
 * @throws as `trainClassifiers`, and HF_MODEL_NOT_NUMERIC for a target of text
 * @example const { data } = await trainRegressors(houses, { target: "price", sample: "standard" });
 */
export async function trainRegressors(
  table: Frame,
  options: TrainOptions & { run?: Run<TrainState> },
): Promise<WorkflowResult<TrainReport>> {
  requireTable(table, "trainRegressors");
  const { trainModels } = await import("../workflows/train.ts");
  return trainModels("regressors", table, options);
}

/**
 * Finds unusual rows by isolation forest, local outlier factor and one-class support vector machine, and by what most of them agree on.
 *
 * @param options see `AnomalyOptions`; `run` makes it a run with one step per method
 * @returns each method's score and verdict per row, the rows that are unusual by consensus, charts, plain words
 * @throws HF_TABLE_UNKNOWN_COLUMN, HF_TABLE_EMPTY, HF_MODEL_SHAPE, HF_MODEL_OPTION
 * @example const { table } = await detectAnomalies(payments, { contamination: 0.01 });
 */
export async function detectAnomalies(
  table: Frame,
  options: AnomalyOptions & { run?: Run<AnomalyState> } = {},
): Promise<WorkflowResult<AnomalyReport>> {
  requireTable(table, "detectAnomalies");
  const { findAnomalies } = await import("../workflows/anomalies.ts");
  return findAnomalies(table, options);
}

/**
 * Groups rows by k-means++ for several numbers of clusters, and proposes one by the silhouette; the elbow of the inertia is shown beside.
 *
 * @param options see `ClusterOptions`; `run` makes it a run with one step per number of clusters
 * @returns the cluster of each row, what each cluster is like, scores by number of clusters, charts, plain words
 * @throws HF_TABLE_UNKNOWN_COLUMN, HF_TABLE_EMPTY, HF_MODEL_SHAPE, HF_MODEL_OPTION
 * @example const { table } = await cluster(customers, { features: ["age", "spend"] });
 */
export async function cluster(
  table: Frame,
  options: ClusterOptions & { run?: Run<ClusterState> } = {},
): Promise<WorkflowResult<ClusterReport>> {
  requireTable(table, "cluster");
  const { findClusters } = await import("../workflows/clusters.ts");
  return findClusters(table, options);
}
