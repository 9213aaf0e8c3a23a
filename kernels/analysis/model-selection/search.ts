import { type AnyEstimator, able, fitted, requireEstimator } from "../compose/any-estimator.ts";
import { columnsOf } from "../compose/column-selector.ts";
import { SteppedEstimator } from "../models/estimator.ts";
import type { FitContext, FitSteps } from "../models/fit.ts";
import { requireBoolean, wrongOption } from "../models/option.ts";
import type { Label } from "../models/target.ts";
import { refuseWeights } from "../models/weights.ts";
import type { Features, Target } from "../run.ts";
import type { Matrix } from "../table/matrix.ts";
import { isClassifier, type Scoring, scorerFrom } from "./scoring.ts";
import { type Split, type Splitter, splitsFrom } from "./split.ts";
import { rowCount, takeRows, takeTarget } from "./take-rows.ts";

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
    const { estimator, scoring, cv, refit } = this.params as Required<SearchOptions>;
    requireEstimator(this.name, "estimator", estimator);
    requireBoolean(this.name, "refit", refit);
    refuseWeights(sampleWeight, this.name);
    scorerFrom(scoring);
    const candidates = this.candidates();
    for (const candidate of candidates) estimator.withParams(candidate);
    // A first look at all rows, so that wrong features or targets are named as the estimator names them.
    estimator.clone().openFit(X, y);
    const splits = splitsFrom(cv, isClassifier(estimator), rowCount(X), y, undefined);
    return { X, y, candidates, splits };
  }
  protected initialState(): object {
    return {};
  }
  protected totalSteps({ candidates, splits }: Data): number {
    return candidates.length * splits.length;
  }

  protected *fitSteps(data: Data, context: FitContext<object>): FitSteps {
    const { X, y, candidates, splits } = data;
    const { estimator, scoring } = this.params as Required<SearchOptions>;
    const scorer = scorerFrom(scoring);
    const scores = context.parts<number>("scores");
    for (let step = scores.length; step < this.totalSteps(data); step++) {
      const { train, test } = splits[step % splits.length];
      const candidate = candidates[Math.floor(step / splits.length)];
      const trainY = y && takeTarget(y, train);
      const model = fitted(estimator.withParams(candidate), takeRows(X, train), trainY);
      scores.push(scorer(model, takeRows(X, test), y && takeTarget(y, test)));
      yield;
    }
  }

  protected finish({ X, y, candidates, splits }: Data, context: FitContext<object>): void {
    const { estimator, refit } = this.params as Required<SearchOptions>;
    const all = [...context.parts<number>("scores")];
    const results = candidates.map((params, c) => {
      const scores = all.slice(c * splits.length, (c + 1) * splits.length);
      const meanScore = scores.reduce((a, b) => a + b, 0) / scores.length;
      const variance = scores.reduce((sum, s) => sum + (s - meanScore) ** 2, 0) / scores.length;
      return { params, scores, meanScore, stdScore: Math.sqrt(variance) };
    });
    const ranked = results.map((result) => ({
      ...result,
      rank: 1 + results.filter((other) => other.meanScore > result.meanScore).length,
    }));
    const best = ranked.findIndex(({ rank }) => rank === 1);
    const model = estimator.withParams(ranked[best].params);
    const refitted = refit ? fitted(model, X, y) : undefined;
    const { width, names } = columnsOf(X, this.name);
    this.rememberColumns({ columns: width, names });
    this.bestEstimator_ = refitted;
    this.bestParams_ = ranked[best].params;
    this.bestScore_ = ranked[best].meanScore;
    this.bestIndex_ = best;
    this.cvResults_ = ranked;
  }
}
