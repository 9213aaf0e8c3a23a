import type { Matrix } from "../base/matrix.ts";
import { type AnyEstimator, able } from "../compose/any-estimator.ts";
import type { ColumnTransformer } from "../compose/column-transformer.ts";
import type { Features } from "../models/data.ts";
import { decodeModel, type ModelJson } from "../models/json.ts";
import { knownModelClasses } from "../models/known-classes.ts";
import type { Label } from "../models/target.ts";
import { preprocessorClasses } from "./features.ts";

/** A fitted model that takes tables with the columns of its training, text and gaps included. */
export class TrainedModel {
  /** Makes columns of numbers. */
  readonly preprocessor: ColumnTransformer;
  /** Learned from these columns. */
  readonly estimator: AnyEstimator;

  /** @param json both parts; the class of the model has to be loaded (`Candidate.load`) */
  constructor(json: { preprocessor: ModelJson; model: ModelJson }) {
    this.preprocessor = decodeModel(json.preprocessor, preprocessorClasses) as ColumnTransformer;
    this.estimator = decodeModel(json.model, knownModelClasses) as AnyEstimator;
  }

  /** The prediction for each row of a table. @throws HF_TABLE_UNKNOWN_COLUMN, HF_MODEL_SHAPE */
  predict(table: Features): Label[] | Float64Array {
    return able(this.estimator, "predict").predict(this.preprocessor.transform(table));
  }

  /** The probability of each class. @throws HF_MODEL_ABILITY when the model has none */
  predictProba(table: Features): Matrix {
    return able(this.estimator, "predictProba").predictProba(this.preprocessor.transform(table));
  }

  /** How much each column counts, largest first, as shares of 1; undefined when the model does not say. */
  importances(): { name: string; share: number }[] | undefined {
    const { featureImportances_: shares, coef_: coef } = this.estimator as unknown as {
      featureImportances_?: Float64Array;
      coef_?: Float64Array | Matrix;
    };
    const sizes = shares ?? (coef && sizesOf(coef));
    if (sizes === undefined) return undefined;
    const names = this.preprocessor.getFeatureNamesOut();
    let sum = 0;
    for (const size of sizes) sum += size;
    return names
      .map((name, j) => ({ name, share: sum > 0 ? sizes[j] / sum : 0 }))
      .sort((a, b) => b.share - a.share);
  }

  /** Both parts as plain JSON. */
  toJSON(): { preprocessor: ModelJson; model: ModelJson } {
    return { preprocessor: this.preprocessor.toJSON(), model: this.estimator.toJSON() };
  }
}

/** Sizes of coefficients of standardised columns; of several classes their sum. */
function sizesOf(coef: Float64Array | Matrix): Float64Array {
  if (coef instanceof Float64Array) return coef.map(Math.abs);
  const sizes = new Float64Array(coef.columns);
  coef.data.forEach((value, at) => {
    sizes[at % coef.columns] += Math.abs(value);
  });
  return sizes;
}
