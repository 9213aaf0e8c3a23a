import { requireOptions, said, wrongArgument } from "../base/arguments.ts";
import { AnalysisError } from "../base/errors.ts";
import type { Matrix } from "../base/matrix.ts";
import * as rule from "../base/option-rules.ts";
import { methodOptions, OptionTable } from "../base/option-table.ts";
import { plainRun } from "../run/plain-run.ts";
import type { Run } from "../run/run.ts";
import { fitUnits } from "../workers/fit-units.ts";
import type { Features, Target } from "./data.ts";
import { driveFit, driveFitAsync, memoryContext, type OpenFit } from "./fit.ts";
import { checkFeatures, checkWidth } from "./input.ts";
import { encode, type ModelJson } from "./json.ts";
import { wrongOption } from "./option.ts";

/** How `fitAsync` runs. */
export interface FitOptions<S> {
  /** Gives progress, cancel and checkpoints; default a run that needs nothing. */
  readonly run?: Run<S>;
  /** Threads that may work at once, default 1. Any number gives the same digits. */
  readonly workers?: number;
  /** One weight per row, ≥ 0; default all 1. Estimators that cannot use weights refuse them. */
  readonly sampleWeight?: ArrayLike<number>;
}

const weightSettings = { bare: { list: "sampleWeight" } };
const useFitAsync = "Write await model.fitAsync(X, y, { … }): fit works on this thread, in one go.";
/** What `fit` takes besides X and y. */
const fitOptions = methodOptions<Pick<FitOptions<unknown>, "sampleWeight">>(
  "fit",
  { sampleWeight: rule.perRow },
  { ...weightSettings, habits: { workers: useFitAsync, nJobs: useFitAsync, run: useFitAsync } },
);
/** What `fitAsync` takes besides X and y. */
export const fitAsyncOptions = methodOptions<FitOptions<unknown>>(
  "fitAsync",
  { run: rule.run, workers: rule.by(1, rule.workers), sampleWeight: rule.perRow },
  weightSettings,
);

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
  readonly #table: OptionTable<P>;

  constructor(table: OptionTable<P>, options: P) {
    if (!(table instanceof OptionTable))
      throw wrongArgument(`${new.target.name} is not a model by itself`, {
        got: said(table),
        expected: "a class that is made of it",
        action: "Use a class such as LinearRegression.",
      });
    this.#table = table;
    this.params = Object.freeze({ ...table.defaults, ...table.named(options) });
  }

  /** True once `fit` has learned something. */
  get isFitted(): boolean {
    return this.nFeaturesIn_ !== undefined;
  }

  /** A new unfitted estimator of the same class with the same options, some of them changed. */
  clone(changes: Partial<P> = {}): this {
    const Class = this.constructor as new (options: P) => this;
    return new Class({ ...this.params, ...this.#table.named(changes) } as P);
  }

  /**
   * A new unfitted estimator with options changed by name; "step__option" changes an option of an estimator inside this one.
   *
   * @throws HF_MODEL_OPTION when there is no such estimator inside
   */
  withParams(changes: Readonly<Record<string, unknown>>): this {
    requireOptions(changes, `${this.name}.withParams`);
    let copy = this.clone();
    for (const [key, value] of Object.entries(changes)) {
      const cut = key.indexOf("__");
      if (cut < 0) {
        copy = copy.clone({ [key]: value } as Partial<P>);
        continue;
      }
      const name = key.slice(0, cut);
      const inner = copy.nested(name);
      if (inner === undefined)
        throw wrongOption(this.name, key, value, `an estimator inside named "${name}"`);
      const changed = inner.withParams({ [key.slice(cut + 2)]: value });
      copy = copy.clone(copy.withNested(name, changed));
    }
    return copy;
  }

  /** The estimator inside this one that an option holds. */
  protected nested(name: string): Estimator<object> | undefined {
    const value = (this.params as Record<string, unknown>)[name];
    return value instanceof Estimator ? value : undefined;
  }

  /** The options in which that estimator is another one. */
  protected withNested(name: string, estimator: Estimator<object>): Partial<P> {
    return { [name]: estimator } as unknown as Partial<P>;
  }

  /**
   * The options and everything learned as plain JSON, for `modelFromJson`.
   *
   * @throws HF_MODEL_JSON when an option is a function
   */
  toJSON(): ModelJson {
    const json = {
      holdfastModel: 1,
      name: this.name,
      params: encode(this.params, "params") as object,
    } as const;
    if (!this.isFitted) return json;
    const learned = Object.entries(this).filter(([key]) => key.endsWith("_"));
    return { ...json, learned: encode(Object.fromEntries(learned), "learned") as object };
  }

  /** @throws HF_MODEL_OPTION for the first option that has a value it cannot have */
  protected checkOptions(): void {
    this.#table.check(this.params);
  }

  /** Remembers number and names of the columns of a fit. */
  protected rememberColumns(matrix: { columns: number; names?: readonly string[] }): void {
    this.nFeaturesIn_ = matrix.columns;
    this.featureNamesIn_ = matrix.names;
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
  get allowsMissing(): boolean {
    return false;
  }

  /** Whether `transform` leaves no missing value behind. */
  get fillsMissing(): boolean {
    return false;
  }
}

/**
 * An estimator that learns in steps. A class gives `prepare` (all checks, nothing stored) and `fitting` (what follows).
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
    const { sampleWeight } = fitOptions(this.name).read(options);
    const fit = this.openFit(X, y, sampleWeight);
    const context = memoryContext(fit.initialState());
    driveFit(fit.steps(context));
    fit.finish(context);
    return this;
  }

  /** The same steps as `fit`, with the same digits, as steps of a run; by worker threads where the steps do not need each other. */
  async fitAsync(X: Features, y?: Target, options: FitOptions<S> = {}): Promise<this> {
    const own = fitAsyncOptions(this.name).read(options) as FitOptions<S>;
    const fit = this.openFit(X, y, own.sampleWeight);
    const { run = plainRun<S>(), workers = 1 } = own;
    if (run.first === 0) run.state = fit.initialState();
    if (fit.units !== undefined && workers > 1) await fitUnits(fit.units, run, workers);
    else await driveFitAsync(fit.steps(run), run, fit.total);
    fit.finish(run);
    return this;
  }

  /** Checks everything and opens a fit that a fit around it (of a pipeline, say) can drive as its own. */
  openFit(X: Features, y?: Target, sampleWeight?: ArrayLike<number>): OpenFit<S> {
    this.checkOptions();
    return this.fitting(this.prepare(X, y, sampleWeight));
  }

  /** Checks options, X and y, and puts them into the form that the steps use; stores nothing in `this`. */
  protected abstract prepare(
    X: Features,
    y: Target | undefined,
    sampleWeight?: ArrayLike<number>,
  ): D;

  /** How the fit goes: `fitInOneStep`, `fitOfUnits`, or steps of its own. */
  protected abstract fitting(data: D): OpenFit<S>;
}
