import { describe, expect, test } from "vitest";
import {
  type AnalysisError,
  ElasticNet,
  Lasso,
  LinearRegression,
  LogisticRegression,
  Ridge,
  stream,
} from "../../kernels/analysis/index.ts";
import { failure } from "./fixtures.ts";
import { near, rowsOf } from "./reference-cases.ts";

const code = async (work: () => unknown) => ((await failure(work)) as AnalysisError).code;
const random = stream(5, "linear");
const X = Array.from({ length: 120 }, () => [random.normal(), random.normal(), random.normal()]);
const y = X.map((row) => 2 + row[0]! - 3 * row[1]! + 0.3 * random.normal());

describe("LinearRegression", () => {
  test("takes the smallest solution when a column repeats another", () => {
    const twice = X.map((row) => [row[0]!, row[0]!, row[1]!]);
    const model = new LinearRegression().fit(twice, y);
    expect(model.rank_).toBe(2);
    near(model.coef_![0], model.coef_![1], { abs: 1e-12 });
    const once = new LinearRegression().fit(
      X.map((row) => [row[0]!, row[1]!]),
      y,
    );
    near(model.coef_![0]! * 2, once.coef_![0], { abs: 1e-10 });
    near(model.predict(twice), once.predict(X.map((row) => [row[0]!, row[1]!])), { abs: 1e-10 });
  });
  test("fits every row when there are fewer rows than columns", () => {
    const model = new LinearRegression().fit(
      [
        [1, 2, 3],
        [3, 1, 9],
      ],
      [1, 5],
    );
    near(
      model.predict([
        [1, 2, 3],
        [3, 1, 9],
      ]),
      [1, 5],
      { abs: 1e-12 },
    );
    // The smallest solution along the difference of the rows.
    near(model.coef_, [8 / 41, -4 / 41, 24 / 41], { abs: 1e-12 });
  });
  test("counts a weight of 2 as the row twice", () => {
    const weights = X.map((_, i) => (i < 10 ? 2 : 1));
    const weighted = new LinearRegression().fit(X, y, { sampleWeight: weights });
    const repeated = new LinearRegression().fit(
      [...X, ...X.slice(0, 10)],
      [...y, ...y.slice(0, 10)],
    );
    near(weighted.coef_, repeated.coef_, { abs: 1e-12 });
    near(weighted.intercept_, repeated.intercept_, { abs: 1e-12 });
  });
  test("keeps the digits of a column far from zero", () => {
    const far = X.map((row) => [row[0]! + 1e8]);
    const line = X.map((row) => 3 * row[0]!);
    near(new LinearRegression().fit(far, line).coef_, [3], { rel: 1e-7 });
  });
  test("inference without an intercept counts from zero", async () => {
    const model = new LinearRegression({ fitIntercept: false }).fit([[1], [2], [3]], [2, 4, 7]);
    const found = model.inference([[1], [2], [3]], [2, 4, 7]);
    expect(found.names).toEqual(["x0"]);
    near(found.coef, [31 / 14], { abs: 1e-14 });
    near(found.rss, 69 - 31 ** 2 / 14, { abs: 1e-12 });
    near(found.stdErr, [Math.sqrt((69 - 31 ** 2 / 14) / 2 / 14)], { abs: 1e-14 });
    expect(found.dfResidual).toBe(2);
    const flat = new LinearRegression().fit(
      [
        [1, 1],
        [2, 2],
        [3, 3],
        [4, 4],
      ],
      [1, 2, 3, 5],
    );
    expect(
      await code(() =>
        flat.inference(
          [
            [1, 1],
            [2, 2],
            [3, 3],
            [4, 4],
          ],
          [1, 2, 3, 5],
        ),
      ),
    ).toBe("HF_MODEL_RANK");
  });
});

