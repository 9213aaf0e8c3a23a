import { describe, expect, test } from "vitest";
import { averagePathLength } from "../../kernels/analysis/anomaly/isolation-tree.ts";
import {
  averagePrecisionScore,
  IsolationForest,
  LocalOutlierFactor,
  Mahalanobis,
  mean,
  median,
  outlierFences,
  outlierRows,
  rocAucScore,
  std,
  stream,
} from "../../kernels/analysis/index.ts";
import { NeighbourIndex } from "../../kernels/analysis/neighbours/neighbour-index.ts";
import { failure, fixtureJson } from "./fixtures.ts";
import { near, type ReferenceCase, tableOf } from "./reference-cases.ts";
import { type Band, inBand } from "./tree-cases.ts";

const { cases } = fixtureJson<{ cases: ReferenceCase[] }>("anomalies.json");
const named = (start: string) => cases.filter(({ id }) => id.startsWith(start));

async function labelled(data: string) {
  const table = await tableOf(data);
  const X = table.matrix(...table.columnNames.filter((name) => name !== "label"));
  return { X, labels: Array.from(table.column("label").numbers()) };
}

/** The share of true anomalies among as many highest scores as there are anomalies. */
function precisionAtN(labels: number[], scores: Float64Array): number {
  const n = labels.reduce((a, b) => a + b);
  const order = Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]!);
  return order.slice(0, n).reduce((sum, row) => sum + labels[row]!, 0) / n;
}

describe.each(named("isolation-forest/").filter(({ id }) => !id.endsWith("c-factor")))(
  "$id",
  ({ data, params, expected }) => {
    test("scores inside of the bands of the peer, for one seed and for the mean of ten", async () => {
      const { X, labels } = await labelled(data);
      const sums: Record<string, number> = {};
      for (let seed = 0; seed < 10; seed++) {
        const model = new IsolationForest({
          nEstimators: params.n_estimators,
          maxSamples: params.max_samples,
          randomState: seed,
        }).fit(X);
        const scores = model.scoreSamples(X).map((score) => -score);
        const found: Record<string, number> = {
          roc_auc: rocAucScore(labels, scores),
          average_precision: averagePrecisionScore(labels, scores),
          precision_at_n: precisionAtN(labels, scores),
          mean_score: mean(scores),
        };
        for (const [name, score] of Object.entries(found)) {
          if (seed === 0) inBand(score, expected[name], name);
          sums[name] = (sums[name] ?? 0) + score / 10;
        }
      }
      for (const [name, sum] of Object.entries(sums)) {
        const { band_mean_of_10_seeds: band } = expected[name] as Band;
        inBand(sum, { band }, `mean ${name}`);
      }
    });
  },
);

describe("isolation-forest/c-factor", () => {
  test("scales path lengths by the approximation of the paper", () => {
    for (const [n, { paper_approximation }] of Object.entries(
      named("isolation-forest/c-factor")[0]!.expected as Record<
        string,
        { paper_approximation: number }
      >,
    ))
      near(averagePathLength(Number(n)), paper_approximation, { rel: 1e-10 });
  });
});

describe.each(named("lof/").filter(({ id }) => !id.includes("mammography")))(
  "$id",
  ({ data, params, expected }) => {
    test("agrees with the peer", async () => {
      const { X, labels } = await labelled(data);
      const model = new LocalOutlierFactor({ nNeighbors: params.n_neighbors }).fit(X);
      const scores = model.negativeOutlierFactor_!.map((score) => -score);
      near(scores.subarray(0, 50), expected.scores_first50, { rel: 0.002 }, "scores");
      near(model.kDistances_!.subarray(0, 20), expected.k_distance_first20, { rel: 1e-9 }, "k");
      const top = expected.top_rows as number[];
      near(
        top.map((row) => scores[row]),
        expected.top_scores,
        { rel: 0.002 },
        "top",
      );
      near(rocAucScore(labels, scores), expected.roc_auc, { abs: 0.001 }, "auc");
      near(averagePrecisionScore(labels, scores), expected.average_precision, { abs: 0.001 }, "ap");
      near(mean(scores), expected.mean, { rel: 0.0001 }, "mean");
      near(median(scores), expected.median, { rel: 0.0001 }, "median");
      near(Math.max(...scores), expected.max, { rel: 0.002 }, "max");
    });
  },
);

describe.each(named("lof/mammography"))("$id", ({ data, params, expected }) => {
  test("stays finite among thousands of equal rows", async () => {
    const { X, labels } = await labelled(data);
    const model = new LocalOutlierFactor({ nNeighbors: params.n_neighbors }).fit(X);
    const scores = model.negativeOutlierFactor_!.map((score) => -score);
    expect(scores.every(Number.isFinite)).toBe(true);
    inBand(rocAucScore(labels, scores), expected.roc_auc, "auc");
    inBand(median(scores), expected.median, "median");
  });
});

describe.each(named("mahalanobis/"))("$id", ({ data, expected }) => {
  test("agrees with the peer", async () => {
    const { X, labels } = await labelled(data);
    const model = new Mahalanobis().fit(X);
    const distances = model.mahalanobis(X);
    near(distances.subarray(0, 20), expected.d2_first20, { rel: 1e-8 });
    near(model.cutoff_, expected.cutoff, { rel: 1e-10 });
    expect(model.predict(X).filter((label) => label < 0).length).toBe(expected.n_outliers);
    near(rocAucScore(labels, distances), expected.roc_auc, { abs: 1e-9 });
  });
});

