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
  page: { peer: "scikit-learn 1.2.1, 2 threads", seconds: 1.68, target: 0.25 },
  prepare() {
    data = scattered(100_000, 10);
  },
  run() {
    return { auc: auc(new IsolationForest().fit(data!.X).scoreSamples(data!.X)) };
  },
};

function outlierFactorCase(name: string, workers: number): BenchCase {
  return {
    name,
    hasTwin: workers === 1,
    page: { peer: "scikit-learn 1.2.1, 2 threads", seconds: 3.15, target: 0.5 },
    prepare() {
      data = scattered(20_000, 10);
    },
    async run() {
      const model = new LocalOutlierFactor();
      await model.fitAsync(data!.X, undefined, { workers });
      return () => ({ auc: auc(model.negativeOutlierFactor_!) });
    },
  };
}

/** Twenty neighbours of each row. */
export const outlierFactorAlone = outlierFactorCase("local-outlier-factor-20k-x-10", 1);
/** The same on two threads. */
export const outlierFactorWorkers = outlierFactorCase("local-outlier-factor-20k-x-10-workers-2", 2);
