import { describe, expect, test } from "vitest";
import {
  adjustedRandScore,
  calinskiHarabaszScore,
  chdtrc,
  DBSCAN,
  daviesBouldinScore,
  KMeans,
  LinearRegression,
  type Matrix,
  normalizedMutualInfoScore,
  PCA,
  StandardScaler,
  silhouetteScore,
} from "../../kernels/analysis/index.ts";
import { casesOf, near, rowsOf, tableOf } from "./reference-cases.ts";

async function rows(data: string, prepare: string): Promise<{ X: Matrix; truth: number[] }> {
  const table = await tableOf(data);
  const raw = table.matrix(...table.columnNames.filter((name) => name !== "target"));
  const X = prepare.startsWith("z-score") ? new StandardScaler().fitTransform(raw) : raw;
  return { X, truth: Array.from(table.column("target").numbers()) };
}

describe.each(casesOf("clustering-rfm", "kmeans/").filter(({ id }) => id.endsWith("given")))(
  "$id",
  ({ data, params, expected }) => {
    test("agrees with scikit-learn from given centres", async () => {
      const { X, truth } = await rows(data, params.prepare);
      const all = rowsOf(X);
      const init = params.init_rows.map((row: number) => all[row]!);
      const model = new KMeans({ nClusters: params.k, init, tol: 0 }).fit(X);
      near(model.inertia_, expected.inertia, { rel: 1e-8 });
      near(rowsOf(model.clusterCenters_!), expected.centers, { abs: 1e-6 });
      expect([...model.labels_!.subarray(0, 50)]).toEqual(expected.labels_first50);
      const sizes = [0, 0, 0];
      for (const label of model.labels_!) sizes[label]!++;
      expect(sizes).toEqual(expected.sizes);
      expect(Math.abs(model.nIter_! - expected.n_iter)).toBeLessThanOrEqual(1);
      const labels = Array.from(model.labels_!);
      near(silhouetteScore(X, labels), expected.silhouette, { abs: 1e-6 });
      near(daviesBouldinScore(X, labels), expected.davies_bouldin, { abs: 1e-6 });
      near(calinskiHarabaszScore(X, labels), expected.calinski_harabasz, { rel: 1e-8 });
      near(adjustedRandScore(truth, labels), expected.adjusted_rand, { abs: 1e-9 });
      expect([...model.predict(X)]).toEqual(labels);
    });
  },
);

describe.each(casesOf("clustering-rfm", "kmeans/").filter(({ id }) => id.endsWith("best")))(
  "$id",
  ({ data, params, expected }) => {
    test.each(Object.keys(expected))("ten starts for k = %s land inside the band", async (k) => {
      const { X } = await rows(data, params.prepare);
      const wanted = expected[k];
      const model = new KMeans({ nClusters: Number(k), nInit: 10 }).fit(X);
      const [low, high] = wanted.inertia_10_starts.band;
      expect(model.inertia_).toBeGreaterThanOrEqual(
        Math.min(low, wanted.best_inertia * (1 - 1e-6)),
      );
      expect(model.inertia_).toBeLessThanOrEqual(high);
    });
  },
);

test("KMeans gives a cluster without rows the row farthest away", () => {
  const X = [[0], [0.1], [10], [10.1], [50]];
  const model = new KMeans({ nClusters: 3, init: [[0], [200], [300]], maxIter: 50 }).fit(X);
  expect(new Set(model.labels_).size).toBe(3);
  expect(model.inertia_).toBeLessThan(0.02);
});

test("DBSCAN finds dense regions, their cores and the noise between", () => {
  const X = [
    [1, 2],
    [2, 2],
    [2, 3],
    [8, 7],
    [8, 8],
    [25, 80],
  ];
  const model = new DBSCAN({ eps: 3, minSamples: 2 }).fit(X);
  expect([...model.labels_!]).toEqual([0, 0, 0, 1, 1, -1]);
  expect([...model.coreSampleIndices_!]).toEqual([0, 1, 2, 3, 4]);
  const border = new DBSCAN({ eps: 1, minSamples: 3 }).fitPredict([[0], [1], [2], [5]]);
  expect([...border]).toEqual([0, 0, 0, -1]);
});

test("DBSCAN has the same clusters by the tree as by looking at every row", async () => {
  const { X } = await rows("iris.csv", "raw");
  const twice = {
    ...X,
    data: Float64Array.from([...X.data, ...X.data.map((x) => x + 100)]),
    rows: 300,
  };
  const half = new DBSCAN({ eps: 0.6 }).fitPredict(X);
  const both = new DBSCAN({ eps: 0.6 }).fitPredict(twice);
  expect([...both.subarray(0, 150)]).toEqual([...half]);
});

test("PCA agrees with scikit-learn on iris", async () => {
  const { X } = await rows("iris.csv", "raw");
  const model = new PCA({ nComponents: 2 }).fit(X);
  near(model.explainedVarianceRatio_, [0.92461872, 0.05306648], { abs: 1e-8 });
  near(model.singularValues_, [25.09996044, 6.01314738], { abs: 1e-7 });
  near(model.components_!.data.subarray(0, 4), [0.36138659, -0.08452251, 0.85667061, 0.3582892], {
    abs: 1e-8,
  });
  const full = new PCA().fit(X);
  near(full.inverseTransform(full.transform(X)).data, X.data, { abs: 1e-12 });
  expect(new PCA({ nComponents: 0.95 }).fit(X).nComponents_).toBe(2);
  const white = new PCA({ whiten: true }).fitTransform(X);
  const again = new PCA().fit(white);
  near(again.explainedVariance_, [1, 1, 1, 1], { abs: 1e-10 });
});

test("labels that match give a mutual information of 1, unrelated ones 0", () => {
  expect(normalizedMutualInfoScore(["a", "a", "b"], [1, 1, 0])).toBeCloseTo(1, 12);
  expect(normalizedMutualInfoScore([0, 0, 1, 1], [0, 1, 0, 1])).toBe(0);
  expect(adjustedRandScore([0, 0, 1, 1], [1, 1, 0, 0])).toBe(1);
  near(adjustedRandScore([0, 0, 1, 2], [0, 0, 1, 1]), 0.5714285714285715, { abs: 1e-12 });
});

describe.each(casesOf("anomaly", "mahalanobis/"))("$id", ({ data, expected }) => {
  test("the leverages of a linear model give Mahalanobis' distances", async () => {
    const table = await tableOf(data);
    const X = table.matrix(...table.columnNames.filter((name) => name !== "label"));
    const white = new PCA({ whiten: true }).fitTransform(X);
    const squares = rowsOf(white).map((row) => row.reduce((sum, x) => sum + x * x, 0));
    near(squares.slice(0, 20), expected.d2_first20, { rel: 1e-8 });
    const outside = squares.filter((d2) => d2 > expected.cutoff).length;
    expect(outside).toBe(expected.n_outliers);
    expect(chdtrc(X.columns, expected.cutoff)).toBeCloseTo(0.025, 9);
    expect(new LinearRegression().fit(X, squares).rank_).toBe(X.columns);
  });
});
