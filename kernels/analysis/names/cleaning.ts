export type { CleanChange } from "../clean/change.ts";
export { compareTables, type TableDifference } from "../clean/compare.ts";
export { type KnnImputeOptions, knnImpute } from "../clean/knn.ts";
export { defaultMissingWords } from "../clean/missing-words.ts";
export type { CleanOptions, CleanPlan, CleanSkip, CleanStep, FillRule } from "../clean/options.ts";
export { type Fences, type OutlierMethod, outlierFences, outlierRows } from "../clean/outliers.ts";
export {
  type ColumnProfile,
  type NumberProfile,
  profile,
  type TableProfile,
} from "../clean/profile.ts";
export type { Quality, QualityPart } from "../clean/quality.ts";
export type { ColumnOutliers } from "../clean/step-outliers.ts";
export type { CleanReport } from "../clean/summary.ts";
export type { CleanState } from "../clean/workflow.ts";
export { clean, undoClean } from "../doors/clean.ts";
