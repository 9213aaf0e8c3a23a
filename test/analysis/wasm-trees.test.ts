import { expect, test } from "vitest";
import { addTrees } from "../../kernels/analysis/boosting/fitted.ts";
import { addAll } from "../../kernels/analysis/forest/predict.ts";
import {
  HistGradientBoostingRegressor,
  RandomForestClassifier,
  RandomForestRegressor,
  stream,
} from "../../kernels/analysis/index.ts";
import { WasmTrees } from "../../kernels/analysis/tree/wasm-trees.ts";

function sample(rows: number, gaps: number) {
  const random = stream(5, "trees");
  const columns = 4;
  const data = Float64Array.from({ length: rows * columns }, () =>
    random() < gaps ? Number.NaN : random.normal(),
  );
  const y = Array.from({ length: rows }, (_, i) => (data[4 * i] || 0) + 0.3 * random.normal());
  return { X: { data, rows, columns }, y };
}

function there<T>(found: T | undefined): T {
  if (found === undefined) throw new Error("the kernels are not there");
  return found;
}

test("rows reach the same leaves of a forest in WebAssembly and in TypeScript", () => {
  const { X, y } = sample(4103, 0);
  const classes = y.map((value) => (value > 0.5 ? "high" : value > -0.5 ? "middle" : "low"));
  const forests = [
    new RandomForestClassifier({ nEstimators: 5 }).fit(X, classes),
    new RandomForestRegressor({ nEstimators: 5 }).fit(X, y),
  ];
  for (const { estimators_: trees } of forests) {
    const { outputs } = trees![0]!;
    const values = trees!.map(({ value }) => value);
    const own = new Float64Array(X.rows * outputs);
    const other = new Float64Array(X.rows * outputs);
    there(WasmTrees.open(trees!, values, outputs, X)).add(X, 0, X.rows, own, 0);
    addAll(trees!, values, outputs, X, other);
    expect(own).toEqual(other);
  }
});

test("missing values go the same way through boosted trees in WebAssembly and in TypeScript", () => {
  const { X, y } = sample(4999, 0.3);
  const model = new HistGradientBoostingRegressor({ maxIter: 20 }).fit(X, y);
  const trees = model.trees_!.iterations.flat();
  const values = trees.map(({ value }) => value);
  // Rows in the middle, with others around them that must stay as they are.
  const own = new Float64Array(X.rows).fill(0.1);
  const other = own.slice();
  there(WasmTrees.open(trees, values, 1, X)).add(X, 7, 4500, own, 7);
  addTrees(trees, X, other, 0);
  expect(own.subarray(7, 4500)).toEqual(other.subarray(7, 4500));
  expect(own.subarray(0, 7)).toEqual(new Float64Array(7).fill(0.1));
  expect(own.subarray(4500)).toEqual(new Float64Array(499).fill(0.1));
});

test("few rows stay in TypeScript", () => {
  const { X, y } = sample(70, 0);
  const trees = new RandomForestRegressor({ nEstimators: 2 }).fit(X, y).estimators_!;
  const values = trees.map(({ value }) => value);
  expect(WasmTrees.open(trees, values, 1, { ...X, rows: 63 })).toBeUndefined();
  expect(WasmTrees.open(trees, values, 1, X)).toBeInstanceOf(WasmTrees);
});
