import { describe, expect, test } from "vitest";
import {
  type AnalysisError,
  accuracyScore,
  averagePrecisionScore,
  balancedAccuracyScore,
  calibrationCurve,
  classificationReport,
  cohenKappaScore,
  confusionMatrix,
  explainedVarianceScore,
  f1Score,
  fbetaScore,
  logLoss,
  matthewsCorrcoef,
  meanAbsolutePercentageError,
  meanSquaredError,
  medianAbsoluteError,
  precisionRecallCurve,
  precisionRecallFscoreSupport,
  precisionScore,
  r2Score,
  recallScore,
  rocAucScore,
  rocCurve,
  silhouetteSamples,
  silhouetteScore,
} from "../../kernels/analysis/index.ts";
import { failure } from "./fixtures.ts";
import { near } from "./reference-cases.ts";

const code = async (work: () => unknown) => ((await failure(work)) as AnalysisError).code;

describe("metrics of labels", () => {
  const truth = ["cat", "ant", "cat", "cat", "ant", "bird"];
  const got = ["ant", "ant", "cat", "cat", "ant", "cat"];
  test("agree with scikit-learn's examples", () => {
    expect(confusionMatrix(truth, got)).toEqual([
      [2, 0, 0],
      [0, 0, 1],
      [1, 0, 2],
    ]);
    expect(confusionMatrix(truth, got, { labels: ["ant", "cat"] })).toEqual([
      [2, 0],
      [1, 2],
    ]);
    near(confusionMatrix(truth, got, { normalize: "true" })[2], [1 / 3, 0, 2 / 3], { abs: 1e-15 });
    near(confusionMatrix(truth, got, { normalize: "all" })[0], [1 / 3, 0, 0], { abs: 1e-15 });
    near(balancedAccuracyScore([0, 1, 0, 0, 1, 0], [0, 1, 0, 0, 0, 1]), 0.625, { abs: 1e-15 });
    near(matthewsCorrcoef([1, 1, 1, -1], [1, -1, 1, 1]), -1 / 3, { abs: 1e-15 });
    near(
      f1Score([0, 1, 2, 0, 1, 2], [0, 2, 1, 0, 0, 1], { average: "macro" }),
      0.26666666666666666,
      { abs: 1e-15 },
    );
    near(
      fbetaScore([0, 1, 2, 0, 1, 2], [0, 2, 1, 0, 0, 1], { average: "macro", beta: 0.5 }),
      0.23809523809523808,
      { abs: 1e-12 },
    );
    near(f1Score([0, 1, 2, 0, 1, 2], [0, 2, 1, 0, 0, 1], { average: "micro" }), 1 / 3, {
      abs: 1e-15,
    });
    near(cohenKappaScore([0, 1, 2, 2], [0, 2, 1, 2], { weights: "linear" }), 1 - 8 / 14, {
      abs: 1e-12,
    });
  });
  test("weigh rows, and judge two classes of any type by the later one", () => {
    expect(accuracyScore([1, 2], [1, 1], { sampleWeight: [3, 1] })).toBe(0.75);
    expect(precisionScore(["no", "yes", "yes"], ["yes", "yes", "no"])).toBe(0.5);
    expect(recallScore([true, false, true], [true, false, false])).toBe(0.5);
    expect(precisionScore(["no", "yes"], ["no", "no"], { posLabel: "no" })).toBe(0.5);
  });
  test("take 0 for a score without a denominator, or 1 when asked", () => {
    expect(precisionScore([0, 1], [0, 0])).toBe(0);
    expect(precisionScore([0, 1], [0, 0], { zeroDivision: 1 })).toBe(1);
    expect(matthewsCorrcoef([1, 1], [1, 1])).toBe(0);
    expect(precisionRecallFscoreSupport([0, 1, 1], [0, 0, 1])[1]).toMatchObject({
      label: 1,
      precision: 1,
      recall: 0.5,
      support: 2,
    });
  });
  test("the report has a row per class and the means", () => {
    const report = classificationReport(truth, got);
    expect(report.column("label").toArray()).toEqual([
      "ant",
      "bird",
      "cat",
      "accuracy",
      "macro avg",
      "weighted avg",
    ]);
    expect(report.row(3)).toMatchObject({ precision: null, f1: 4 / 6, support: 6 });
    near(report.row(4).recall, (1 + 0 + 2 / 3) / 3, { abs: 1e-15 });
  });
  test("refuse lists of different lengths, no rows, and two-class scores of three", async () => {
    expect(await code(() => accuracyScore([1], [1, 2]))).toBe("HF_MODEL_SHAPE");
    expect(await code(() => accuracyScore([], []))).toBe("HF_MODEL_SHAPE");
    expect(await code(() => f1Score(truth, got))).toBe("HF_MODEL_OPTION");
    expect(await code(() => f1Score(truth, got, { average: "mean" as "macro" }))).toBe(
      "HF_MODEL_OPTION",
    );
  });
});

