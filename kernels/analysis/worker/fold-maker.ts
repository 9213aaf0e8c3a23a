import type { AnyEstimator } from "../compose/any-estimator.ts";
import { modelFromJson } from "../doors/model-from-json.ts";
import { type FoldResult, foldResult } from "../model-selection/fold.ts";
import type { FoldJob } from "../model-selection/fold-job.ts";
import { type Falls, fallsOf, type PermutationJob } from "../model-selection/permutation-job.ts";
import { openFeatures, openTarget } from "../model-selection/shared-data.ts";

/** Opens a way to do the folds of a job, each by its index alone. */
export function foldMaker(job: FoldJob): (index: number) => FoldResult {
  const { estimators, splits, aim } = job;
  const data = { X: openFeatures(job.X), y: job.y && openTarget(job.y) };
  return (index) => {
    const estimator = modelFromJson<AnyEstimator>(estimators[Math.floor(index / splits.length)]);
    return foldResult(estimator, data, splits[index % splits.length], aim);
  };
}

/** Opens a way to shuffle the columns of a job, each by its index alone. */
export function permutationMaker(job: PermutationJob): (index: number) => Falls {
  const estimator = modelFromJson<AnyEstimator>(job.estimator);
  const X = openFeatures(job.X);
  const y = openTarget(job.y);
  return (column) => fallsOf(estimator, X, y, job.plan, column);
}