describe("penalised models", () => {
  test("Ridge with alpha 0 is least squares, also with columns that depend on each other", () => {
    near(new Ridge({ alpha: 0 }).fit(X, y).coef_, new LinearRegression().fit(X, y).coef_, {
      abs: 1e-11,
    });
    const twice = X.map((row) => [row[0]!, row[0]!]);
    const smallest = new Ridge({ alpha: 0 }).fit(twice, y).coef_!;
    near(smallest[0], smallest[1], { abs: 1e-9 });
  });
  test("Lasso satisfies the optimality conditions", () => {
    const alpha = 0.2;
    const model = new Lasso({ alpha }).fit(X, y);
    expect(model.converged_).toBe(true);
    const residual = model.predict(X).map((value, i) => y[i]! - value);
    model.coef_!.forEach((coef, j) => {
      const slope = X.reduce((sum, row, i) => sum + row[j]! * residual[i]!, 0) / X.length;
      if (coef !== 0) near(slope, Math.sign(coef) * alpha, { abs: 1e-5 });
      else expect(Math.abs(slope)).toBeLessThanOrEqual(alpha + 1e-9);
    });
    expect(model.coef_![2]).toBe(0);
  });
  test("ElasticNet can be kept positive, and ends at maxIter", () => {
    const model = new ElasticNet({ alpha: 0.01, positive: true }).fit(X, y);
    expect(Math.min(...model.coef_!)).toBe(0);
    const short = new ElasticNet({ alpha: 0.01, maxIter: 1 }).fit(X, y);
    expect([short.nIter_, short.converged_]).toEqual([1, false]);
  });
  test("refuse options that cannot be", async () => {
    expect(await code(() => new Ridge({ alpha: -1 }).fit(X, y))).toBe("HF_MODEL_OPTION");
    expect(await code(() => new ElasticNet({ l1Ratio: 2 }).fit(X, y))).toBe("HF_MODEL_OPTION");
    expect(await code(() => new Lasso({ maxIter: 0.5 }).fit(X, y))).toBe("HF_MODEL_OPTION");
  });
});

describe("LogisticRegression", () => {
  const labels = X.map((row) => (row[0]! - row[1]! + 0.8 * random.normal() > 0 ? "up" : "down"));
  test("the solvers agree, on columns of very different scale too", () => {
    const scaled = X.map((row) => [row[0]! * 1000, row[1]! / 1000, row[2]!]);
    const newton = new LogisticRegression({ solver: "newton-cholesky", penalty: null }).fit(
      scaled,
      labels,
    );
    const lbfgs = new LogisticRegression({
      solver: "lbfgs",
      penalty: null,
      tol: 1e-5,
      maxIter: 500,
    }).fit(scaled, labels);
    expect([newton.converged_, lbfgs.converged_]).toEqual([true, true]);
    near(lbfgs.coef_!.data, newton.coef_!.data, { rel: 1e-4 });
  });
  test("the absolute penalty satisfies its optimality conditions and makes zeros", () => {
    const C = 0.1;
    const model = new LogisticRegression({ penalty: "l1", C, tol: 1e-6, maxIter: 1000 }).fit(
      X,
      labels,
    );
    expect(model.converged_).toBe(true);
    const proba = model.predictProba(X).data;
    model.coef_!.data.forEach((coef, j) => {
      const slope = X.reduce(
        (sum, row, i) => sum + row[j]! * (proba[2 * i + 1]! - Number(labels[i] === "up")),
        0,
      );
      if (coef !== 0) near(slope, -Math.sign(coef) / C, { abs: 1e-4 });
      else expect(Math.abs(slope)).toBeLessThanOrEqual(1 / C + 1e-9);
    });
    expect(model.coef_!.data[2]).toBe(0);
    const mixed = new LogisticRegression({ penalty: "elasticnet", l1Ratio: 0, tol: 1e-6 }).fit(
      X,
      labels,
    );
    near(mixed.coef_!.data, new LogisticRegression().fit(X, labels).coef_!.data, { abs: 1e-5 });
  });
  test("balanced classes weigh the same", () => {
    const rare = labels.map((label, i) => (label === "up" && i % 5 ? "down" : label));
    const plain = new LogisticRegression().fit(X, rare);
    const balanced = new LogisticRegression({ classWeight: "balanced" }).fit(X, rare);
    const ups = (model: LogisticRegression) =>
      model.predict(X).filter((label) => label === "up").length;
    expect(ups(balanced)).toBeGreaterThan(ups(plain));
  });
  test("the coefficients of many classes add up to zero, and an end by maxIter shows", () => {
    const three = X.map((row) => (row[0]! > 0.5 ? 2 : row[1]! > 0 ? 1 : 0));
    const model = new LogisticRegression().fit(X, three);
    const sums = rowsOf(model.coef_!).reduce((sum, row) => sum.map((value, j) => value + row[j]!));
    near(sums, [0, 0, 0], { abs: 1e-9 });
    near(
      model.intercept_!.reduce((a, b) => a + b),
      0,
      { abs: 1e-12 },
    );
    const short = new LogisticRegression({ maxIter: 1 }).fit(X, three);
    expect([short.nIter_, short.converged_]).toEqual([1, false]);
  });
  test("separable classes without a penalty end instead of running on", () => {
    const apart = [[-2], [-1], [1], [2]];
    const model = new LogisticRegression({ penalty: null }).fit(apart, [0, 0, 1, 1]);
    expect(model.predict(apart)).toEqual([0, 0, 1, 1]);
    expect(Number.isFinite(model.coef_!.data[0])).toBe(true);
  });
  test("standard errors need a fit of two classes without penalty", async () => {
    const model = new LogisticRegression().fit(X, labels);
    expect(await code(() => model.inference(X, labels))).toBe("HF_MODEL_OPTION");
  });
});
