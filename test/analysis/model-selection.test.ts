import { describe, expect, test } from "vitest";
import {
  type AnalysisError,
  brierScoreLoss,
  CalibratedClassifierCV,
  calibrationCurve,
  crossValidate,
  crossValPredict,
  crossValScore,
  GaussianNB,
  GridSearchCV,
  GroupKFold,
  KFold,
  KNeighborsClassifier,
  LinearRegression,
  LogisticRegression,
  Pipeline,
  permutationImportance,
  RandomizedSearchCV,
  Ridge,
  StandardScaler,
  StratifiedKFold,
  stream,
  Table,
  TimeSeriesSplit,
  trainTestSplit,
} from "../../kernels/analysis/index.ts";
import { checkpointedRun } from "./checkpointed-run.ts";
import { failure } from "./fixtures.ts";
import { casesOf, near, splitOf, tableOf } from "./reference-cases.ts";

const lists = (splits: { train: Int32Array; test: Int32Array }[]) =>
  splits.map(({ train, test: held }) => [[...train], [...held]]);
const code = async (work: () => unknown) => ((await failure(work)) as AnalysisError).code;

describe("splitters", () => {
  test("KFold cuts in order, the first folds one larger", () => {
    expect(lists(new KFold({ nSplits: 3 }).split(5)).map(([, held]) => held)).toEqual([
      [0, 1],
      [2, 3],
      [4],
    ]);
    const shuffled = new KFold({ nSplits: 3, shuffle: true, randomState: 1 }).split(20);
    expect(shuffled.flatMap(({ test: held }) => [...held]).sort((a, b) => a - b)).toEqual([
      ...Array(20).keys(),
    ]);
    expect(lists(shuffled)).not.toEqual(lists(new KFold({ nSplits: 3 }).split(20)));
  });

  test("StratifiedKFold divides as scikit-learn does", () => {
    const y = [0, 0, 1, 0, 1, 1, 0, 0, 0, 1];
    const held = new StratifiedKFold({ nSplits: 3 }).split(10, y).map((split) => [...split.test]);
    expect(held).toEqual([
      [0, 1, 2, 4],
      [3, 5, 6],
      [7, 8, 9],
    ]);
  });

  test("GroupKFold keeps groups together", () => {
    const groups = ["a", "a", "b", "b", "c", "d", "d", "d"];
    for (const { train, test: held } of new GroupKFold({ nSplits: 3 }).split(
      8,
      undefined,
      groups,
    )) {
      const learned = new Set(Array.from(train, (row) => groups[row]));
      expect(Array.from(held).some((row) => learned.has(groups[row]))).toBe(false);
    }
  });

  test("TimeSeriesSplit tests on what comes later", () => {
    expect(lists(new TimeSeriesSplit({ nSplits: 3 }).split(6))).toEqual([
      [[0, 1, 2], [3]],
      [[0, 1, 2, 3], [4]],
      [[0, 1, 2, 3, 4], [5]],
    ]);
    const gaps = new TimeSeriesSplit({ nSplits: 2, testSize: 2, gap: 1, maxTrainSize: 3 }).split(
      10,
    );
    expect(lists(gaps)).toEqual([
      [
        [2, 3, 4],
        [6, 7],
      ],
      [
        [4, 5, 6],
        [8, 9],
      ],
    ]);
  });

  test("name what they cannot divide", async () => {
    expect(await code(() => new KFold({ nSplits: 1 }))).toBe("HF_MODEL_OPTION");
    expect(await code(() => new KFold().split(3))).toBe("HF_MODEL_SHAPE");
    expect(await code(() => new StratifiedKFold().split(6, [0, 0, 0, 1, 1, 1]))).toBe(
      "HF_MODEL_SHAPE",
    );
    expect(await code(() => new TimeSeriesSplit().split(5))).toBe("HF_MODEL_SHAPE");
    expect(await code(() => new GroupKFold().split(3))).toBe("HF_MODEL_SHAPE");
  });
});