describe.each(named("univariate/"))("$id", ({ data, params, expected }) => {
  test("finds the outliers of the peer by each rule", async () => {
    const values = (await tableOf(data)).column(params.column).numbers();
    near(mean(values), expected.mean, { rel: 1e-10 });
    near(std(values), expected.sd, { rel: 1e-10 });
    const z = outlierRows(values, outlierFences(values, "zscore", params.z_threshold));
    expect(Array.from(z)).toEqual(expected.z_outlier_rows);
    const fences = outlierFences(values, "iqr", params.iqr_factor);
    near([fences.lower, fences.upper], expected.iqr_fences, { rel: 1e-10 });
    const iqr = Array.from(outlierRows(values, fences));
    expect([iqr.length, iqr.slice(0, 30)]).toEqual([
      expected.iqr_outliers,
      expected.iqr_outlier_rows_first30,
    ]);
    const mad = outlierFences(values, "mad", params.modified_z_threshold);
    expect(outlierRows(values, mad).length).toBe(expected.modified_z_outliers);
  });
});

/** A cloud and a few rows far away from it. */
function cloud(n: number, columns: number) {
  const random = stream(4, "cloud", columns);
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: columns }, () => (i < 5 ? 9 + random() : random.normal())),
  );
}

describe("an isolation forest", () => {
  const rows = cloud(400, 3);

  test("finds as many outliers as it is told to, the farthest first", () => {
    const labels = new IsolationForest({ contamination: 0.0125 }).fitPredict(rows);
    expect(Array.from(labels.keys()).filter((row) => labels[row] === -1)).toEqual([0, 1, 2, 3, 4]);
  });

  test("gives the same lengths in full trees as in sparse ones", () => {
    const full = new IsolationForest({ maxSamples: 400 }).fit(rows);
    const deep = new IsolationForest({ maxSamples: 2000 }).fit(
      Array.from({ length: 5 }).flatMap(() => rows),
    );
    expect(full.maxSamples_).toBe(400);
    expect(deep.maxSamples_).toBe(2000);
    const walk = (model: IsolationForest, row: number[]) =>
      model.estimators_!.reduce((sum, { feature, threshold, right }) => {
        let node = 0;
        while (feature[node]! >= 0)
          node = row[feature[node]!]! <= threshold[node]! ? node + 1 : right[node]!;
        return sum + threshold[node]!;
      }, 0);
    for (const model of [full, deep]) {
      const scale = 100 * averagePathLength(model.maxSamples_!);
      model.scoreSamples(rows).forEach((score, i) => {
        expect(score).toBeCloseTo(-(2 ** (-walk(model, rows[i]!) / scale)), 12);
      });
    }
  });

  test("of equal rows sees nothing unusual", () => {
    const model = new IsolationForest().fit([[1], [1], [1], [1]]);
    expect(Array.from(model.predict([[1], [2]]))).toEqual([1, 1]);
  });

  test.each([
    [{ contamination: 0.6 }, "contamination"],
    [{ maxSamples: 0 }, "maxSamples"],
    [{ maxFeatures: 1.5 }, "maxFeatures"],
    [{ nEstimators: 0 }, "nEstimators"],
  ])("refuses %o", async (options, option) => {
    const error = await failure(() => new IsolationForest(options).fit(rows));
    expect(error.code).toBe("HF_MODEL_OPTION");
    expect(error.message).toContain(option);
  });
});

describe("the local outlier factor", () => {
  test("is the same whether neighbours are searched in pairs or in a tree", () => {
    for (const columns of [3, 9]) {
      const rows = cloud(1500, columns);
      const data = Float64Array.from(rows.flat());
      const matrix = { data, rows: rows.length, columns };
      const model = new LocalOutlierFactor({ nNeighbors: 10 }).fit(rows);
      const all = new NeighbourIndex(matrix, "euclidean").nearest(matrix, 11);
      rows.forEach((_, i) => {
        expect(model.kDistances_![i]).toBe(all.distances[i * 11 + 10]);
      });
      const labels = new LocalOutlierFactor({ contamination: 5 / 1500 }).fitPredict(rows);
      expect(Array.from(labels.keys()).filter((row) => labels[row] === -1)).toEqual([
        0, 1, 2, 3, 4,
      ]);
    }
  });

  test("keeps the digits of values far from 0", () => {
    const rows = cloud(300, 8);
    const far = rows.map((row) => row.map((x) => x + 2 ** 20));
    const exact = far.map((row) => row.map((x) => x - 2 ** 20));
    const there = new LocalOutlierFactor().fit(far).negativeOutlierFactor_!;
    expect(there).toEqual(new LocalOutlierFactor().fit(exact).negativeOutlierFactor_);
  });

  test("judges new rows when it is made for them, and says so when it is not", async () => {
    const rows = cloud(300, 2).slice(5);
    const model = new LocalOutlierFactor({ novelty: true }).fit(rows);
    expect(
      Array.from(
        model.predict([
          [0, 0],
          [8, 8],
        ]),
      ),
    ).toEqual([1, -1]);
    const other = new LocalOutlierFactor().fit(rows);
    expect((await failure(() => other.predict(rows))).code).toBe("HF_MODEL_ABILITY");
  });

  test("takes all other rows when there are fewer than it would like", () => {
    const model = new LocalOutlierFactor({ nNeighbors: 20 }).fit([[0], [1], [2]]);
    expect(model.nNeighbors_).toBe(2);
    expect(model.negativeOutlierFactor_!.every(Number.isFinite)).toBe(true);
  });
});

test("Mahalanobis names columns that depend on each other", async () => {
  const rows = cloud(50, 2).map(([a, b]) => [a!, b!, a! + b!]);
  expect((await failure(() => new Mahalanobis().fit(rows))).code).toBe("HF_MODEL_SHAPE");
});
