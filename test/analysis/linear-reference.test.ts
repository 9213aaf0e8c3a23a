import { describe, expect, test } from "vitest";
import {
  ColumnTransformer,
  ElasticNet,
  Lasso,
  LinearRegression,
  LogisticRegression,
  OneHotEncoder,
  Pipeline,
  Ridge,
  r2Score,
  StandardScaler,
} from "../../kernels/analysis/index.ts";
import { casesOf, near, rowsOf, splitData, splitOf, tableOf } from "./reference-cases.ts";
import { nearScores } from "./score-names.ts";

describe.each(casesOf("regression", "ols/"))("$id", ({ data, params, expected }) => {
  test("agrees with statsmodels in every figure", async () => {
    const table = await tableOf(data);
    const X = table.select(...params.features.slice(1));
    const y = table.column(params.target);
    const found = new LinearRegression().fit(X, y).inference(X, y);
    const rel = { rel: data.includes("longley") ? 1e-6 : 1e-8 };
    near(found.coef, expected.coef, rel, "coef");
    near(found.stdErr, expected.std_err, rel, "stdErr");
    near(found.t, expected.t, rel, "t");
    near(found.pValues, expected.p, { abs: 1e-9, rel: 1e-5 }, "p");
    near(found.confidence, expected.ci95, rel, "confidence");
    near(found.hc3StdErr, expected.hc3_std_err, rel, "hc3");
    near(found.r2, expected.r2, rel, "r2");
    near(found.adjustedR2, expected.adj_r2, rel);
    near(found.f, expected.f, rel, "f");
    near(found.fPValue, expected.f_p, { abs: 1e-9, rel: 1e-5 }, "f_p");
    near(found.logLikelihood, expected.loglik, rel);
    near(found.aic, expected.aic, rel);
    near(found.bic, expected.bic, rel);
    near(found.rss, expected.rss, rel, "rss");
    near(found.residualStdErr, expected.resid_se, rel);
    near(found.durbinWatson, expected.durbin_watson, rel, "dw");
    near(found.jarqueBera, expected.jarque_bera, rel, "jb");
    near(found.conditionNumber, expected.condition_number, rel, "condition");
    expect(found.dfResidual).toBe(expected.df_resid);
    expect(found.names).toEqual(params.features);
  });
});

test("Longley has the digits that NIST certifies", async () => {
  const table = await tableOf("longley.csv");
  const X = table.select("GNPDEFL", "GNP", "UNEMP", "ARMED", "POP", "YEAR");
  const y = table.column("TOTEMP");
  const found = new LinearRegression().fit(X, y).inference(X, y);
  near(found.coef[0], -3482258.63459582, { rel: 1e-9 });
  near(found.coef[6], 1829.15146461355, { rel: 1e-9 });
  near(found.residualStdErr, 304.854073561965, { rel: 1e-12 });
  near(found.r2, 0.995479004577296, { rel: 1e-13 });
});

describe.each(casesOf("regression", "diabetes/"))("$id", ({ id, data, params, expected }) => {
  test("agrees with scikit-learn", async () => {
    const table = await tableOf(data);
    const X = new StandardScaler().fitTransform(table.select(...params.features));
    const y = table.column(params.target);
    const ridge = id.includes("ridge");
    const model = ridge
      ? new Ridge({ alpha: params.alpha })
      : id.includes("lasso")
        ? new Lasso({ alpha: params.alpha })
        : new ElasticNet({ alpha: params.alpha, l1Ratio: params.l1_ratio });
    model.fit(X, y);
    near(
      model.coef_,
      expected.coef,
      ridge ? { rel: 1e-7, abs: 1e-8 } : { rel: 1e-4, abs: 1e-4 },
      "coef",
    );
    near(model.intercept_, expected.intercept, { rel: 1e-9 });
    near(model.score(X, y), expected.r2_train, { abs: 1e-6 });
    if (!ridge) expect(model.coef_!.filter((value) => value !== 0).length).toBe(expected.nonzero);
  });
});

describe.each(casesOf("classification", "logistic/"))("$id", (entry) => {
  test.each(["newton-cholesky", "lbfgs"] as const)(
    "agrees with scikit-learn by %s",
    async (solver) => {
      const { params, expected } = entry;
      const { trainX, testX, trainY, testY, scaler } = await splitData(entry, true);
      near(scaler!.mean_, expected.scaler_mean, { rel: 1e-10 });
      near(scaler!.scale_, expected.scaler_sd, { rel: 1e-10 });
      const model = new LogisticRegression({ C: params.C, solver, maxIter: 1000, tol: 1e-6 });
      model.fit(trainX, trainY);
      expect(model.converged_).toBe(true);
      near(rowsOf(model.coef_!), expected.coef, { rel: 1e-4, abs: 1e-5 }, "coef");
      near(model.intercept_, expected.intercept, { rel: 1e-4, abs: 1e-5 }, "intercept");
      const proba = model.predictProba(testX);
      near(rowsOf(proba, 10), expected.test_prob_first10, { abs: 1e-5 });
      nearScores(expected.test, testY, model.predict(testX), { abs: 1e-6 }, proba);
      near(model.score(trainX, trainY), expected.train_accuracy, { abs: 1e-9 });
    },
  );
  test("agrees with scikit-learn by default options", async () => {
    const { trainX, trainY } = await splitData(entry, true);
    const model = new LogisticRegression({ C: entry.params.C }).fit(trainX, trainY);
    near(rowsOf(model.coef_!), entry.expected.coef, { rel: 1e-7, abs: 1e-8 }, "coef");
  });
});