describe("trainTestSplit", () => {
  const table = Table.from({
    x: Array.from({ length: 40 }, (_, i) => i),
    label: Array.from({ length: 40 }, (_, i) => (i % 4 === 0 ? "rare" : "common")),
  });
  test("divides tables and targets by the same rows", () => {
    const { trainX, testX, trainY, testY, testRows } = trainTestSplit(
      table.select("x"),
      table.column("label"),
    );
    expect([trainX.length, testX.length, testRows.length]).toEqual([30, 10, 10]);
    expect(testX.column("x").toArray()).toEqual([...testRows]);
    expect(Array.from(testY)).toEqual(Array.from(testRows, (row) => table.column("label").at(row)));
    expect(trainY.length).toBe(30);
  });
  test("keeps the shares of classes when asked", () => {
    const stratify = table.column("label");
    const { testY, trainY } = trainTestSplit(table.select("x"), stratify, {
      stratify,
      testSize: 0.2,
    });
    const rare = (y: ArrayLike<unknown>) =>
      Array.from(y).filter((label) => label === "rare").length;
    expect([rare(testY), rare(trainY)]).toEqual([2, 8]);
  });
  test("takes the last rows without a shuffle", () => {
    const { testRows } = trainTestSplit(table.select("x"), undefined, {
      shuffle: false,
      testSize: 3,
    });
    expect([...testRows]).toEqual([37, 38, 39]);
  });
  test("refuses what cannot be", async () => {
    expect(await code(() => trainTestSplit([[1], [2]], [1]))).toBe("HF_MODEL_SHAPE");
    expect(await code(() => trainTestSplit([[1], [2]], [1, 2], { testSize: 5 }))).toBe(
      "HF_MODEL_OPTION",
    );
  });
});

describe.each([...casesOf("classification", "cv/"), ...casesOf("regression", "cv/")])(
  "$id",
  ({ id, data, params, expected }) => {
    test("agrees with scikit-learn on the same folds", async () => {
      const table = await tableOf(data);
      const X = table.select(...table.columnNames.filter((name) => name !== params.target));
      const y = table.column(params.target);
      const model = id.includes("logistic")
        ? new LogisticRegression({ C: params.C })
        : id.includes("gnb")
          ? new GaussianNB()
          : id.includes("knn")
            ? new KNeighborsClassifier({ nNeighbors: params.k })
            : id.includes("ridge")
              ? new Ridge({ alpha: params.alpha })
              : new LinearRegression();
      const steps = [
        ...(params.scale_inside_fold ? [["scale", new StandardScaler()]] : []),
        ["model", model],
      ];
      const { folds, n } = splitOf(params.folds);
      const all = Int32Array.from({ length: n }, (_, i) => i);
      const cv = folds.map((fold) => {
        const held = new Set(fold);
        return { train: all.filter((row) => !held.has(row)), test: Int32Array.from(fold) };
      });
      const estimator = new Pipeline({ steps: steps as never });
      const scores = await crossValScore(estimator, X, y, { cv, scoring: params.score });
      const classes = id.startsWith("cv/breast") || id.startsWith("cv/iris");
      near(scores, expected.scores, { abs: classes ? 1e-9 : 1e-8 });
      near(scores.reduce((a, b) => a + b, 0) / scores.length, expected.mean, { abs: 1e-8 });
    });
  },
);

/** Numbers with a target that only the first column decides. */
function sample(n = 200) {
  const random = stream(3, "selection");
  const X = Array.from({ length: n }, () => [random.normal(), random.normal(), random.normal()]);
  const y = X.map((row) => (row[0]! + 0.5 * random.normal() > 0 ? "yes" : "no"));
  return { X, y };
}

test("crossValidate gives several scores, and goes on from a checkpoint", async () => {
  const { X, y } = sample();
  const options = {
    cv: 4,
    scoring: { accuracy: "accuracy", auc: "rocAuc" },
    returnTrainScore: true,
  } as const;
  const whole = await crossValidate(new LogisticRegression(), X, y, options);
  expect(whole.test.accuracy).toHaveLength(4);
  expect(Math.min(...whole.test.auc!)).toBeGreaterThan(0.8);
  expect(whole.train!.accuracy).toHaveLength(4);
  const cut = checkpointedRun(undefined, 2);
  await failure(() => crossValidate(new LogisticRegression(), X, y, { ...options, run: cut.run }));
  const rest = checkpointedRun(cut.last());
  const resumed = await crossValidate(new LogisticRegression(), X, y, {
    ...options,
    run: rest.run,
  });
  expect(resumed.test).toEqual(whole.test);
});

test("crossValPredict predicts each row by a model that has not seen it", async () => {
  const X = Array.from({ length: 20 }, (_, i) => [i]);
  const y = X.map(([x]) => (x! % 2 ? 1 : 0));
  const nearest = new KNeighborsClassifier({ nNeighbors: 1 });
  const predicted = await crossValPredict(nearest, X, y, { cv: new KFold({ nSplits: 20 }) });
  expect(predicted.every((label, i) => label !== y[i])).toBe(true);
  const proba = await crossValPredict(nearest, X, y, { method: "predictProba" });
  expect(proba[0]).toHaveLength(2);
  const cv = [{ train: Int32Array.of(0, 1), test: Int32Array.of(2) }];
  expect(await code(() => crossValPredict(nearest, X, y, { cv }))).toBe("HF_MODEL_OPTION");
});

