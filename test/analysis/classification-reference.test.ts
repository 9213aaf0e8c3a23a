import { describe, expect, test } from "vitest";
import {
  accuracyScore,
  averagePrecisionScore,
  GaussianNB,
  KNeighborsClassifier,
  KNeighborsRegressor,
  OneClassSVM,
  r2Score,
  rocAucScore,
  rocCurve,
  StandardScaler,
  SVC,
  SVR,
} from "../../kernels/analysis/index.ts";
import { casesOf, near, rowsOf, splitData, tableOf } from "./reference-cases.ts";
import { nearScores } from "./score-names.ts";

describe.each(casesOf("classification", "naive-bayes/"))("$id", (entry) => {
  test("agrees with scikit-learn", async () => {
    const { expected } = entry;
    const { trainX, testX, trainY, testY } = await splitData(entry, false);
    const model = new GaussianNB().fit(trainX, trainY);
    near(model.classPrior_, expected.prior, { rel: 1e-9 });
    near(rowsOf(model.theta_!), expected.theta, { rel: 1e-9 }, "theta");
    near(rowsOf(model.var_!), expected.var, { rel: 1e-8 }, "var");
    const proba = model.predictProba(testX);
    near(rowsOf(proba, 5), expected.test_prob_first5, { rel: 1e-6, abs: 1e-12 });
    nearScores(expected.test, testY, model.predict(testX), { abs: 1e-9 }, proba);
  });
});

describe.each(casesOf("classification", "knn/"))("$id", (entry) => {
  test("agrees with scikit-learn", async () => {
    const { params, expected } = entry;
    const { trainX, testX, trainY, testY } = await splitData(entry, params.standardise);
    const model = new KNeighborsClassifier({ nNeighbors: params.k, weights: params.weights });
    model.fit(trainX, trainY);
    const found = model.kneighbors({
      ...testX,
      data: testX.data.subarray(0, 5 * testX.columns),
      rows: 5,
    });
    near(rowsOf(found.distances), expected.neighbour_distances_first5, { rel: 1e-6 });
    const positions = expected.neighbour_train_positions_first5.flat();
    const same = positions.filter((row: number, i: number) => row === found.indices[i]).length;
    expect(same).toBeGreaterThanOrEqual(positions.length - 2);
    const predicted = model.predict(testX);
    const flips = predicted
      .slice(0, 30)
      .filter((label, i) => label !== expected.predictions_first30[i]).length;
    expect(flips).toBeLessThanOrEqual(1);
    nearScores(expected.test, testY, predicted, { abs: 0.006 }, model.predictProba(testX));
  });
});

describe.each(casesOf("regression", "knn/"))("$id", (entry) => {
  test("agrees with scikit-learn", async () => {
    const { trainX, testX, trainY, testY } = await splitData(entry, true);
    const model = new KNeighborsRegressor({ nNeighbors: entry.params.k }).fit(trainX, trainY);
    const predicted = model.predict(testX);
    near(predicted.subarray(0, 20), entry.expected.test_pred_first20, { abs: 1e-6 });
    nearScores(entry.expected.test, testY, predicted, { rel: 0.001 });
  });
});

describe.each(casesOf("classification", "svm/"))("$id", (entry) => {
  test("agrees with libsvm", async () => {
    const { params, expected } = entry;
    const { trainX, testX, trainY, testY } = await splitData(entry, true);
    const model = new SVC({ C: params.C, kernel: params.kernel, gamma: params.gamma });
    model.fit(trainX, trainY);
    near(model.nSupport_, expected.n_support, { abs: 3 }, "nSupport");
    const predicted = model.predict(testX);
    nearScores(expected.test, testY, predicted, { abs: 0.006 });
    if (expected.predictions_first30)
      expect(predicted.slice(0, 30)).toEqual(expected.predictions_first30);
    if (!expected.dual_objective) return;
    near(model.dualObjective_, [expected.dual_objective], { rel: 1e-4 });
    near(model.intercept_, expected.intercept, { abs: 2e-3 });
    const decision = model.decisionFunction(testX) as Float64Array;
    near(decision.subarray(0, 20), expected.test_decision_first20, { abs: 2e-3 });
    near(rocAucScore(testY, decision), expected.test_roc_auc, { abs: 1e-3 });
  });
});

describe.each(casesOf("regression", "svr/"))("$id", (entry) => {
  test("agrees with libsvm", async () => {
    const { params, expected } = entry;
    const { trainX, testX, trainY, testY } = await splitData(entry, true);
    const scaled = (y: number[]) => y.map((value) => (value - params.y_mean) / params.y_sd);
    const model = new SVR({ C: params.C, epsilon: params.epsilon, gamma: params.gamma });
    model.fit(trainX, scaled(trainY));
    expect(Math.abs(model.support_!.length - expected.n_support)).toBeLessThanOrEqual(5);
    near(model.intercept_, expected.intercept, { abs: 2e-3 });
    const predicted = model.predict(testX);
    near(predicted.subarray(0, 20), expected.test_pred_first20, { abs: 2e-3 });
    const { mape, ...others } = expected.test;
    nearScores(others, scaled(testY), predicted, { abs: 3e-3 });
    // The standardised target passes near 0, where a relative error has no small tolerance.
    nearScores({ mape }, scaled(testY), predicted, { rel: 5e-3 });
    expect(r2Score(scaled(testY), predicted)).toBe(model.score(testX, scaled(testY)));
  });
});

describe.each(casesOf("anomaly", "ocsvm/"))("$id", ({ data, params, expected }) => {
  test("agrees with libsvm", async () => {
    const table = await tableOf(data);
    const raw = table.matrix(...table.columnNames.filter((name) => name !== "label"));
    const X = params.scale === null ? raw : new StandardScaler().fitTransform(raw);
    const truth = Array.from(table.column("label").numbers());
    const model = new OneClassSVM({ nu: params.nu, gamma: params.gamma }).fit(X);
    near(model.offset_, expected.rho, { rel: 1e-3 });
    const decision = model.decisionFunction(X);
    near(decision.subarray(0, 20), expected.decision_first20, { abs: 5e-3, rel: 1e-3 });
    near(model.support_!.length, expected.n_support, { abs: 6 });
    const outliers = model.predict(X).filter((label) => label === -1).length;
    near(outliers, expected.n_outliers, { abs: 6 });
    const badness = decision.map((value) => -value);
    near(rocAucScore(truth, badness), expected.roc_auc, { abs: 1e-3 });
    near(averagePrecisionScore(truth, badness), expected.average_precision, { abs: 5e-3 });
  });
});

describe.each(casesOf("classification", "metrics/"))("$id", ({ params, expected }) => {
  test("agrees with scikit-learn to nine digits", () => {
    const { roc_fpr, roc_tpr, ...scores } = expected;
    if (params.score === undefined)
      return nearScores(scores, params.y_true, params.y_pred, { abs: 1e-9 });
    const score = params.score as number[];
    const predicted = score.map((value) => Number(value >= params.threshold));
    const data = Float64Array.from(score.flatMap((p) => [1 - p, p]));
    const proba = { data, rows: score.length, columns: 2 };
    nearScores(scores, params.y_true, predicted, { abs: 1e-9 }, proba);
    const curve = rocCurve(params.y_true, score, { dropIntermediate: false });
    near(curve.fpr, roc_fpr, { abs: 1e-9 });
    near(curve.tpr, roc_tpr, { abs: 1e-9 });
    expect(accuracyScore(params.y_true, predicted)).toBeCloseTo(scores.accuracy, 9);
  });
});