describe.each(casesOf("classification", "logit/"))("$id", ({ data, params, expected }) => {
  test("agrees with statsmodels", async () => {
    const table = await tableOf(data);
    const X = table.select(...params.features.slice(1));
    const y = table.column(params.target);
    const found = new LogisticRegression({ penalty: null }).fit(X, y).inference(X, y);
    const rel = { rel: 1e-6 };
    near(found.coef, expected.coef, rel);
    near(found.stdErr, expected.std_err, rel);
    near(found.z, expected.z, rel);
    near(found.pValues, expected.p, rel);
    near(found.logLikelihood, expected.loglik, rel);
    near(found.nullLogLikelihood, expected.null_loglik, rel);
    near(found.pseudoR2, expected.pseudo_r2, rel);
    near(found.aic, expected.aic, rel);
    near(found.bic, expected.bic, rel);
    near(found.oddsRatios, expected.odds_ratio, rel);
  });
});

describe.each(casesOf("classification", "pipeline/churn-logistic"))(
  "$id",
  ({ data, params, expected }) => {
    test("agrees with scikit-learn on mixed columns", async () => {
      const table = await tableOf(data);
      const { train, test: held } = splitOf(params.split);
      const labels = table
        .column(params.target)
        .toArray()
        .map((label) => Number(label === "yes"));
      const mixed = table.select(...params.numeric, ...params.categorical);
      const model = new Pipeline({
        steps: [
          [
            "columns",
            new ColumnTransformer({
              transformers: [
                ["num", new StandardScaler(), params.numeric],
                ["cat", new OneHotEncoder(), params.categorical],
              ],
            }),
          ],
          ["model", new LogisticRegression({ C: params.C })],
        ],
      });
      model.fit(
        mixed.take(train),
        train.map((row) => labels[row]!),
      );
      const last = model.step("model") as LogisticRegression;
      expect(last.nFeaturesIn_).toBe(expected.n_columns);
      near(last.coef_!.data.subarray(0, params.numeric.length), expected.coef_numeric, {
        abs: 1e-5,
      });
      near(last.intercept_, expected.intercept, { abs: 1e-5 });
      const X = mixed.take(held);
      const y = held.map((row) => labels[row]!);
      nearScores(expected.test, y, model.predict(X), { abs: 1e-5 }, model.predictProba(X));
    });
  },
);

describe.each(casesOf("regression", "pipeline/california-linear"))(
  "$id",
  ({ params, expected }) => {
    test("agrees with scikit-learn", async () => {
      const table = (await tableOf("california_housing.csv")).fillna({ total_bedrooms: "median" });
      const ocean = table.column("ocean_proximity").toArray();
      const numeric = expected.columns.filter((name: string) => table.columnNames.includes(name));
      const levels = expected.columns.slice(numeric.length) as string[];
      const base = table.matrix(...numeric);
      const width = expected.columns.length;
      const data = new Float64Array(base.rows * width);
      for (let i = 0; i < base.rows; i++) {
        data.set(base.data.subarray(i * base.columns, (i + 1) * base.columns), i * width);
        levels.forEach((level, j) => {
          data[i * width + base.columns + j] = Number(level.endsWith(String(ocean[i])));
        });
      }
      const y = table
        .column("median_house_value")
        .numbers()
        .map((value) => value / params.y_scale);
      const order = shuffled(base.rows, 42);
      const { train } = splitOf("california");
      expect(order.slice(0, 6000)).toEqual(train);
      const take = (rows: number[]) =>
        rows.map((i) => Array.from(data.subarray(i * width, (i + 1) * width)));
      const held = order.slice(14448);
      const model = new LinearRegression().fit(
        take(train),
        train.map((i) => y[i]!),
      );
      near(model.coef_, expected.coef, { rel: 1e-5 }, "coef");
      near(model.intercept_, expected.intercept, { rel: 1e-5 });
      const truth = held.map((i) => y[i]!);
      const predicted = model.predict(take(held));
      nearScores(expected.test, truth, predicted, { rel: 1e-6 });
      expect(r2Score(truth, predicted)).toBe(model.score(take(held), truth));
    });
  },
);

/** The shuffle that the expected values were made with. */
function shuffled(n: number, seed: number): number[] {
  let a = seed >>> 0;
  const random = () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = a;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
