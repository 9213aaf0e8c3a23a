import type { AnyEstimator } from "../compose/any-estimator.ts";
import { columnsOf } from "../compose/column-selector.ts";
import { isFrame } from "../models/input.ts";
import { requireInteger, requireSeed } from "../models/option.ts";
import { plainRun } from "../plain-run.ts";
import { stream } from "../random.ts";
import type { Features, Run, Target } from "../run.ts";
import type { Matrix } from "../table/matrix.ts";
import { Table } from "../table/table.ts";
import { type Scoring, scorerFrom } from "./scoring.ts";
import { rowCount } from "./take-rows.ts";

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
}

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
  options: PermutationImportanceOptions = {},
): Promise<PermutationImportance> {
  const { nRepeats = 5, scoring = null, randomState = 0, run = plainRun<object>() } = options;
  requireInteger("permutationImportance", "nRepeats", nRepeats, 1);
  requireSeed("permutationImportance", randomState);
  const scorer = scorerFrom(scoring);
  const baseline = scorer(estimator, X, y);
  const { width, names } = columnsOf(X, "permutationImportance");
  const falls = run.parts<number[]>("falls");
  for await (const column of run.steps(width)) {
    const random = stream(randomState, "permutation-importance", column);
    const own: number[] = [];
    for (let n = 0; n < nRepeats; n++) {
      const shuffled = withColumn(X, column, random.permutation(rowCount(X)));
      own.push(baseline - scorer(estimator, shuffled, y));
    }
    falls.push(own);
  }
  const importances = [...falls];
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

/** The features with the rows of one column in another order. */
function withColumn(X: Features, column: number, order: Int32Array): Features {
  if (isFrame(X)) {
    const moved = new Table({ columns: [X.columns[column]], length: X.length }).take(order);
    const columns = X.columns.map((old, j) => (j === column ? moved.columns[0] : old));
    return new Table({ columns, length: X.length });
  }
  if (Array.isArray(X)) {
    const rows = X as readonly (readonly number[])[];
    return rows.map((row, i) => row.map((_, j) => rows[j === column ? order[i] : i][j]));
  }
  const matrix = X as Matrix;
  const data = matrix.data.slice();
  const { columns: p } = matrix;
  order.forEach((from, i) => {
    data[i * p + column] = matrix.data[from * p + column];
  });
  return { ...matrix, data };
}
