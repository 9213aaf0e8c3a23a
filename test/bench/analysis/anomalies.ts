import {
  IsolationForest,
  LocalOutlierFactor,
  rocAucScore,
} from "../../../kernels/analysis/index.ts";
import type { BenchCase } from "./case.ts";
import { type Labelled, scattered } from "./model-data.ts";

let data: Labelled | undefined;
const auc = (scores: Float64Array) =>
  Number(
    rocAucScore(
      data!.y,
      scores.map((score) => -score),
    ).toFixed(4),
  );

/** Fits a hundred trees and scores all rows. */
export const isolationForestCase: BenchCase = {
  name: "isolation-forest-100k-x-10",
  prepare() {
    data = scattered(100_000, 10);
  },
  run() {
    return { auc: auc(new IsolationForest().fit(data!.X).scoreSamples(data!.X)) };
  },
};

/** Twenty neighbours of each row. */
export const localOutlierFactorCase: BenchCase = {
  name: "local-outlier-factor-20k-x-10",
  hasTwin: true,
  prepare() {
    data = scattered(20_000, 10);
  },
  run() {
    return { auc: auc(new LocalOutlierFactor().fit(data!.X).negativeOutlierFactor_!) };
  },
};
