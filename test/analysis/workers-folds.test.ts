import { describe, expect, test } from "vitest";
import {
  cluster,
  crossValidate,
  crossValPredict,
  crossValScore,
  DecisionTreeClassifier,
  GaussianNB,
  GridSearchCV,
  KNeighborsClassifier,
  KNeighborsRegressor,
  LocalOutlierFactor,
  LogisticRegression,
  Pipeline,
  permutationImportance,
  plainRun,
  RandomForestClassifier,
  RandomizedSearchCV,
  Ridge,
  StandardScaler,
  stream,
  Table,
  trainClassifiers,
  trainRegressors,
} from "../../kernels/analysis/index.ts";
import { checkpointedRun } from "./checkpointed-run.ts";
import { failure } from "./fixtures.ts";

const random = stream(12, "folds");
const rows = Array.from({ length: 240 }, () => Array.from({ length: 4 }, () => random.normal()));
const numbers = rows.map(([a, b]) => a! * 2 - b! + random.normal() * 0.2);
const labels = numbers.map((y) => (y > 0 ? "yes" : "no"));
const table = Table.from({
  a: rows.map((row) => row[0]!),
  b: rows.map((row, i) => (i % 40 === 0 ? null : row[1]!)),
  town: rows.map((row) => (row[2]! > 0 ? "Rome" : "Oslo")),
  label: labels,
  number: numbers,
});
const threads = () =>
  process.getActiveResourcesInfo().filter((kind) => kind === "MessagePort" || kind === "Worker")
    .length;
const scaled = () =>
  new Pipeline({
    steps: [
      ["scale", new StandardScaler()],
      ["logistic", new LogisticRegression()],
    ],
  });

describe("cross-validation with workers", () => {
  test("gives the same digits, whatever the features and the target are", async () => {
    const options = {
      cv: 4,
      scoring: { accuracy: "accuracy", auc: "rocAuc" },
      returnTrainScore: true,
    } as const;
    const features = [rows, table.select("a", "number"), table.matrix("a", "number")];
    const targets = [labels, labels.map((label) => label === "yes"), table.column("label")];
    for (const X of features)
      for (const y of targets) {
        const { fitTime: _, ...one } = await crossValidate(scaled(), X, y, options);
        const { fitTime, ...two } = await crossValidate(scaled(), X, y, { ...options, workers: 2 });
        expect(two).toEqual(one);
        expect(fitTime.length).toBe(4);
      }
    const byTree = (workers: number) =>
      crossValPredict(new DecisionTreeClassifier(), rows, labels, {
        method: "predictProba",
        workers,
      });
    expect(await byTree(3)).toEqual(await byTree(1));
  });

  test("says each finished fold, and leaves the thread free meanwhile", async () => {
    const seen: number[] = [];
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await crossValScore(new RandomForestClassifier({ nEstimators: 30 }), rows, labels, {
      cv: 3,
      workers: 2,
      run: plainRun({ onProgress: (done) => seen.push(done) }),
    });
    clearInterval(timer);
    expect(seen).toEqual([0, 1, 2, 3]);
    expect(turns).toBeGreaterThan(0);
  });

  test("goes on from a checkpoint that another number of workers has made", async () => {
    const options = { cv: 5 } as const;
    const whole = await crossValScore(scaled(), rows, labels, options);
    for (const [before, after] of [
      [2, 1],
      [1, 2],
      [2, 3],
    ] as const) {
      const cut = checkpointedRun(undefined, 2);
      const error = await failure(() =>
        crossValScore(scaled(), rows, labels, { ...options, run: cut.run, workers: before }),
      );
      expect(error.message).toBe("stopped by the test");
      const finished = cut.last().parts.get("folds") as { index: number }[];
      expect(finished.length).toBe(2);
      const rest = checkpointedRun(cut.last());
      const scores = await crossValScore(scaled(), rows, labels, {
        ...options,
        run: rest.run,
        workers: after,
      });
      expect(scores).toEqual(whole);
    }
  });

  test("throws what a fold throws, and ends its threads", async () => {
    const before = threads();
    const cv = [
      { train: Int32Array.of(0, 1, 2, 3), test: Int32Array.of(4) },
      { train: Int32Array.of(0), test: Int32Array.of(4) },
    ];
    const alone = await failure(() => crossValScore(new GaussianNB(), rows, labels, { cv }));
    const error = await failure(() =>
      crossValScore(new GaussianNB(), rows, labels, { cv, workers: 2 }),
    );
    expect(error.code).toBe("HF_MODEL_ONE_CLASS");
    expect(error.message).toBe(alone.message);
    expect(threads()).toBe(before);
  });

  test("refuses what no worker can get", async () => {
    const error = await failure(() =>
      crossValScore(new GaussianNB(), rows, labels, { scoring: () => 1, workers: 2 }),
    );
    expect(error.code).toBe("HF_MODEL_OPTION");
    expect(error.message).toContain("function");
  });
});

