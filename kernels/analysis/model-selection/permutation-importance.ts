import { AnalysisError } from "../base/errors.ts";
import * as rule from "../base/option-rules.ts";
import { modelOptions, type Seeded } from "../base/option-table.ts";
import type { AnyEstimator } from "../compose/any-estimator.ts";
import { columnsOf } from "../compose/column-selector.ts";
import type { Features, Target } from "../models/data.ts";
import { wrongOption } from "../models/option.ts";
import { requireEstimator } from "../models/require-estimator.ts";
import { plainRun } from "../run/plain-run.ts";
import type { Run } from "../run/run.ts";
import { allUnits } from "../workers/fit-units.ts";
import {
  type Falls,
  fallsOf,
  type PermutationJob,
  type PermutationPlan,
} from "./permutation-job.ts";
import { type Scoring, scorerFrom, scoringRule } from "./scoring.ts";
import { shareFeatures, shareTarget } from "./shared-data.ts";

/** Options of `permutationImportance`. */
export interface PermutationImportanceOptions {
  /** Shuffles of each column, at least 1, default 5. */
  readonly nRepeats?: number;
  /** Score, default null: the estimator's own. */
  readonly scoring?: Scoring;
  /** Seed, default 0. */
  readonly randomState?: number;
  /** Gives progress, cancel and checkpoints: one step per column. */
  readonly run?: Run<object>;
  /** Threads that each shuffle whole columns, ≥ 1, default 1. Any number gives the same digits. */
  readonly workers?: number;
}

const permutationImportanceOptions = modelOptions<PermutationImportanceOptions>(
  "permutationImportance",
  {
    nRepeats: rule.by(5, rule.integer(1)),
    scoring: rule.by(null, scoringRule),
    randomState: rule.by(0, rule.seed),
    run: rule.run,
    workers: rule.by(1, rule.workers),
  },
  { bare: { number: "nRepeats", text: "scoring" } },
);

/** How much a score falls when a column is shuffled. */
export interface PermutationImportance {
  readonly names: readonly string[];
  /** Mean fall of each column. */
  readonly mean: Float64Array;
  /** Standard deviation over the shuffles (ddof 0). */
  readonly std: Float64Array;
  /** Every fall, by column. */
  readonly importances: readonly (readonly number[])[];
  /** The score without a shuffle. */
  readonly baseline: number;
}

/**
 * Measures how much a fitted estimator depends on each column, by shuffling the column (Breiman 2001).
 *
 * @throws HF_MODEL_OPTION, and what the estimator throws
 */
export async function permutationImportance(
  estimator: AnyEstimator,
  X: Features,
  y: Target,
  options: Seeded<PermutationImportanceOptions> = {},
): Promise<PermutationImportance> {
  requireEstimator(estimator, "permutationImportance");
  const own = permutationImportanceOptions.read(options);
  const { nRepeats = 5, scoring = null, randomState = 0, workers = 1 } = own;
  const { run = plainRun<object>() } = own;
  const scorer = scorerFrom(scoring);
  const baseline = scorer(estimator, X, y);
  const { width, names } = columnsOf(X, "permutationImportance");
  const plan = { nRepeats, scoring, randomState, baseline };
  const units = await allUnits<Falls>(run, {
    name: "falls",
    total: width,
    workers,
    task: () => ({ kind: "permutation", job: permutationJob(estimator, X, y, plan, workers) }),
    make: (column) => fallsOf(estimator, X, y, plan, column),
  });
  const importances = units.map(({ falls }) => falls);
  const mean = importances.map((own) => own.reduce((a, b) => a + b, 0) / own.length);
  return {
    names: names ?? Array.from({ length: width }, (_, j) => `x${j}`),
    mean: Float64Array.from(mean),
    std: Float64Array.from(importances, (own, j) =>
      Math.sqrt(own.reduce((sum, fall) => sum + (fall - mean[j]) ** 2, 0) / own.length),
    ),
    importances,
    baseline,
  };
}

function permutationJob(
  estimator: AnyEstimator,
  X: Features,
  y: Target,
  plan: PermutationPlan,
  workers: number,
): PermutationJob {
  const alone = () =>
    wrongOption(
      "permutationImportance",
      "workers",
      workers,
      "1, because an option or the score is a function",
    );
  if (typeof plan.scoring === "function") throw alone();
  try {
    return { estimator: estimator.toJSON(), X: shareFeatures(X), y: shareTarget(y), plan };
  } catch (error) {
    throw error instanceof AnalysisError ? alone() : error;
  }
}
