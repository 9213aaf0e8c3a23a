import { requireNumbers } from "../base/arguments.ts";
import { AnalysisError } from "../base/errors.ts";
import { modelOptions } from "../base/option-table.ts";
import type { Target } from "../models/data.ts";
import { Estimator } from "../models/estimator.ts";
import { type Label, labelsFrom, labelsOf, sortLabels } from "../models/target.ts";

const labelEncoderOptions = modelOptions<object>("LabelEncoder", {});

/**
 * Replaces the labels of a target by numbers 0 … classes - 1 in the order of classes. Classifiers take labels as they are; this is for
 * code of your own that needs numbers.
 *
 * Errors: HF_MODEL_MISSING_VALUE, HF_MODEL_SHAPE (no label), HF_MODEL_UNKNOWN_CATEGORY, HF_MODEL_NOT_FITTED.
 */
export class LabelEncoder extends Estimator<object> {
  readonly name = "LabelEncoder";
  /** The classes: numbers ascending, false before true, text by UTF-16 code units. */
  classes_: readonly Label[] | undefined;

  constructor(options: object = {}) {
    super(labelEncoderOptions, options);
  }

  fit(y: Target): this {
    this.checkOptions();
    const labels = labelsOf(y, this.name);
    if (labels.length === 0)
      throw new AnalysisError("HF_MODEL_SHAPE", {
        what: `${this.name} needs labels`,
        got: "none",
        expected: "at least one",
      });
    this.rememberColumns({ columns: 1 });
    this.classes_ = sortLabels(labels);
    return this;
  }

  /** The number of each label. */
  transform(y: Target): Int32Array {
    this.requireFitted();
    const index = new Map(this.classes_!.map((label, code) => [label, code]));
    return Int32Array.from(labelsOf(y, this.name), (label, row) => {
      const code = index.get(label);
      if (code !== undefined) return code;
      throw new AnalysisError("HF_MODEL_UNKNOWN_CATEGORY", {
        what: `${this.name} met a label that was not in fit`,
        row,
        got: JSON.stringify(label),
        expected: `one of ${this.classes_!.map((known) => JSON.stringify(known)).join(", ")}`,
      });
    });
  }

  /** `fit(y)` and `transform(y)`. */
  fitTransform(y: Target): Int32Array {
    return this.fit(y).transform(y);
  }

  /** The labels of numbers. */
  inverseTransform(codes: ArrayLike<number>): Label[] {
    this.requireFitted();
    requireNumbers(codes, "LabelEncoder.inverseTransform");
    return labelsFrom(codes, this.classes_!);
  }
}
