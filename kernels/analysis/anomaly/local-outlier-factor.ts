import { AnalysisError } from "../base/errors.ts";
import type { Matrix } from "../base/matrix.ts";
import * as rule from "../base/option-rules.ts";
import { modelOptions } from "../base/option-table.ts";
import { shared } from "../columns/buffers.ts";
import type { Features, Target } from "../models/data.ts";
import { SteppedEstimator } from "../models/estimator.ts";
import { fitOfUnits, type OpenFit } from "../models/fit.ts";
import { checkFeatures } from "../models/input.ts";
import { refuseWeights } from "../models/weights.ts";
import { type Metric, metricRule } from "../neighbours/distance.ts";
import { NeighbourIndex, type Neighbours } from "../neighbours/neighbour-index.ts";
import {
  blockCount,
  joinBlocks,
  type NeighbourBlock,
  type NeighbourJob,
  neighbourMaker,
} from "../neighbours/neighbour-job.ts";
import {
  borderOf,
  type Contamination,
  contaminationRule,
  labelsOfDecision,
} from "./contamination.ts";

/** Options of `LocalOutlierFactor`; scikit-learn's names and defaults. */
export interface LocalOutlierFactorOptions {
  /** Neighbours, ≥ 1; default 20. With fewer other rows than that, all of them. */
  readonly nNeighbors?: number;
  /** Default "euclidean". */
  readonly metric?: Metric;
  /** See `Contamination`; default "auto": a factor of 1.5. */
  readonly contamination?: Contamination;
  /** true: `predict` judges new rows; false (default): `fitPredict` judges the rows of the fit. */
  readonly novelty?: boolean;
}

const localOutlierFactorOptions = modelOptions<LocalOutlierFactorOptions>(
  "LocalOutlierFactor",
  {
    nNeighbors: rule.by(20, rule.integer(1)),
    metric: rule.by("euclidean", metricRule),
    contamination: rule.by("auto", contaminationRule),
    novelty: rule.by(false, rule.flag),
  },
  { bare: { number: "nNeighbors" } },
);

/**
 * Finds outliers as rows in a thinner place than their neighbours (Breunig, Kriegel, Ng, Sander 2000): reach(a, b) = max(k-distance of b,
 * d(a, b)); the density of a row is 1 / (mean reach to its k neighbours + 1e-10); its factor is the mean density of the neighbours over
 * its own. Exactly k neighbours are taken; of those at equal distance the ones with the smaller row numbers.
 *
 * Errors: HF_MODEL_SHAPE, HF_MODEL_MISSING_VALUE, HF_MODEL_INFINITE, HF_MODEL_NOT_NUMERIC, HF_MODEL_OPTION, HF_MODEL_ABILITY.
 *
 * @example new LocalOutlierFactor({ nNeighbors: 30 }).fitPredict(X)
 */
export class LocalOutlierFactor extends SteppedEstimator<
  LocalOutlierFactorOptions,
  object,
  NeighbourJob
