import { AnalysisError } from "../base/errors.ts";
import type { Matrix } from "../base/matrix.ts";
import * as rule from "../base/option-rules.ts";
import { modelOptions, type Seeded } from "../base/option-table.ts";
import { count } from "../base/words.ts";
import type { Features, Target } from "../models/data.ts";
import type { FitContext, FitSteps, OpenFit } from "../models/fit.ts";
import { checkFeatures } from "../models/input.ts";
import { wrongOption } from "../models/option.ts";
import { Transformer } from "../models/transformer.ts";
import { checkWeights } from "../models/weights.ts";
import { columnMoments } from "../numeric/column-moments.ts";
import { stream } from "../random/stream.ts";
import type { CentreSearch } from "./centre-search.ts";
import { plusPlusCentres, randomCentres } from "./k-means-plus-plus.ts";
import { inertiaOf, means } from "./lloyd.ts";
import { openCentres } from "./open-centres.ts";

/** Options of `KMeans`. */
export interface KMeansOptions {
  /** Number of clusters, 1 … rows, default 8. */
  readonly nClusters?: number;
  /** "k-means++" (default), "random" rows, or the starting centres as rows. */
  readonly init?: "k-means++" | "random" | readonly (readonly number[])[];
  /** Starts of which the best counts, default 10; 1 when the centres are given. */
  readonly nInit?: number;
  /** Most iterations of a start, default 300. */
  readonly maxIter?: number;
  /** A start ends when the centres move less than tol · mean variance in all (squared), default 1e-4; 0 ends when no row moves. */
  readonly tol?: number;
  /** Seed, default 0. */
  readonly randomState?: number;
}

interface Data {
  readonly matrix: Matrix;
  readonly weights: Float64Array | undefined;
  /** Starting centres, when they are given. */
  readonly given: Float64Array | undefined;
  readonly starts: number;
  readonly tolerance: number;
}

interface Clustering {
  readonly centres: Float64Array;
  readonly labels: Int32Array;
  readonly inertia: number;
  readonly nIter: number;
}

interface State {
  start: number;
  iteration: number;
  /** Absent before the first iteration of a start. */
  centres?: Float64Array;
  labels?: Int32Array;
  best?: Clustering;
}

const kMeansOptions = modelOptions<KMeansOptions>(
  "KMeans",
  {
    nClusters: rule.by(8, rule.integer(1)),
    init: rule.by(
      "k-means++",
      rule.either(rule.oneOf(["k-means++", "random"]), {
        expected: "a list with one list of numbers per cluster",
        accepts: Array.isArray,
      }),
    ),
    nInit: rule.by(10, rule.integer(1)),
    maxIter: rule.by(300, rule.integer(1)),
    tol: rule.by(1e-4, rule.number({ min: 0 })),
    randomState: rule.by(0, rule.seed),
  },
  { bare: { number: "nClusters" } },
);

/**
 * k-means: the centres to which the rows have the least sum of squared distances, as far as several starts find them.
 *
 * Errors: HF_MODEL_SHAPE (fewer rows than clusters), HF_MODEL_MISSING_VALUE, HF_MODEL_INFINITE, HF_MODEL_NOT_NUMERIC, HF_MODEL_OPTION.
 *
 * Source: Lloyd (1982); Arthur and Vassilvitskii (2007).
 */
export class KMeans extends Transformer<KMeansOptions, State, Data> {
  readonly name = "KMeans";
  /** Centres, clusters x columns. */
  clusterCenters_: Matrix | undefined;
  /** Cluster of each row of `fit`, from 0. */
  labels_: Int32Array | undefined;
  /** Sum of squared distances to the centres. */
  inertia_: number | undefined;
  /** Iterations of the best start. */
  nIter_: number | undefined;

  constructor(options: Seeded<KMeansOptions> = {}) {
    super(kMeansOptions, options);
  }

  /** The nearest centre of each row, from 0. */
  predict(X: Features): Int32Array {
    return this.#nearest(this.input(X)).labels;
  }

  /** `fit(X)` and the cluster of each row. */
  fitPredict(X: Features): Int32Array {
    return this.fit(X).labels_!;
  }

  /** Minus the sum of squared distances to the nearest centres. */
  score(X: Features): number {
    return -this.#nearest(this.input(X)).inertia;
  }

