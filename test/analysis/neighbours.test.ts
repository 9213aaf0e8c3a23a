import { describe, expect, test } from "vitest";
import {
  type AnalysisError,
  GaussianNB,
  KNeighborsClassifier,
  KNeighborsRegressor,
  MultinomialNB,
  OneClassSVM,
  SVC,
  SVR,
  stream,
} from "../../kernels/analysis/index.ts";
import {
  metrics,
  reducedDistance,
  reducedDistances,
} from "../../kernels/analysis/neighbours/distance.ts";
import { NeighbourIndex } from "../../kernels/analysis/neighbours/neighbour-index.ts";
import { failure } from "./fixtures.ts";
import { near, rowsOf } from "./reference-cases.ts";

const code = async (work: () => unknown) => ((await failure(work)) as AnalysisError).code;

describe("nearest rows", () => {
  test.each(metrics)("one distance has the digits of many (%s)", (metric) => {
    const random = stream(6, "distances");
    for (const p of [1, 2, 7, 16, 31]) {
      const data = Float64Array.from({ length: 9 * p }, () => random.normal());
      const many = new Float64Array(9);
      reducedDistances(metric, data, 0, data, p, 0, 9, many);
      for (let row = 0; row < 9; row++) {
        const one = reducedDistance(metric, data, 0, data, row * p, p, Number.POSITIVE_INFINITY);
        expect(one).toBe(many[row]);
        expect(reducedDistance(metric, data, 0, data, row * p, p, one / 2)).toBeGreaterThanOrEqual(
          one / 2,
        );
      }
    }
  });
  test.each(["euclidean", "manhattan", "chebyshev"] as const)(
    "by the tree are those of a full sort, with ties in row order (%s)",
    (metric) => {
      const random = stream(2, "neighbours");
      // Whole numbers make many ties.
      const data = Float64Array.from({ length: 600 * 3 }, () => random.int(6));
      const rows = { data, rows: 600, columns: 3 };
      const found = new NeighbourIndex(rows, metric).nearest(rows, 7);
      const distance = (a: number, b: number) => {
        const d = [0, 1, 2].map((j) => Math.abs(data[a * 3 + j]! - data[b * 3 + j]!));
        if (metric === "chebyshev") return Math.max(...d);
        if (metric === "manhattan") return d[0]! + d[1]! + d[2]!;
        return Math.sqrt(d[0]! ** 2 + d[1]! ** 2 + d[2]! ** 2);
      };
      for (let i = 0; i < 600; i += 37) {
        const order = [...Array(600).keys()].sort(
          (a, b) => distance(i, a) - distance(i, b) || a - b,
        );
        expect([...found.indices.subarray(i * 7, i * 7 + 7)]).toEqual(order.slice(0, 7));
        near(
          found.distances.subarray(i * 7, i * 7 + 7),
          order.slice(0, 7).map((row) => distance(i, row)),
          { abs: 1e-12 },
        );
        const within = new NeighbourIndex(rows, metric).within(rows, i, 2);
        expect([...within]).toEqual([...Array(600).keys()].filter((row) => distance(i, row) <= 2));
      }
    },
  );
  test("vote ties go to the first class, an exact match counts alone by distance", () => {
    const tie = new KNeighborsClassifier({ nNeighbors: 2 }).fit([[0], [1]], ["b", "a"]);
    expect(tie.predict([[0.4]])).toEqual(["a"]);
    const exact = new KNeighborsRegressor({ nNeighbors: 2, weights: "distance" }).fit(
      [[0], [1]],
      [10, 20],
    );
    near(exact.predict([[0], [0.25]]), [10, 12.5], { abs: 1e-12 });
  });
  test("more neighbours than rows are refused", async () => {
    expect(await code(() => new KNeighborsClassifier().fit([[1], [2]], [0, 1]))).toBe(
      "HF_MODEL_OPTION",
    );
    const model = new KNeighborsClassifier({ nNeighbors: 1 }).fit([[1], [2]], [0, 1]);
    expect(await code(() => model.kneighbors([[1]], 3))).toBe("HF_MODEL_OPTION");
  });
});

describe("naive Bayes", () => {
  test("GaussianNB weighs rows and takes stated priors", async () => {
    const X = [[-1], [-2], [1], [2], [3]];
    const y = [0, 0, 1, 1, 1];
    const model = new GaussianNB({ priors: [0.9, 0.1] }).fit(X, y);
    expect([...model.classPrior_!]).toEqual([0.9, 0.1]);
    const weighted = new GaussianNB().fit(X, y, { sampleWeight: [1, 1, 2, 1, 1] });
    near(weighted.theta_!.data, [-1.5, 1.75], { abs: 1e-12 });
    expect(await code(() => new GaussianNB({ priors: [0.5, 0.6] }).fit(X, y))).toBe(
      "HF_MODEL_OPTION",
    );
  });
  test("MultinomialNB counts with Laplace's one more", async () => {
    const X = [
      [2, 1, 0],
      [2, 0, 1],
      [1, 1, 0],
      [0, 1, 3],
    ];
    const y = ["c", "c", "c", "j"];
    const model = new MultinomialNB().fit(X, y);
    near(model.featureLogProb_!.data, [6 / 11, 3 / 11, 2 / 11, 1 / 7, 2 / 7, 4 / 7].map(Math.log), {
      abs: 1e-14,
    });
    near(model.classLogPrior_, [Math.log(0.75), Math.log(0.25)], { abs: 1e-15 });
    expect(
      model.predict([
        [0, 0, 2],
        [3, 0, 0],
      ]),
    ).toEqual(["j", "c"]);
    expect(await code(() => model.clone().fit([[1], [-1]], [0, 1]))).toBe("HF_MODEL_NEGATIVE");
  });
});