> {
  readonly name = "LocalOutlierFactor";
  /** -LOF of each row of the fit: about -1 inside, far below -1 for an outlier. */
  negativeOutlierFactor_: Float64Array | undefined;
  /** Neighbours that were taken. */
  nNeighbors_: number | undefined;
  /** Factors below it are outliers. */
  offset_: number | undefined;
  /** Distance of each row's k-th neighbour. */
  kDistances_: Float64Array | undefined;
  /** Density of each row. */
  reachabilityDensity_: Float64Array | undefined;
  /** The rows of the fit, kept for `novelty` only. */
  rows_: Matrix | undefined;

  constructor(options: LocalOutlierFactorOptions = {}) {
    super(localOutlierFactorOptions, options);
  }

  /**
   * 1 for a row inside, -1 for an outlier, of new rows.
   *
   * @throws HF_MODEL_ABILITY unless `novelty`, HF_MODEL_NOT_FITTED, HF_MODEL_SHAPE, … as `fit`
   */
  predict(X: Features): Int32Array {
    return labelsOfDecision(this.decisionFunction(X));
  }

  /** `scoreSamples` - `offset_`: below 0 is an outlier. @throws as `predict` */
  decisionFunction(X: Features): Float64Array {
    return this.scoreSamples(X).map((score) => score - this.offset_!);
  }

  /** -LOF of new rows among those of the fit; the lower, the more abnormal. @throws as `predict` */
  scoreSamples(X: Features): Float64Array {
    this.requireFitted();
    if (!this.params.novelty)
      throw new AnalysisError("HF_MODEL_ABILITY", {
        what: "LocalOutlierFactor judges the rows of its fit only",
        action: "Use fitPredict(X) and negativeOutlierFactor_, or set novelty: true for new rows.",
      });
    const k = this.nNeighbors_!;
    const found = new NeighbourIndex(this.rows_!, this.params.metric).nearest(this.input(X), k);
    return factors(found, densities(found, this.kDistances_!), this.reachabilityDensity_!);
  }

  /** `fit(X)`, then 1 for each row inside and -1 for each outlier. */
  fitPredict(X: Features): Int32Array {
    const { negativeOutlierFactor_: scores, offset_: offset } = this.fit(X);
    return labelsOfDecision(scores!.map((score) => score - offset!));
  }

  protected prepare(X: Features, _y?: Target, sampleWeight?: ArrayLike<number>): NeighbourJob {
    const { params, name } = this;
    refuseWeights(sampleWeight, name);
    const matrix = checkFeatures(X, { what: name, minRows: 2 });
    return {
      rows: { ...matrix, data: shared(matrix.data) },
      metric: params.metric,
      k: Math.min(params.nNeighbors, matrix.rows - 1),
    };
  }

  /** A block of rows after the other; threads take whole blocks. */
  protected fitting(job: NeighbourJob): OpenFit<object> {
    const task = { kind: "neighbours", job };
    return fitOfUnits(
      { task, name: "neighbours", total: blockCount(job) },
      () => neighbourMaker(job),
      (blocks) => this.#keep(job, blocks),
    );
  }

  #keep(job: NeighbourJob, blocks: readonly NeighbourBlock[]): void {
    const { contamination, novelty } = this.params;
    const { rows: matrix, k } = job;
    const found = joinBlocks(blocks, job);
    const kDistances = Float64Array.from(
      { length: matrix.rows },
      (_, row) => found.distances[row * k + k - 1],
    );
    const density = densities(found, kDistances);
    const scores = factors(found, density, density);
    const offset = contamination === "auto" ? -1.5 : borderOf(scores, contamination);
    this.rememberColumns(matrix);
    this.nNeighbors_ = k;
    this.kDistances_ = kDistances;
    this.reachabilityDensity_ = density;
    this.negativeOutlierFactor_ = scores;
    this.offset_ = offset;
    this.rows_ = novelty ? matrix : undefined;
  }
}

/** 1 / (mean reach + 1e-10) of each point; the addition keeps equal rows finite, as in scikit-learn. */
function densities({ indices, distances, k }: Neighbours, kDistances: Float64Array): Float64Array {
  const out = new Float64Array(indices.length / k);
  for (let i = 0; i < out.length; i++) {
    let reach = 0;
    for (let at = i * k; at < (i + 1) * k; at++)
      reach += Math.max(distances[at], kDistances[indices[at]]);
    out[i] = 1 / (reach / k + 1e-10);
  }
  return out;
}

/** Minus the mean density of the neighbours over a point's own. */
function factors(
  { indices, k }: Neighbours,
  own: Float64Array,
  density: Float64Array,
): Float64Array {
  return own.map((value, i) => {
    let sum = 0;
    for (let at = i * k; at < (i + 1) * k; at++) sum += density[indices[at]];
    return -sum / k / value;
  });
}
