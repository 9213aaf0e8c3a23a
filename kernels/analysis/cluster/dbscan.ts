import type { Matrix } from "../base/matrix.ts";
import * as rule from "../base/option-rules.ts";
import { modelOptions } from "../base/option-table.ts";
import type { Features, Target } from "../models/data.ts";
import { SteppedEstimator } from "../models/estimator.ts";
import { fitInOneStep, type Learned, type OpenFit } from "../models/fit.ts";
import { checkFeatures } from "../models/input.ts";
import { checkWeights } from "../models/weights.ts";
import { type Metric, metricRule } from "../neighbours/distance.ts";
import { NeighbourIndex } from "../neighbours/neighbour-index.ts";

/** Options of `DBSCAN`. */
export interface DBSCANOptions {
  /** Rows at most this far apart are neighbours, above 0, default 0.5. */
  readonly eps?: number;
  /** A row with so many neighbours, itself counted, is a core of a cluster; default 5. */
  readonly minSamples?: number;
  /** Default "euclidean". */
  readonly metric?: Metric;
}

interface Data {
  readonly matrix: Matrix;
  readonly weights: Float64Array | undefined;
}

interface Labels {
  readonly labels: Int32Array;
  readonly cores: Int32Array;
}

const dbscanOptions = modelOptions<DBSCANOptions>(
  "DBSCAN",
  {
    eps: rule.by(0.5, rule.number({ above: 0 })),
    minSamples: rule.by(5, rule.integer(1)),
    metric: rule.by("euclidean", metricRule),
  },
  { bare: { number: "eps" }, habits: { epsilon: ["eps"], minPts: ["minSamples"] } },
);

/**
 * Clusters of any form as regions where rows are dense; rows outside are noise. Clusters are numbered by their first row; a row between
 * two clusters belongs to the earlier one.
 *
 * Errors: HF_MODEL_SHAPE, HF_MODEL_MISSING_VALUE, HF_MODEL_INFINITE, HF_MODEL_NOT_NUMERIC, HF_MODEL_OPTION.
 *
 * Source: Ester, Kriegel, Sander and Xu (1996).
 */
export class DBSCAN extends SteppedEstimator<DBSCANOptions, Learned<Labels>, Data> {
  readonly name = "DBSCAN";
  /** Cluster of each row of `fit`, from 0; -1 for noise. */
  labels_: Int32Array | undefined;
  /** Rows that are cores. */
  coreSampleIndices_: Int32Array | undefined;

  constructor(options: DBSCANOptions = {}) {
    super(dbscanOptions, options);
  }

  /** `fit(X)` and the cluster of each row. */
  fitPredict(X: Features): Int32Array {
    return this.fit(X).labels_!;
  }

  protected prepare(X: Features, _y?: Target, sampleWeight?: ArrayLike<number>): Data {
    const matrix = checkFeatures(X, { what: this.name });
    return { matrix, weights: checkWeights(sampleWeight, matrix.rows, this.name) };
  }
  protected fitting(data: Data): OpenFit<Learned<Labels>> {
    return fitInOneStep(
      () => this.#cluster(data),
      ({ labels, cores }) => {
        this.rememberColumns(data.matrix);
        this.labels_ = labels;
        this.coreSampleIndices_ = cores;
      },
    );
  }

  #cluster({ matrix, weights }: Data): Labels {
    const { eps, minSamples, metric } = this.params;
    const index = new NeighbourIndex(matrix, metric);
    const near = Array.from({ length: matrix.rows }, (_, i) => index.within(matrix, i, eps));
    const isCore = near.map((rows) => {
      const weight =
        weights === undefined ? rows.length : rows.reduce((sum, row) => sum + weights[row], 0);
      return weight >= minSamples;
    });
    const labels = new Int32Array(matrix.rows).fill(-1);
    let cluster = 0;
    for (let first = 0; first < matrix.rows; first++) {
      if (labels[first] !== -1 || !isCore[first]) continue;
      labels[first] = cluster;
      const open = [first];
      while (open.length > 0)
        for (const row of near[open.pop()!]) {
          if (labels[row] !== -1) continue;
          labels[row] = cluster;
          if (isCore[row]) open.push(row);
        }
      cluster++;
    }
    const cores = Int32Array.from(labels.keys()).filter((row) => isCore[row]);
    return { labels, cores };
  }
}