describe("searches with workers", () => {
  test("find the same, and fit the best candidate", async () => {
    const grid = new GridSearchCV({
      estimator: scaled(),
      paramGrid: { logistic__C: [0.01, 1, 100], scale__withMean: [true, false] },
      cv: 3,
    });
    const one = grid.clone().fit(rows, labels);
    for (const workers of [1, 2]) {
      const model = await grid.clone().fitAsync(rows, labels, { workers });
      expect({ ...model.cvResults_ }).toMatchObject(
        JSON.parse(JSON.stringify({ ...one.cvResults_ })),
      );
      expect(JSON.stringify(model)).toBe(JSON.stringify(one));
    }
    const draws = new RandomizedSearchCV({
      estimator: new Ridge(),
      paramDistributions: { alpha: { low: 0.01, high: 10, log: true } },
      nIter: 3,
    });
    const alone = draws.clone().fit(rows, numbers);
    const model = await draws.clone().fitAsync(rows, numbers, { workers: 2 });
    expect(JSON.stringify(model)).toBe(JSON.stringify(alone));
  });

  test("go on from a checkpoint to the same digits", async () => {
    const make = () =>
      new GridSearchCV({
        estimator: new DecisionTreeClassifier(),
        paramGrid: { maxDepth: [1, 2, 3] },
        cv: 2,
      });
    const whole = JSON.stringify(make().fit(rows, labels));
    const cut = checkpointedRun(undefined, 3);
    await failure(() => make().fitAsync(rows, labels, { run: cut.run, workers: 2 }));
    const rest = checkpointedRun(cut.last());
    const model = await make().fitAsync(rows, labels, { run: rest.run, workers: 1 });
    expect(JSON.stringify(model)).toBe(whole);
  });
});

test("LocalOutlierFactor finds neighbours in workers to the same digits", async () => {
  const many = Array.from({ length: 2500 }, () => [random.normal(), random.normal()]);
  const lof = new LocalOutlierFactor({ novelty: true });
  const one = JSON.stringify(lof.clone().fit(many));
  for (const workers of [2, 3]) {
    const model = await lof.clone().fitAsync(many, undefined, { workers });
    expect(JSON.stringify(model)).toBe(one);
  }
});

test("the nearest rows are found in blocks, by any number of workers", async () => {
  const many = Array.from({ length: 2100 }, () => [random.normal(), random.normal()]);
  const classes = many.map(([a]) => (a! > 0 ? "right" : "left"));
  const points = many.map(([a, b]) => [a! + 0.1, b! - 0.1]);
  const model = new KNeighborsClassifier({ weights: "distance" }).fit(many, classes);
  const means = new KNeighborsRegressor().fit(
    many,
    many.map(([, b]) => b!),
  );
  for (const workers of [1, 2]) {
    expect(await model.predictAsync(points, { workers })).toEqual(model.predict(points));
    expect(await means.predictAsync(points, { workers })).toEqual(means.predict(points));
    const found = await model.kneighborsAsync(points, { k: 3, workers });
    expect(found).toEqual(model.kneighbors(points, 3));
    expect(await means.kneighborsAsync(points, { workers })).toEqual(means.kneighbors(points));
  }
  const cut = checkpointedRun(undefined, 1);
  await failure(() => model.predictAsync(points, { workers: 2, run: cut.run }));
  const rest = checkpointedRun(cut.last());
  expect(await model.predictAsync(points, { run: rest.run })).toEqual(model.predict(points));
});

test("permutationImportance shuffles columns in workers to the same digits", async () => {
  const model = scaled().fit(rows, labels);
  const one = await permutationImportance(model, rows, labels, { nRepeats: 2 });
  expect(await permutationImportance(model, rows, labels, { nRepeats: 2, workers: 2 })).toEqual(
    one,
  );
  const scoring = () => 1;
  const error = await failure(() =>
    permutationImportance(model, rows, labels, { scoring, workers: 2 }),
  );
  expect(error.code).toBe("HF_MODEL_OPTION");
});

test("cluster tries numbers of clusters in workers, and goes on with another number of them", async () => {
  const options = { features: ["a", "b"], tries: [2, 3, 4, 5] };
  const one = await cluster(table, options);
  const cut = checkpointedRun(undefined, 2);
  await failure(() => cluster(table, { ...options, workers: 2, run: cut.run }));
  const rest = checkpointedRun(cut.last());
  const two = await cluster(table, { ...options, workers: 1, run: rest.run });
  expect(two.data).toEqual(one.data);
  expect((await cluster(table, { ...options, workers: 2 })).data).toEqual(one.data);
});

describe("trainings with workers", () => {
  const digits = (result: Awaited<ReturnType<typeof trainClassifiers>>) =>
    JSON.stringify([result.data, result.charts]).replace(/"seconds":[\d.e-]+/g, "");
  const options = {
    target: "label",
    features: ["a", "b", "town"],
    cv: 3,
    models: ["naiveBayes", "decisionTree", "kNeighbors", "randomForest"],
  };

  test("give the same digits and save each finished fold", async () => {
    const one = digits(await trainClassifiers(table, options));
    const cut = checkpointedRun(undefined, 5);
    await failure(() => trainClassifiers(table, { ...options, workers: 2, run: cut.run }));
    expect(cut.last().parts.get("pieces")!.length).toBe(5);
    const rest = checkpointedRun(cut.last());
    expect(digits(await trainClassifiers(table, { ...options, workers: 3, run: rest.run }))).toBe(
      one,
    );
    const lines = { target: "number", cv: 2, models: ["linear", "lasso", "decisionTree"] };
    const two = await trainRegressors(table, { ...lines, workers: 2 });
    expect(digits(two)).toBe(digits(await trainRegressors(table, lines)));
  });

  test("tell which model cannot use the data", async () => {
    const few = Table.from({ x: [1, 2, 3, 4, 5, 6], y: ["a", "b", "a", "b", "a", "b"] });
    const { data } = await trainClassifiers(few, {
      target: "y",
      cv: 2,
      models: ["kNeighbors", "decisionTree"],
      workers: 2,
    });
    expect(data.failures.map(({ name }) => name)).toEqual(["kNeighbors"]);
    expect(data.models.map(({ name }) => name)).toEqual(["decisionTree"]);
  });
});
