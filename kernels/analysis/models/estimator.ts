import { AnalysisError } from "../errors.ts";
import { plainRun } from "../plain-run.ts";
import type { Features, Run, Target } from "../run.ts";
import type { Matrix } from "../table/matrix.ts";
import { driveFit, driveFitAsync, type FitContext, type FitSteps } from "./fit.ts";
import { checkFeatures, checkWidth } from "./input.ts";

/** How `fitAsync` runs. */
export interface FitOptions<S> {
  /** Gives progress, cancel and checkpoints; default a run that needs nothing. */
  readonly run?: Run<S>;
  /** Threads that may work at once, default 1. Any number gives the same digits. */
  readonly workers?: number;
  /** One weight per row, ≥ 0; default all 1. Estimators that cannot use weights refuse them. */
  readonly sampleWeight?: ArrayLike<number>;
}

/** A model as plain JSON; `modelFromJson` gives it back with identical predictions. */
export interface ModelJson {
  readonly holdfastModel: 1;
  readonly name: string;
  readonly params: object;
  /** Learned values; absent before `fit`. Typed arrays are written as `{ type, base64 }`. */
  readonly learned?: object;
}

/**
 * What every estimator has, by scikit-learn's contract with camelCase names: the constructor only stores, `fit` checks and learns,
 * learned values end in `_`, and fitting again forgets what was learned before. When `fit` throws, the estimator is as it was.
 *
 * @typeParam P the options of the constructor
 */
export abstract class Estimator<P extends object> {
  /** Name of the class, also in JSON. */
  abstract readonly name: string;
  /** Every option with its default filled in. */
  readonly params: Readonly<Required<P>>;
  /** Number of columns of the table it was fitted on. */
  nFeaturesIn_: number | undefined;
  /** Names of these columns, when they were known. */
  featureNamesIn_: readonly string[] | undefined;

  constructor(defaults: Required<P>, options: P) {
    const given = Object.entries(options).filter(([, value]) => value !== undefined);
    this.params = Object.freeze({ ...defaults, ...Object.fromEntries(given) });
  }

  /** True once `fit` has learned something. */
  get isFitted(): boolean {
    return this.nFeaturesIn_ !== undefined;
  }

  /** A new unfitted estimator of the same class with the same options, some of them changed. */
  clone(changes: Partial<P> = {}): this {
    const Class = this.constructor as new (options: P) => this;
    return new Class({ ...this.params, ...changes } as P);
  }

  /** @throws HF_MODEL_NOT_FITTED before `fit` */
  protected requireFitted(): void {
    if (!this.isFitted)
      throw new AnalysisError("HF_MODEL_NOT_FITTED", {
        what: `${this.name} has not been fitted`,
        action: "Call fit(X, y) first.",
      });
  }

  /**
   * Checks what is given to a fitted estimator: shape, names, finite values.
   *
   * @throws HF_MODEL_NOT_FITTED, HF_MODEL_SHAPE, HF_MODEL_MISSING_VALUE, HF_MODEL_NOT_NUMERIC
   */
  protected input(X: Features): Matrix {
    this.requireFitted();
    const matrix = checkFeatures(X, { what: this.name, allowMissing: this.allowsMissing });
    checkWidth(matrix, this.nFeaturesIn_!, this.featureNamesIn_, this.name);
    return matrix;
  }

  /** Whether NaN is a value that the estimator can use. */
  protected get allowsMissing(): boolean {
    return false;
  }
}

/**
 * An estimator that learns in steps. A class gives `prepare` (all checks, nothing stored), `fitSteps` and `finish`.
 *
 * @typeParam S what a checkpoint of a fit saves besides its parts
 * @typeParam D what `prepare` makes of X and y
 */
export abstract class SteppedEstimator<P extends object, S, D> extends Estimator<P> {
  /**
   * Learns on this thread, all steps at once.
   *
   * @throws HF_MODEL_SHAPE, HF_MODEL_MISSING_VALUE, HF_MODEL_NOT_NUMERIC, HF_MODEL_ONE_CLASS, HF_MODEL_OPTION; nothing is half-fitted
   */
  fit(X: Features, y?: Target, options: Pick<FitOptions<S>, "sampleWeight"> = {}): this {
    const data = this.prepare(X, y, options.sampleWeight);
    const state = this.initialState(data);
    let context: FitContext<S> | undefined;
    driveFit((given) => {
      context = given;
      return this.fitSteps(data, given);
    }, state);
    this.finish(data, context!);
    return this;
  }

  /** The same steps as `fit`, with the same digits, as steps of a run. */
  async fitAsync(X: Features, y?: Target, options: FitOptions<S> = {}): Promise<this> {
    const data = this.prepare(X, y, options.sampleWeight);
    const run = options.run ?? plainRun<S>();
    if (run.first === 0) run.state = this.initialState(data);
    await driveFitAsync((context) => this.fitSteps(data, context), run, this.totalSteps(data));
    this.finish(data, run);
    return this;
  }

  /** Checks options, X and y, and puts them into the form that the steps use; stores nothing in `this`. */
  protected abstract prepare(
    X: Features,
    y: Target | undefined,
    sampleWeight?: ArrayLike<number>,
  ): D;
  protected abstract initialState(data: D): S;
  /** Number of steps if it is known beforehand. */
  protected abstract totalSteps(data: D): number | undefined;
  protected abstract fitSteps(data: D, context: FitContext<S>): FitSteps;
  /** Stores what was learned: every value that ends in `_`. */
  protected abstract finish(data: D, context: FitContext<S>): void;
}
