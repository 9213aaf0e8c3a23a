import {
  DecisionTreeClassifier,
  HistGradientBoostingClassifier,
  RandomForestClassifier,
} from "../../../kernels/analysis/index.ts";
import type { BenchCase } from "./case.ts";
import { clouds, type Labelled } from "./model-data.ts";

const ROWS = 100_000;
const COLUMNS = 20;
let train: Labelled | undefined;
let held: Labelled | undefined;

function prepare(): void {
  train = clouds(ROWS, COLUMNS, 1);
  held = clouds(ROWS, COLUMNS, 2);
}
const rounded = (value: number) => Number(value.toFixed(4));

/** One tree on exact values. */
export const treeCase: BenchCase = {
  name: "decision-tree-100k-x-20",
  prepare,
  run() {
    const model = new DecisionTreeClassifier().fit(train!.X, train!.y);
    return { leaves: model.getNLeaves(), accuracy: rounded(model.score(held!.X, held!.y)) };
  },
};

/** A hundred trees on one thread. */
export const forestCase: BenchCase = {
  name: "forest-100-x-100k-x-20",
  prepare,
  run() {
    const model = new RandomForestClassifier().fit(train!.X, train!.y);
    const start = performance.now();
    const accuracy = rounded(model.score(held!.X, held!.y));
    return { accuracy, predictSeconds: rounded((performance.now() - start) / 1000) };
  },
};

/** The same on two threads. */
export const forestWorkersCase: BenchCase = {
  name: "forest-100-x-100k-x-20-workers-2",
  prepare,
  async run() {
    const model = new RandomForestClassifier();
    await model.fitAsync(train!.X, train!.y, { workers: 2 });
    return { accuracy: rounded(model.score(held!.X, held!.y)) };
  },
};

/** A hundred iterations of 31 leaves. */
export const boostingCase: BenchCase = {
  name: "boosting-100-x-31-leaves-100k-x-20",
  hasTwin: true,
  prepare,
  run() {
    const model = new HistGradientBoostingClassifier({ earlyStopping: false });
    const start = performance.now();
    model.fit(train!.X, train!.y);
    const fitSeconds = rounded((performance.now() - start) / 1000);
    return { accuracy: rounded(model.score(held!.X, held!.y)), fitSeconds };
  },
};
