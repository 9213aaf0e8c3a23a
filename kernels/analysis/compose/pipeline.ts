import type { Matrix } from "../base/matrix.ts";
import * as rule from "../base/option-rules.ts";
import { modelOptions, type OptionTable } from "../base/option-table.ts";
import type { Features, Target } from "../models/data.ts";
import { SteppedEstimator } from "../models/estimator.ts";
import type { OpenFit } from "../models/fit.ts";
import { wrongOption } from "../models/option.ts";
import type { Label } from "../models/target.ts";
import { type AnyEstimator, able, fitted, requireEstimator } from "./any-estimator.ts";

/** One step of a pipeline: its name and its estimator. */
export type PipelineStep<E extends AnyEstimator = AnyEstimator> = readonly [string, E];

/** Options of `Pipeline`. */
export interface PipelineOptions<L extends AnyEstimator = AnyEstimator> {
  /** Names and estimators; all but the last one transform. */
  readonly steps: readonly [...PipelineStep[], PipelineStep<L>];
}

interface Opened {
  readonly steps: readonly PipelineStep[];
  readonly last: OpenFit<unknown>;
}

type Predicted<L> = L extends { predict(X: Features): infer R } ? R : Label[] | Float64Array;

const pipelineOptions = modelOptions<PipelineOptions>(
  "Pipeline",
  {
    steps: rule.by([], {
      expected:
        'at least one [name, estimator], such as [["scale", new StandardScaler()], ["model", new Ridge()]]',
      accepts: (value) =>
        Array.isArray(value) &&
        value.length > 0 &&
        value.every(
          (step) => Array.isArray(step) && step.length === 2 && typeof step[0] === "string",
        ),
    }),
  },
  { bare: { list: "steps" } },
);

/**
 * A chain of transformers with any estimator at its end, fitted and used as one, so that what is learned from the training rows is
 * learned from them alone. The estimators given are cloned, not changed; the fitted ones are in `steps_`. A run sees the steps of the
 * last one.
 *
 * Errors: HF_MODEL_OPTION, HF_MODEL_ABILITY, and those of its estimators.
 *
 * @typeParam L class of the last estimator
 * @example new Pipeline({ steps: [["scale", new StandardScaler()], ["model", new LogisticRegression()]] }).fit(X, y)
 */
export class Pipeline<L extends AnyEstimator = AnyEstimator> extends SteppedEstimator<
  PipelineOptions<L>,
  unknown,
  Opened
> {
  readonly name = "Pipeline";
  /** Names and fitted estimators. */
  steps_: readonly PipelineStep[] | undefined;

  constructor(options: PipelineOptions<L>) {
    super(pipelineOptions as unknown as OptionTable<PipelineOptions<L>>, options);
  }

  /** The classes of the last estimator, when it tells classes apart. */
  get classes_(): readonly Label[] | undefined {
    return (this.steps_?.at(-1)?.[1] as { classes_?: readonly Label[] } | undefined)?.classes_;
  }
  override get allowsMissing(): boolean {
    for (const [, step] of this.params.steps) {
      if (!step.allowsMissing) return false;
      if (step.fillsMissing) return true;
    }
    return true;
  }
  /** The fitted estimator of a step. */
  step(name: string): AnyEstimator {
    this.requireFitted();
    const found = this.steps_!.find(([known]) => known === name);
    if (found !== undefined) return found[1];
    const names = this.steps_!.map(([known]) => known).join(", ");
    throw wrongOption(this.name, "step", name, `one of ${names}`);
  }
  predict(X: Features): Predicted<L> {
    const [last, Z] = this.#before(X);
    return able(last, "predict").predict(Z) as Predicted<L>;
  }
  predictProba(X: Features): Matrix {
    const [last, Z] = this.#before(X);
    return able(last, "predictProba").predictProba(Z);
  }
  decisionFunction(X: Features): Float64Array | Matrix {
    const [last, Z] = this.#before(X);
    return able(last, "decisionFunction").decisionFunction(Z);
  }
  transform(X: Features): Matrix {
    const [last, Z] = this.#before(X);
    return able(last, "transform").transform(Z);
  }
  fitTransform(X: Features, y?: Target): Matrix {
    return this.fit(X, y).transform(X);
  }
  score(X: Features, y?: Target, sampleWeight?: ArrayLike<number>): number {
    const [last, Z] = this.#before(X);
    return able(last, "score").score(Z, y, sampleWeight);
  }
  getFeatureNamesOut(): string[] {
    this.requireFitted();
    return able(this.steps_!.at(-1)![1], "getFeatureNamesOut").getFeatureNamesOut();
  }

  /** The last estimator and what reaches it. */
  #before(X: Features): readonly [AnyEstimator, Features] {
    this.requireFitted();
    let Z = X;
    const steps = this.steps_!;
    for (const [, step] of steps.slice(0, -1)) Z = able(step, "transform").transform(Z);
    return [steps.at(-1)![1], Z];
  }

  protected override nested(name: string): AnyEstimator | undefined {
    return this.params.steps.find(([known]) => known === name)?.[1];
  }
  protected override withNested(
    name: string,
    estimator: AnyEstimator,
  ): Partial<PipelineOptions<L>> {
    const steps = this.params.steps.map((step) => (step[0] === name ? [name, estimator] : step));
    return { steps: steps as unknown as PipelineOptions<L>["steps"] };
  }

  protected prepare(X: Features, y?: Target, sampleWeight?: ArrayLike<number>): Opened {
    const { steps } = this.params;
    const names = steps.map(([name]) => name);
    if (new Set(names).size < names.length || names.some((name) => name.includes("__")))
      throw wrongOption(this.name, "steps", names.join(", "), 'distinct names without "__"');
    const done: PipelineStep[] = [];
    let Z = X;
    for (const [name, step] of steps.slice(0, -1)) {
      able(requireEstimator(this.name, `steps.${name}`, step), "transform");
      const copy = fitted(step, Z, y);
      Z = able(copy, "transform").transform(Z);
      done.push([name, copy]);
    }
    const [name, end] = steps.at(-1)!;
    const last = requireEstimator(this.name, `steps.${name}`, end).clone();
    return { steps: [...done, [name, last]], last: last.openFit(Z, y, sampleWeight) };
  }
  protected fitting({ steps, last }: Opened): OpenFit<unknown> {
    const { total } = last;
    return {
      total,
      initialState: () => last.initialState(),
      steps: (context) => last.steps(context),
      finish: (context) => {
        last.finish(context);
        this.#keep(steps);
      },
    };
  }

  #keep(steps: Opened["steps"]): void {
    const first = steps[0][1];
    this.nFeaturesIn_ = first.nFeaturesIn_;
    this.featureNamesIn_ = first.featureNamesIn_;
    this.steps_ = steps;
  }
}