  #nearest(matrix: Matrix): { labels: Int32Array; inertia: number } {
    const labels = new Int32Array(matrix.rows);
    const centres = this.clusterCenters_!.data;
    const search = openCentres(matrix, undefined, this.params.nClusters);
    search.assign(centres, labels);
    return { labels, inertia: inertiaOf(search.distances(centres, labels), undefined) };
  }

  protected prepare(X: Features, _y?: Target, sampleWeight?: ArrayLike<number>): Data {
    const { nClusters, init, nInit, tol } = this.params;
    const matrix = checkFeatures(X, { what: this.name });
    if (matrix.rows < nClusters)
      throw new AnalysisError("HF_MODEL_SHAPE", {
        what: `${this.name} needs at least as many rows as clusters`,
        got: `${count(matrix.rows, "row")}`,
        expected: `at least ${nClusters}`,
      });
    const given = Array.isArray(init) ? this.#givenCentres(init, matrix.columns) : undefined;
    const { variance } = columnMoments(matrix);
    return {
      matrix,
      weights: checkWeights(sampleWeight, matrix.rows, this.name),
      given,
      starts: given === undefined ? nInit : 1,
      tolerance: (tol * variance.reduce((a, b) => a + b, 0)) / matrix.columns,
    };
  }

  #givenCentres(init: readonly (readonly number[])[], columns: number): Float64Array {
    const centres = checkFeatures(init, { what: `${this.name} init` });
    if (centres.rows !== this.params.nClusters || centres.columns !== columns)
      throw wrongOption(
        this.name,
        "init",
        `${centres.rows} x ${centres.columns} numbers`,
        `${this.params.nClusters} rows of ${columns} numbers`,
      );
    return centres.data;
  }

  protected fitting(data: Data): OpenFit<State> {
    return {
      total: undefined,
      initialState: () => ({ start: 0, iteration: 0 }),
      steps: (context) => this.#steps(data, context),
      finish: (context) => this.#keep(data, context),
    };
  }

  *#steps(data: Data, context: FitContext<State>): FitSteps {
    const { matrix, weights, tolerance } = data;
    const { nClusters, maxIter } = this.params;
    const search = openCentres(matrix, weights, nClusters);
    const { state } = context;
    while (state.start < data.starts) {
      state.centres ??= this.#startingCentres(data, state.start, search);
      state.labels ??= new Int32Array(matrix.rows).fill(-1);
      const old = state.centres;
      const { labels } = state;
      const changed = search.assign(old, labels);
      state.iteration++;
      if (changed > 0) state.centres = means(matrix, weights, labels, old, search);
      const moved = squaredDistance(old, state.centres);
      if (changed === 0 || moved <= tolerance || state.iteration >= maxIter)
        this.#endStart(data, state, search);
      yield;
    }
  }

  #startingCentres(
    { matrix, weights, given }: Data,
    start: number,
    search: CentreSearch,
  ): Float64Array {
    if (given !== undefined) return given.slice();
    const random = stream(this.params.randomState, "k-means", start);
    return this.params.init === "random"
      ? randomCentres(matrix, this.params.nClusters, random)
      : plusPlusCentres(matrix, weights, this.params.nClusters, random, search);
  }

  #endStart({ weights }: Data, state: State, search: CentreSearch): void {
    const labels = state.labels!;
    const centres = state.centres!;
    search.assign(centres, labels);
    const inertia = inertiaOf(search.distances(centres, labels), weights);
    if (state.best === undefined || inertia < state.best.inertia)
      state.best = { centres, labels, inertia, nIter: state.iteration };
    state.start++;
    state.iteration = 0;
    state.centres = undefined;
    state.labels = undefined;
  }

  #keep({ matrix }: Data, { state }: FitContext<State>): void {
    const { centres, labels, inertia, nIter } = state.best!;
    this.rememberColumns(matrix);
    this.clusterCenters_ = {
      data: centres,
      rows: this.params.nClusters,
      columns: matrix.columns,
      names: matrix.names,
    };
    this.labels_ = labels;
    this.inertia_ = inertia;
    this.nIter_ = nIter;
  }

  protected transformRows({ data, rows, columns: p }: Matrix) {
    const centres = this.clusterCenters_!.data;
    const k = this.params.nClusters;
    const out = new Float64Array(rows * k);
    for (let i = 0; i < rows; i++)
      for (let c = 0; c < k; c++) {
        let square = 0;
        for (let j = 0; j < p; j++) square += (data[i * p + j] - centres[c * p + j]) ** 2;
        out[i * k + c] = Math.sqrt(square);
      }
    return { data: out, columns: k };
  }
  protected override namesOut(): string[] {
    return Array.from({ length: this.params.nClusters }, (_, c) => `kmeans${c}`);
  }
}

function squaredDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] - b[at]) ** 2;
  return sum;
}
