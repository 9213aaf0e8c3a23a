export { rfm } from "../doors/rfm.ts";
export { cluster, detectAnomalies, trainClassifiers, trainRegressors } from "../doors/workflows.ts";
export type { RfmOptions, RfmReport, RfmState } from "../rfm/workflow.ts";
export type {
  AnomalyMethod,
  AnomalyOptions,
  AnomalyReport,
  AnomalyState,
  MethodFinding,
} from "../workflows/anomalies.ts";
export type { Clustering } from "../workflows/clustering.ts";
export type {
  ClusterOptions,
  ClusterReport,
  ClusterState,
} from "../workflows/clusters.ts";
export type { Failure } from "../workflows/evaluate.ts";
export type { SampleMode } from "../workflows/sample-mode.ts";
export type { TrainOptions, TrainState } from "../workflows/train.ts";
export type { ModelReport, TrainReport } from "../workflows/train-report.ts";
export type { TrainedModel } from "../workflows/trained-model.ts";