test("GridSearchCV finds the best options of a pipeline and is used as the best one", () => {
  const { X, y } = sample();
  const search = new GridSearchCV({
    estimator: new Pipeline({
      steps: [
        ["scale", new StandardScaler()],
        ["knn", new KNeighborsClassifier()],
      ],
    }),
    paramGrid: { knn__nNeighbors: [1, 15], scale__withStd: [true, false] },
    scoring: "balancedAccuracy",
  }).fit(X, y);
  expect(search.bestParams_).toMatchObject({ knn__nNeighbors: 15 });
  expect(search.cvResults_!.map(({ params }) => params)).toHaveLength(4);
  expect(search.cvResults_![search.bestIndex_!]!.rank).toBe(1);
  expect(search.bestScore_).toBe(Math.max(...search.cvResults_!.map(({ meanScore }) => meanScore)));
  expect(search.score(X, y)).toBeGreaterThan(0.8);
  expect(search.classes_).toEqual(["no", "yes"]);
});

test("RandomizedSearchCV draws from lists without repeats, and from ranges by seed", () => {
  const { X, y } = sample(60);
  const target = y.map((label) => Number(label === "yes"));
  const drawn = (randomState: number) =>
    new RandomizedSearchCV({
      estimator: new Ridge(),
      paramDistributions: { alpha: [0.1, 1, 10], fitIntercept: [true, false] },
      nIter: 6,
      randomState,
    })
      .fit(X, target)
      .cvResults_!.map(({ params }) => JSON.stringify(params));
  expect(new Set(drawn(0)).size).toBe(6);
  const range = new RandomizedSearchCV({
    estimator: new KNeighborsClassifier(),
    paramDistributions: { nNeighbors: { low: 1, high: 9, integer: true } },
    nIter: 5,
  }).fit(X, y);
  for (const { params } of range.cvResults_!)
    expect([1, 2, 3, 4, 5, 6, 7, 8, 9]).toContain(params.nNeighbors);
});

test("searches refuse a score and options that do not exist", async () => {
  const { X, y } = sample(30);
  const grid = (changes: object) =>
    new GridSearchCV({
      estimator: new KNeighborsClassifier(),
      paramGrid: { nNeighbors: [1] },
      ...changes,
    });
  expect(await code(() => grid({ scoring: "nothing" }).fit(X, y))).toBe("HF_MODEL_OPTION");
  expect(await code(() => grid({ paramGrid: { x__y: [1] } }).fit(X, y))).toBe("HF_MODEL_OPTION");
  expect(await code(() => grid({ paramGrid: { neighbours: [1] } }).fit(X, y))).toBe(
    "HF_MODEL_OPTION",
  );
  expect(await code(() => grid({ refit: false }).fit(X, y).predict(X))).toBe("HF_MODEL_OPTION");
});

test("permutationImportance finds the column that decides", async () => {
  const { X, y } = sample();
  const found = await permutationImportance(new LogisticRegression().fit(X, y), X, y);
  expect(found.mean[0]).toBeGreaterThan(0.2);
  expect(Math.abs(found.mean[1]!)).toBeLessThan(0.05);
  expect(found.names).toEqual(["x0", "x1", "x2"]);
  const table = Table.from({
    a: X.map((row) => row[0]!),
    b: X.map((row) => row[1]!),
    c: X.map((row) => row[2]!),
  });
  const named = await permutationImportance(new LogisticRegression().fit(table, y), table, y);
  expect(named.names).toEqual(["a", "b", "c"]);
  expect([...named.mean]).toEqual([...found.mean]);
});

test.each(["sigmoid", "isotonic"] as const)(
  "calibration by %s makes probabilities honest",
  (method) => {
    const random = stream(9, "calibration");
    const rows = Array.from({ length: 1500 }, () => {
      const x = random.normal();
      return {
        x: [x, x + 0.01 * random.normal(), x + 0.01 * random.normal()],
        y: random() < 1 / (1 + Math.exp(-x)),
      };
    });
    const X = rows.map((row) => row.x);
    const y = rows.map((row) => row.y);
    // Three copies of one column make naive Bayes far too sure.
    const raw = new GaussianNB().fit(X.slice(0, 1000), y.slice(0, 1000));
    const model = new CalibratedClassifierCV({ estimator: new GaussianNB(), method });
    model.fit(X.slice(0, 1000), y.slice(0, 1000));
    const second = (proba: { data: Float64Array }) =>
      Array.from(proba.data.filter((_, i) => i % 2 === 1));
    const truth = y.slice(1000);
    const before = brierScoreLoss(truth, second(raw.predictProba(X.slice(1000))));
    const after = brierScoreLoss(truth, second(model.predictProba(X.slice(1000))));
    expect(after).toBeLessThan(before - 0.01);
    const { probTrue, probPred } = calibrationCurve(
      truth,
      second(model.predictProba(X.slice(1000))),
      { nBins: 3 },
    );
    near(probTrue, probPred, { abs: 0.12 });
  },
);
