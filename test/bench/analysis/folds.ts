import {
  crossValScore,
  HistGradientBoostingClassifier,
  Table,
  trainClassifiers,
} from "../../../kernels/analysis/index.ts";
import type { BenchCase } from "./case.ts";
import { clouds, type Labelled } from "./model-data.ts";

let data: Labelled | undefined;
let table: Table | undefined;
const rounded = (value: number) => Number(value.toFixed(4));

function foldsCase(workers: number): BenchCase {
  return {
    name: `cross-validation-6-x-boosting-50k-x-20-workers-${workers}`,
    prepare() {
      data = clouds(50_000, 20, 1);
    },
    async run() {
      const model = new HistGradientBoostingClassifier({ earlyStopping: false });
      const scores = await crossValScore(model, data!.X, data!.y, { cv: 6, workers });
      return { accuracy: rounded(scores.reduce((a, b) => a + b, 0) / scores.length) };
    },
  };
}

/** Six fits and scores, one after the other. */
export const foldsCaseAlone = foldsCase(1);
/** The same on two threads. */
export const foldsCaseWorkers = foldsCase(2);

function trainingCase(workers: number): BenchCase {
  return {
    name: `train-classifiers-6k-x-10-workers-${workers}`,
    prepare() {
      const { X, y } = clouds(6000, 10, 1);
      const columns: Record<string, ArrayLike<number>> = { y };
      for (let j = 0; j < X.columns; j++)
        columns[`x${j}`] = Float64Array.from(
          { length: X.rows },
          (_, i) => X.data[i * X.columns + j]!,
        );
      table = Table.from(columns) as unknown as Table;
    },
    async run() {
      const { data: found } = await trainClassifiers(table!, { target: "y", workers });
      return { models: found.models.length, best: rounded(found.best!.scores.accuracy!) };
    },
  };
}

/** All seven classifiers, five folds each. */
export const trainingCaseAlone = trainingCase(1);
/** The same on two threads. */
export const trainingCaseWorkers = trainingCase(2);
