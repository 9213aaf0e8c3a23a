import type { AnyEstimator } from "../compose/any-estimator.ts";
import { modelFromJson } from "../models/all.ts";
import { type FoldResult, foldResult } from "./fold.ts";
import type { FoldJob } from "./fold-job.ts";
import { openFeatures, openTarget } from "./shared-data.ts";

/** Opens a way to do the folds of a job, each by its index alone. */
export function foldMaker(job: FoldJob): (index: number) => FoldResult {
  const { estimators, splits, aim } = job;
  const data = { X: openFeatures(job.X), y: job.y && openTarget(job.y) };
  return (index) => {
    const estimator = modelFromJson<AnyEstimator>(estimators[Math.floor(index / splits.length)]);
    return foldResult(estimator, data, splits[index % splits.length], aim);
  };
}