describe("support vector machines", () => {
  const random = stream(4, "svm");
  const X = Array.from({ length: 150 }, () => [random.normal(), random.normal()]);
  const ring = X.map((row) => (row[0]! ** 2 + row[1]! ** 2 > 1.4 ? "out" : "in"));
  test.each(["rbf", "poly", "sigmoid", "linear"] as const)(
    "the solution satisfies the optimality conditions (%s)",
    (kernel) => {
      const C = 2;
      const model = new SVC({
        kernel,
        C,
        degree: 2,
        coef0: kernel === "poly" ? 1 : 0,
        gamma: kernel === "sigmoid" ? 0.01 : "scale",
      }).fit(X, ring);
      const decision = model.decisionFunction(X) as Float64Array;
      const alpha = new Float64Array(X.length);
      model.support_!.forEach((row, i) => {
        alpha[row] = Math.abs(model.dualCoef_!.data[i]!);
      });
      X.forEach((_, i) => {
        const margin = (ring[i] === "out" ? 1 : -1) * decision[i]!;
        if (alpha[i] === 0) expect(margin).toBeGreaterThan(1 - 1e-3);
        else if (alpha[i]! < C) near(margin, 1, { abs: 1e-3 });
        else expect(margin).toBeLessThan(1 + 1e-3);
      });
      near(
        model.dualCoef_!.data.reduce((a, b) => a + b),
        0,
        { abs: 1e-9 },
      );
    },
  );
  test("three classes vote, and give a column per class or per pair", () => {
    const three = X.map((row) => (row[0]! > 0.5 ? 2 : row[1]! > 0 ? 1 : 0));
    const model = new SVC().fit(X, three);
    const scores = rowsOf(
      model.decisionFunction(X) as { data: Float64Array; rows: number; columns: number },
    );
    const best = scores.map((row) => row.indexOf(Math.max(...row)));
    const same = model.predict(X).filter((label, i) => label === best[i]).length;
    expect(same).toBeGreaterThan(145);
    expect(model.score(X, three)).toBeGreaterThan(0.9);
    expect(
      (
        model.clone({ decisionFunctionShape: "ovo" }).fit(X, three).decisionFunction(X) as {
          columns: number;
        }
      ).columns,
    ).toBe(3);
    expect(model.nSupport_!.reduce((a, b) => a + b)).toBe(model.support_!.length);
  });
  test("a price per row or per class moves the border", () => {
    const heavy = new SVC().fit(X, ring, {
      sampleWeight: ring.map((label) => (label === "in" ? 100 : 1)),
    });
    const plain = new SVC({ C: 0.05 }).fit(X, ring);
    const balanced = new SVC({ C: 0.05, classWeight: "balanced" }).fit(X, ring);
    const inside = (model: SVC) => model.predict(X).filter((label) => label === "in").length;
    expect(inside(heavy)).toBeGreaterThanOrEqual(ring.filter((label) => label === "in").length);
    expect(inside(balanced)).not.toBe(inside(plain));
  });
  test("SVR stays inside its band where it can", () => {
    const line = X.map((row) => 2 * row[0]! - row[1]!);
    const model = new SVR({ kernel: "linear", C: 100, epsilon: 0.05 }).fit(X, line);
    const worst = model
      .predict(X)
      .reduce((most, value, i) => Math.max(most, Math.abs(value - line[i]!)), 0);
    expect(worst).toBeLessThan(0.06);
    expect(model.support_!.length).toBeLessThan(20);
  });
  test("OneClassSVM leaves about nu of the rows outside", () => {
    const model = new OneClassSVM({ nu: 0.1 }).fit(X);
    const outside = model.predict(X).filter((label) => label === -1).length;
    expect(outside).toBeGreaterThan(8);
    expect(outside).toBeLessThan(22);
    expect(model.predict([[20, 20]])[0]).toBe(-1);
    near(model.scoreSamples(X)[0]! - model.offset_!, model.decisionFunction(X)[0], { abs: 1e-12 });
  });
  test("refuse options that cannot be", async () => {
    expect(await code(() => new SVC({ C: 0 }).fit(X, ring))).toBe("HF_MODEL_OPTION");
    expect(await code(() => new SVC({ gamma: -1 }).fit(X, ring))).toBe("HF_MODEL_OPTION");
    expect(await code(() => new SVC({ kernel: "cubic" as "poly" }).fit(X, ring))).toBe(
      "HF_MODEL_OPTION",
    );
    expect(await code(() => new OneClassSVM({ nu: 0 }).fit(X))).toBe("HF_MODEL_OPTION");
  });
});
