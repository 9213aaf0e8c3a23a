import { AnalysisError } from "../base/errors.ts";
import type { AnyEstimator } from "../compose/any-estimator.ts";
import type { Features, Target } from "../models/data.ts";
import type { ModelJson } from "../models/json.ts";
import { wrongOption } from "../models/option.ts";
import type { Run } from "../run/run.ts";
import { allUnits } from "../workers/fit-units.ts";
import { type FoldAim, type FoldResult, foldResult } from "./fold.ts";
import {
  type SharedFeatures,
  type SharedTarget,
  shareFeatures,
  shareSplits,
  shareTarget,
} from "./shared-data.ts";
import type { Split } from "./split.ts";

/** All that is needed to do any fold of any estimator: plain data, on shared memory, the same in every worker. */
export interface FoldJob {
  /** Not fitted. */
  readonly estimators: readonly ModelJson[];
  readonly X: SharedFeatures;
  readonly y: SharedTarget | undefined;
  readonly splits: readonly Split[];
  readonly aim: FoldAim;
}

/** Folds of several estimators on the same rows. */
export interface FoldPlan {
  readonly estimators: readonly AnyEstimator[];
  readonly X: Features;
  readonly y: Target | undefined;
  readonly splits: readonly Split[];
  readonly aim: FoldAim;
  /** Threads that work at once; any number gives the same digits. */
  readonly workers: number;
  /** Who asks, for messages. */
  readonly what: string;
}

/**
 * Does every fold of every estimator, one step each: fold f of estimator e is at e * folds + f.
 *
 * @throws HF_MODEL_OPTION when there are several workers and an option or a score is a function, and what the estimator throws
 */
export function doFolds(run: Run<object>, plan: FoldPlan): Promise<FoldResult[]> {
  const { estimators, splits, aim, workers } = plan;
  return allUnits<FoldResult>(run, {
    name: "folds",
    total: estimators.length * splits.length,
    workers,
    task: () => ({ kind: "folds", job: foldJob(plan) }),
    make: (index) =>
      foldResult(
        estimators[Math.floor(index / splits.length)],
        plan,
        splits[index % splits.length],
        aim,
      ),
  });
}

function foldJob({ estimators, X, y, splits, aim, workers, what }: FoldPlan): FoldJob {
  const alone = () =>
    wrongOption(what, "workers", workers, "1, because an option or the score is a function");
  if ("scoring" in aim && aim.scoring.some((scoring) => typeof scoring === "function"))
    throw alone();
  const jsonOf = (estimator: AnyEstimator): ModelJson => {
    try {
      return estimator.clone().toJSON();
    } catch (error) {
      throw error instanceof AnalysisError ? alone() : error;
    }
  };
  return {
    estimators: estimators.map(jsonOf),
    X: shareFeatures(X),
    y: y && shareTarget(y),
    splits: shareSplits(splits),
    aim,
  };
}
