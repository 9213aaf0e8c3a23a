import type { Matrix } from "../base/matrix.ts";
import * as rule from "../base/option-rules.ts";
import { type AnyEstimator, able, estimatorRule, fitted } from "../compose/any-estimator.ts";
import { columnsOf } from "../compose/column-selector.ts";
import type { Features, Target } from "../models/data.ts";
import { type FitOptions, fitAsyncOptions, SteppedEstimator } from "../models/estimator.ts";
import type { FitContext, FitSteps, OpenFit } from "../models/fit.ts";
import { wrongOption } from "../models/option.ts";
import type { Label } from "../models/target.ts";
import { refuseWeights } from "../models/weights.ts";
import { plainRun } from "../run/plain-run.ts";
import type { Finished } from "../workers/unit-pool.ts";
import { type FoldResult, foldResult } from "./fold.ts";
import { doFolds } from "./fold-job.ts";
import { isClassifier, type Scoring, scorerFrom, scoringRule } from "./scoring.ts";
import { cvRule, type Split, type Splitter, splitsFrom } from "./split.ts";
import { rowCount } from "./take-rows.ts";

/** Options by name; "step__option" reaches into a pipeline. */
export type Candidate = Readonly<Record<string, unknown>>;

/** Options that both searches share. */
export interface SearchOptions {
  /** The estimator whose options are searched; it is cloned. */
  readonly estimator: AnyEstimator;
  /** Score to maximise, default null: the estimator's own. */
  readonly scoring?: Scoring;
  /** Folds (default 5), a splitter, or splits. */
  readonly cv?: number | Splitter | readonly Split[];
  /** Fit the best candidate on all rows at the end, default true. */
  readonly refit?: boolean;
}

/** What the options of both searches can be. */
export const searchRules = {
  estimator: rule.by(undefined, estimatorRule),
  scoring: rule.by(null, scoringRule),
  cv: rule.by(5, cvRule),
  refit: rule.by(true, rule.flag),
};

/** What a search has tried. */
export interface SearchResult {
  readonly params: Candidate;
  /** Score of each fold. */
  readonly scores: readonly number[];
  readonly meanScore: number;
  /** Standard deviation over the folds (ddof 0). */
  readonly stdScore: number;
  /** 1 for the best; equal means share a rank. */
  readonly rank: number;
}

interface Data {
  readonly X: Features;
  readonly y: Target | undefined;
  readonly candidates: readonly Candidate[];
  readonly splits: readonly Split[];
}

/** What `GridSearchCV` and `RandomizedSearchCV` have in common: one step per candidate and fold. */
export abstract class Search<P extends SearchOptions> extends SteppedEstimator<P, object, Data> {
  /** The best candidate, fitted on all rows; undefined with `refit: false`. */
  bestEstimator_: AnyEstimator | undefined;
  bestParams_: Candidate | undefined;
  /** Mean score of the best candidate. */
  bestScore_: number | undefined;
  /** Place of the best candidate in `cvResults_`. */
  bestIndex_: number | undefined;
  /** Every candidate, in the order tried. */
  cvResults_: readonly SearchResult[] | undefined;

  protected abstract candidates(): Candidate[];

