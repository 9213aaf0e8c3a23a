export type { Contamination } from "../anomaly/contamination.ts";
export { IsolationForest, type IsolationForestOptions } from "../anomaly/isolation-forest.ts";
export {
  LocalOutlierFactor,
  type LocalOutlierFactorOptions,
} from "../anomaly/local-outlier-factor.ts";
export { Mahalanobis, type MahalanobisOptions } from "../anomaly/mahalanobis.ts";
export { DBSCAN, type DBSCANOptions } from "../cluster/dbscan.ts";
export { KMeans, type KMeansOptions } from "../cluster/k-means.ts";
export {
  adjustedRandScore,
  calinskiHarabaszScore,
  daviesBouldinScore,
  normalizedMutualInfoScore,
  silhouetteSamples,
  silhouetteScore,
} from "../metrics/clustering.ts";
export type { Metric } from "../neighbours/distance.ts";
export { KNeighborsClassifier } from "../neighbours/k-neighbors-classifier.ts";
export { KNeighborsRegressor } from "../neighbours/k-neighbors-regressor.ts";
export type { KNeighbors, KNeighborsOptions } from "../neighbours/k-neighbours.ts";
export type { NeighbourSearchOptions } from "../neighbours/nearest-in-blocks.ts";