describe("metrics of scores", () => {
  const y = [0, 0, 1, 1];
  const scores = [0.1, 0.4, 0.35, 0.8];
  test("agree with scikit-learn's examples", () => {
    expect(rocAucScore(y, scores)).toBe(0.75);
    near(averagePrecisionScore(y, scores), 0.8333333333333333, { abs: 1e-15 });
    const roc = rocCurve(y, scores);
    expect([...roc.fpr]).toEqual([0, 0, 0.5, 0.5, 1]);
    expect([...roc.tpr]).toEqual([0, 0.5, 0.5, 1, 1]);
    expect([...roc.thresholds]).toEqual([Number.POSITIVE_INFINITY, 0.8, 0.4, 0.35, 0.1]);
    const curve = precisionRecallCurve(y, scores);
    near(curve.precision, [0.5, 2 / 3, 0.5, 1, 1], { abs: 1e-15 });
    expect([...curve.recall]).toEqual([1, 1, 0.5, 0.5, 0]);
    expect([...curve.thresholds]).toEqual([0.1, 0.35, 0.4, 0.8]);
    const spam = {
      data: Float64Array.of(0.1, 0.9, 0.9, 0.1, 0.8, 0.2, 0.35, 0.65),
      rows: 4,
      columns: 2,
    };
    near(logLoss(["spam", "ham", "ham", "spam"], spam), 0.21616187468057912, { abs: 1e-12 });
    const bins = calibrationCurve(
      [0, 0, 0, 0, 1, 1, 1, 1, 1],
      [0.1, 0.2, 0.3, 0.4, 0.65, 0.7, 0.8, 0.9, 1],
      { nBins: 3 },
    );
    near(bins.probTrue, [0, 0.5, 1], { abs: 1e-15 });
    near(bins.probPred, [0.2, 0.525, 0.85], { abs: 1e-15 });
  });
  test("count a tie a half, and a certain mistake by the smallest number above 0", () => {
    expect(rocAucScore([0, 1], [0.5, 0.5])).toBe(0.5);
    near(logLoss([0, 1], [1, 1]), -Math.log(Number.EPSILON) / 2, { rel: 1e-12 });
  });
  test("ovo and ovr agree with a count of pairs", () => {
    const data = Float64Array.of(0.7, 0.2, 0.1, 0.2, 0.5, 0.3, 0.1, 0.3, 0.6, 0.4, 0.35, 0.25);
    const proba = { data, rows: 4, columns: 3 };
    const labels = ["a", "b", "c", "b"];
    near(rocAucScore(labels, proba), (1 + 1 + 1) / 3, { abs: 1e-15 });
    near(rocAucScore(labels, proba, { multiClass: "ovo" }), 1, { abs: 1e-15 });
  });
  test("need both classes", async () => {
    expect(await code(() => rocAucScore([1, 1], [0.1, 0.2]))).toBe("HF_MODEL_ONE_CLASS");
    expect(await code(() => rocCurve([1, 1], [0.1, 0.2]))).toBe("HF_MODEL_ONE_CLASS");
    expect(await code(() => averagePrecisionScore([0, 0], [0.1, 0.2]))).toBe("HF_MODEL_ONE_CLASS");
    expect(await code(() => logLoss([0, 1, 2], [0.1, 0.2, 0.3]))).toBe("HF_MODEL_SHAPE");
  });
});

describe("metrics of numbers", () => {
  const y = [3, -0.5, 2, 7];
  const got = [2.5, 0, 2, 8];
  test("agree with scikit-learn's examples", () => {
    near(r2Score(y, got), 0.9486081370449679, { abs: 1e-15 });
    near(explainedVarianceScore(y, got), 0.9571734475374732, { abs: 1e-15 });
    expect(meanSquaredError(y, got)).toBe(0.375);
    expect(medianAbsoluteError(y, got)).toBe(0.5);
    near(meanAbsolutePercentageError(y, got), 0.3273809523809524, { abs: 1e-15 });
    expect(medianAbsoluteError([0, 0, 0], [1, 2, 9], { sampleWeight: [1, 1, 5] })).toBe(9);
  });
  test("a constant target scores 1 when hit and 0 when not", () => {
    expect(r2Score([2, 2], [2, 2])).toBe(1);
    expect(r2Score([2, 2], [1, 3])).toBe(0);
  });
});

test("a cluster of one row has the silhouette 0, and one cluster has none", async () => {
  const X = [[0], [1], [10]];
  const values = silhouetteSamples(X, [0, 0, 1]);
  near(values, [0.9, 8 / 9, 0], { abs: 1e-15 });
  near(silhouetteScore(X, [0, 0, 1]), (0.9 + 8 / 9) / 3, { abs: 1e-15 });
  expect(await code(() => silhouetteScore(X, [0, 0, 0]))).toBe("HF_MODEL_ONE_CLASS");
  expect(await code(() => silhouetteScore(X, [0, 1]))).toBe("HF_MODEL_SHAPE");
});
