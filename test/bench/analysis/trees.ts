import {
  DecisionTreeClassifier,
  HistGradientBoostingClassifier,
  RandomForestClassifier,
} from "../../../kernels/analysis/index.ts";
import type { BenchCase } from "./case.ts";
import { type Labelled, odds, part } from "./model-data.ts";

const ROWS = 100_000;
const COLUMNS = 20;
let train: Labelled | undefined;
let held: Labelled | undefined;

function prepare(): void {
  const { X, y } = odds(2 * ROWS, COLUMNS, 1);
  train = { X: part(X, 0, ROWS), y: y.slice(0, ROWS) };
  held = { X: part(X, ROWS, 2 * ROWS), y: y.slice(ROWS) };
}

interface Scored {
  score(X: Labelled["X"], y: Int32Array): number;
}

/** Accuracy on the rows held out, and how long it took to predict them. */
function judged(model: Scored): Record<string, number> {
  const start = performance.now();
  const accuracy = Number(model.score(held!.X, held!.y).toFixed(4));
  return { accuracy, predictSeconds: Number(((performance.now() - start) / 1000).toFixed(3)) };
}

/** One tree on exact values. */
export const treeCase: BenchCase = {
  name: "decision-tree-100k-x-20",
  page: { peer: "scikit-learn 1.2.1", seconds: 4.0, target: 0.6 },
  prepare,
  run() {
    const model = new DecisionTreeClassifier().fit(train!.X, train!.y);
    return () => ({ leaves: model.getNLeaves(), ...judged(model) });
  },
};

const forestPage = { peer: "scikit-learn 1.2.1, 2 threads", seconds: 25.8, target: 0.25 };

/** A hundred trees on one thread. */
export const forestCase: BenchCase = {
  name: "forest-100-x-100k-x-20",
  page: forestPage,
  prepare,
  run() {
    const model = new RandomForestClassifier().fit(train!.X, train!.y);
    return () => judged(model);
  },
};

/** The same on two threads. */
export const forestWorkersCase: BenchCase = {
  name: "forest-100-x-100k-x-20-workers-2",
  page: forestPage,
  prepare,
  async run() {
    const model = new RandomForestClassifier();
    await model.fitAsync(train!.X, train!.y, { workers: 2 });
    return () => judged(model);
  },
};

/** A hundred iterations of 31 leaves. */
export const boostingCase: BenchCase = {
  name: "boosting-100-x-31-leaves-100k-x-20",
  hasTwin: true,
  page: { peer: "xgboost 1.7.4, 2 threads", seconds: 1.18, target: 0.7 },
  prepare,
  run() {
    const model = new HistGradientBoostingClassifier({ earlyStopping: false });
    model.fit(train!.X, train!.y);
    return () => judged(model);
  },
};