  get classes_(): readonly Label[] | undefined {
    return (this.bestEstimator_ as { classes_?: readonly Label[] } | undefined)?.classes_;
  }
  override get allowsMissing(): boolean {
    return this.params.estimator.allowsMissing;
  }
  predict(X: Features): Label[] | Float64Array {
    return able(this.#best(), "predict").predict(X);
  }
  predictProba(X: Features): Matrix {
    return able(this.#best(), "predictProba").predictProba(X);
  }
  decisionFunction(X: Features): Float64Array | Matrix {
    return able(this.#best(), "decisionFunction").decisionFunction(X);
  }
  transform(X: Features): Matrix {
    return able(this.#best(), "transform").transform(X);
  }
  /** The score that was searched for, of the best estimator. */
  score(X: Features, y?: Target): number {
    return scorerFrom(this.params.scoring ?? null)(this.#best(), X, y);
  }
  #best(): AnyEstimator {
    this.requireFitted();
    if (this.bestEstimator_ !== undefined) return this.bestEstimator_;
    throw wrongOption(this.name, "refit", false, "true, to use the best candidate");
  }

  protected prepare(X: Features, y?: Target, sampleWeight?: ArrayLike<number>): Data {
    const { estimator, scoring, cv } = this.params as Required<SearchOptions>;
    refuseWeights(sampleWeight, this.name);
    scorerFrom(scoring);
    const candidates = this.candidates();
    for (const candidate of candidates) estimator.withParams(candidate);
    // A first look at all rows, so that wrong features or targets are named as the estimator names them.
    estimator.clone().openFit(X, y);
    const splits = splitsFrom(cv, isClassifier(estimator), rowCount(X), y, undefined);
    return { X, y, candidates, splits };
  }
  protected fitting(data: Data): OpenFit<object> {
    return {
      total: data.candidates.length * data.splits.length,
      initialState: () => ({}),
      steps: (context) => this.#steps(data, context),
      finish: (context) => this.#finish(data, context),
    };
  }

  /**
   * The same folds as `fit`, with the same digits; then the best candidate is fitted on all rows, in steps of its own.
   *
   * @param options.workers threads that do whole folds, ≥ 1, default 1
   */
  override async fitAsync(
    X: Features,
    y?: Target,
    options: FitOptions<object> = {},
  ): Promise<this> {
    const {
      run = plainRun<object>(),
      sampleWeight,
      workers = 1,
    } = fitAsyncOptions(this.name).read(options) as FitOptions<object>;
    this.checkOptions();
    const data = this.prepare(X, y, sampleWeight);
    if (run.first === 0) run.state = {};
    const { estimator, scoring, refit } = this.params as Required<SearchOptions>;
    const folds = await doFolds(run, {
      ...data,
      estimators: data.candidates.map((candidate) => estimator.withParams(candidate)),
      aim: { scoring: [scoring], returnTrainScore: false },
      workers,
      what: this.name,
    });
    const results = ranked(data, folds);
    const best = results[bestOf(results)];
    const refitted = refit
      ? await estimator
          .withParams(best.params)
          .clone()
          .fitAsync(X, y, { run: run.child("refit", { state: {} }), workers })
      : undefined;
    this.#store(data, results, refitted);
    return this;
  }

  *#steps(data: Data, context: FitContext<object>): FitSteps {
    const { candidates, splits } = data;
    const { estimator, scoring } = this.params as Required<SearchOptions>;
    const aim = { scoring: [scoring], returnTrainScore: false };
    const folds = context.parts<Finished<FoldResult>>("folds");
    for (let index = folds.length; index < candidates.length * splits.length; index++) {
      const candidate = candidates[Math.floor(index / splits.length)];
      const split = splits[index % splits.length];
      folds.push({ index, unit: foldResult(estimator.withParams(candidate), data, split, aim) });
      yield;
    }
  }

  #finish(data: Data, context: FitContext<object>): void {
    const { estimator, refit } = this.params as Required<SearchOptions>;
    const folds: FoldResult[] = [];
    for (const { index, unit } of context.parts<Finished<FoldResult>>("folds")) folds[index] = unit;
    const results = ranked(data, folds);
    const best = results[bestOf(results)];
    const model = refit ? fitted(estimator.withParams(best.params), data.X, data.y) : undefined;
    this.#store(data, results, model);
  }

  #store({ X }: Data, results: readonly SearchResult[], refitted: AnyEstimator | undefined): void {
    const best = bestOf(results);
    const { width, names } = columnsOf(X, this.name);
    this.rememberColumns({ columns: width, names });
    this.bestEstimator_ = refitted;
    this.bestParams_ = results[best].params;
    this.bestScore_ = results[best].meanScore;
    this.bestIndex_ = best;
    this.cvResults_ = results;
  }
}

/** The candidates with the scores of their folds. */
function ranked({ candidates, splits }: Data, folds: readonly FoldResult[]): SearchResult[] {
  const results = candidates.map((params, c) => {
    const own = folds.slice(c * splits.length, (c + 1) * splits.length);
    const scores = own.map(({ test }) => test[0]);
    const meanScore = scores.reduce((a, b) => a + b, 0) / scores.length;
    const variance = scores.reduce((sum, s) => sum + (s - meanScore) ** 2, 0) / scores.length;
    return { params, scores, meanScore, stdScore: Math.sqrt(variance) };
  });
  return results.map((result) => ({
    ...result,
    rank: 1 + results.filter((other) => other.meanScore > result.meanScore).length,
  }));
}

/** The place of the first of the best. */
function bestOf(results: readonly SearchResult[]): number {
  return results.findIndex(({ rank }) => rank === 1);
}
