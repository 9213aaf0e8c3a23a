import type { Matrix } from "../base/matrix.ts";
import * as rule from "../base/option-rules.ts";
import { modelOptions, type Seeded } from "../base/option-table.ts";
import { shared } from "../columns/buffers.ts";
import type { Features, Target } from "../models/data.ts";
import { SteppedEstimator } from "../models/estimator.ts";
import { fitOfUnits, type OpenFit } from "../models/fit.ts";
import { checkFeatures } from "../models/input.ts";
import { refuseWeights } from "../models/weights.ts";
import {
  borderOf,
  type Contamination,
  contaminationRule,
  labelsOfDecision,
} from "./contamination.ts";
import {
  averagePathLength,
  type IsolationJob,
  type IsolationTree,
  isolationDepth,
  isolationTreeMaker,
} from "./isolation-tree.ts";
import { pathLengths } from "./path-lengths.ts";

/** Options of `IsolationForest`; scikit-learn's names and defaults. */
export interface IsolationForestOptions {
  /** Number of trees, ≥ 1; default 100. */
  readonly nEstimators?: number;
  /** Rows per tree: "auto" (default) is at most 256; a share (0 < share ≤ 1) or a count ≥ 2. */
  readonly maxSamples?: number | "auto";
  /** See `Contamination`; default "auto": a score of -0.5. */
  readonly contamination?: Contamination;
  /** Columns per tree: a share (0 < share ≤ 1; default 1: all) or a count ≥ 2. */
  readonly maxFeatures?: number;
  /** Whether rows are drawn with replacement; default false. */
  readonly bootstrap?: boolean;
  /** Seed, default 0. */
  readonly randomState?: number;
}

const shareOrCount: rule.Rule = {
  expected: "a share above 0 and at most 1, or a count of at least 2",
  accepts: (value) =>
    typeof value === "number" && value > 0 && (value <= 1 || Number.isInteger(value)),
};

const isolationForestOptions = modelOptions<IsolationForestOptions>(
  "IsolationForest",
  {
    nEstimators: rule.by(100, rule.integer(1)),
    maxSamples: rule.by("auto", rule.either(rule.oneOf(["auto"]), shareOrCount)),
    contamination: rule.by("auto", contaminationRule),
    maxFeatures: rule.by(1, shareOrCount),
    bootstrap: rule.by(false, rule.flag),
    randomState: rule.by(0, rule.seed),
  },
  { bare: { number: "nEstimators" } },
);

/**
 * Finds outliers as rows that few random cuts set apart (Liu, Ting, Zhou 2008). The score of a row is -2^(-E(h)/c): E(h) is its mean path
 * length over the trees, c that of a random search among as many rows as a tree has; near -1 is an outlier, about -0.5 or above is not.
 *
 * Errors: HF_MODEL_SHAPE, HF_MODEL_MISSING_VALUE, HF_MODEL_INFINITE, HF_MODEL_NOT_NUMERIC, HF_MODEL_OPTION.
 *
 * @example new IsolationForest({ contamination: 0.05 }).fit(X).predict(X)
 */
export class IsolationForest extends SteppedEstimator<
  IsolationForestOptions,
  object,
  IsolationJob
> {
  readonly name = "IsolationForest";
  /** The grown trees. */
  estimators_: readonly IsolationTree[] | undefined;
  /** Rows per tree. */
  maxSamples_: number | undefined;
  /** Scores below it are outliers. */
  offset_: number | undefined;

  constructor(options: Seeded<IsolationForestOptions> = {}) {
    super(isolationForestOptions, options);
  }

  /** 1 for a row inside, -1 for an outlier. @throws HF_MODEL_NOT_FITTED, HF_MODEL_SHAPE, … as `fit` */
  predict(X: Features): Int32Array {
    return labelsOfDecision(this.decisionFunction(X));
  }

  /** `scoreSamples` - `offset_`: below 0 is an outlier. @throws as `predict` */
  decisionFunction(X: Features): Float64Array {
    return this.scoreSamples(X).map((score) => score - this.offset_!);
  }

  /** -1 … 0, one per row; the lower, the more abnormal. @throws as `predict` */
  scoreSamples(X: Features): Float64Array {
    return scoresOf(this.input(X), this.estimators_!, this.maxSamples_!);
  }

  /** `fit(X)` and `predict(X)`. */
  fitPredict(X: Features): Int32Array {
    return this.fit(X).predict(X);
  }

  protected prepare(X: Features, _y?: Target, sampleWeight?: ArrayLike<number>): IsolationJob {
    const { params, name } = this;
    refuseWeights(sampleWeight, name);
    const matrix = checkFeatures(X, { what: name });
    return {
      matrix: { ...matrix, data: shared(matrix.data) },
      seed: params.randomState,
      nEstimators: params.nEstimators,
      draws:
        params.maxSamples === "auto"
          ? Math.min(256, matrix.rows)
          : countOf(params.maxSamples, matrix.rows),
      bootstrap: params.bootstrap,
      columnsPerTree: countOf(params.maxFeatures, matrix.columns),
    };
  }

  protected fitting(job: IsolationJob): OpenFit<object> {
    const task = { kind: "isolation", job };
    return fitOfUnits(
      { task, name: "trees", total: job.nEstimators },
      () => isolationTreeMaker(job),
      (trees) => this.#keep(job, trees),
    );
  }

  #keep({ matrix, draws }: IsolationJob, trees: readonly IsolationTree[]): void {
    const { contamination } = this.params;
    const offset =
      contamination === "auto" ? -0.5 : borderOf(scoresOf(matrix, trees, draws), contamination);
    this.rememberColumns(matrix);
    this.estimators_ = trees;
    this.maxSamples_ = draws;
    this.offset_ = offset;
  }
}

function scoresOf(
  matrix: Matrix,
  trees: readonly IsolationTree[],
  rowsPerTree: number,
): Float64Array {
  const sums = pathLengths(trees, matrix, isolationDepth(rowsPerTree));
  const scale = trees.length * averagePathLength(rowsPerTree);
  return sums.map((sum) => {
    // Trees of one row have no length to compare with: every row is as normal as can be.
    const ratio = scale === 0 ? 1 : sum / scale;
    // Rows that no tree can part have exactly the mean length; rounding must not make them outliers.
    return -(2 ** -(Math.abs(ratio - 1) < 1e-12 ? 1 : ratio));
  });
}

function countOf(value: number, all: number): number {
  return value <= 1 ? Math.max(1, Math.floor(value * all)) : Math.min(all, value);
}
