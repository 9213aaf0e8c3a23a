import type { Matrix } from "../base/matrix.ts";
import type { AnyEstimator } from "../compose/any-estimator.ts";
import type { Features, Target } from "../models/data.ts";
import { isFrame } from "../models/input.ts";
import type { ModelJson } from "../models/json.ts";
import { stream } from "../random/stream.ts";
import { Table } from "../table/table.ts";
import { type Scoring, scorerFrom } from "./scoring.ts";
import type { SharedFeatures, SharedTarget } from "./shared-data.ts";
import { rowCount } from "./take-rows.ts";

/** How columns are shuffled and what is measured. */
export interface PermutationPlan {
  readonly nRepeats: number;
  readonly scoring: Scoring;
  readonly randomState: number;
  /** The score without a shuffle. */
  readonly baseline: number;
}

/** All that is needed to shuffle any column: plain data, on shared memory, the same in every worker. */
export interface PermutationJob {
  readonly estimator: ModelJson;
  readonly X: SharedFeatures;
  readonly y: SharedTarget;
  readonly plan: PermutationPlan;
}

/** By how much the score falls when a column is shuffled, each time. */
export interface Falls {
  readonly falls: readonly number[];
}

/** Shuffles one column, whose stream is `stream(randomState, "permutation-importance", column)`. */
export function fallsOf(
  estimator: AnyEstimator,
  X: Features,
  y: Target,
  { nRepeats, scoring, randomState, baseline }: PermutationPlan,
  column: number,
): Falls {
  const scorer = scorerFrom(scoring);
  const random = stream(randomState, "permutation-importance", column);
  const falls: number[] = [];
  for (let n = 0; n < nRepeats; n++) {
    const shuffled = withColumn(X, column, random.permutation(rowCount(X)));
    falls.push(baseline - scorer(estimator, shuffled, y));
  }
  return { falls };
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
