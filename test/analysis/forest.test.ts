import { describe, expect, test } from "vitest";
import {
  ExtraTreesClassifier,
  ExtraTreesRegressor,
  RandomForestClassifier,
  RandomForestRegressor,
  stream,
  type Target,
} from "../../kernels/analysis/index.ts";
import { failure } from "./fixtures.ts";
import { splitData } from "./reference-cases.ts";
import { scoresOf } from "./score-names.ts";
import {
  type Band,
  californiaData,
  churnData,
  inBand,
  type SplitData,
  treeCases,
} from "./tree-cases.ts";

type Bands = Record<string, Band>;

/** All scores of a fitted model that a case has a band for. */
function scores(
  model: RandomForestClassifier | RandomForestRegressor,
  data: SplitData,
  bands: Bands,
) {
  const predicted = model.predict(data.testX) as Target;
  const proba = "predictProba" in model ? model.predictProba(data.testX) : undefined;
  return scoresOf(Object.keys(bands), data.testY, predicted, proba);
}

describe.each(treeCases("forest/"))("$id", (reference) => {
  const bands = reference.expected as Bands;
  const make = (randomState: number) =>
    reference.data.includes("diabetes")
      ? new RandomForestRegressor({ randomState, maxFeatures: reference.params.max_features })
      : new RandomForestClassifier({ randomState, oobScore: "oob_accuracy" in bands });

  test("scores inside of the bands of the peer, for one seed and for the mean of ten", async () => {
    const data = await splitData(reference, false);
    const sums: Record<string, number> = {};
    for (let seed = 0; seed < 10; seed++) {
      const model = make(seed).fit(data.trainX, data.trainY);
      const found = scores(model, data, bands);
      if ("oob_accuracy" in bands) found.oob_accuracy = model.oobScore_!;
      expect(Object.keys(found).sort()).toEqual(Object.keys(bands).sort());
      for (const [name, score] of Object.entries(found)) {
        if (seed === 0) inBand(score, bands[name]!, name);
        sums[name] = (sums[name] ?? 0) + score / 10;
      }
    }
    for (const [name, { band_mean_of_10_seeds: band }] of Object.entries(bands))
      inBand(sums[name]!, { band }, `mean ${name}`);
  });
});

describe.each([...treeCases("pipeline/churn-forest"), ...treeCases("pipeline/california-forest")])(
  "$id",
  ({ id, expected }) => {
    test.each([null, false])("scores inside of the bands of the peer, exact: %s", async (exact) => {
      const isChurn = id.includes("churn");
      const data = await (isChurn ? churnData() : californiaData());
      const model = isChurn
        ? new RandomForestClassifier({ exact })
        : new RandomForestRegressor({ exact, nEstimators: exact === false ? 40 : 100 });
      model.fit(data.trainX, data.trainY);
      const found = scores(model, data, expected);
      expect(Object.keys(found).length).toBe(Object.keys(expected).length);
      for (const [name, score] of Object.entries(found)) inBand(score, expected[name], name);
    });
  },
);

/** Two columns that matter among six, and some noise. */
function sample(n: number) {
  const random = stream(11, "forest");
  const rows = Array.from({ length: n }, () => Array.from({ length: 6 }, () => random.normal()));
  return {
    rows,
    classes: rows.map(([a, b]) => (a! * b! + random.normal() * 0.3 > 0 ? "up" : "down")),
    numbers: rows.map(([a, b]) => 3 * a! + b! ** 2 + random.normal() * 0.1),
  };
}
const { rows, classes, numbers } = sample(600);
const fresh = sample(900).rows.slice(600);
const freshNumbers = sample(900).numbers.slice(600);
const freshClasses = sample(900).classes.slice(600);

describe("a forest", () => {
  test("of any kind learns what matters", () => {
    for (const model of [new RandomForestClassifier(), new ExtraTreesClassifier()]) {
      model.fit(rows, classes);
      expect(model.score(fresh, freshClasses)).toBeGreaterThan(0.7);
      const [a, b, ...noise] = model.featureImportances_!;
      expect(Math.min(a!, b!)).toBeGreaterThan(Math.max(...noise));
    }
    for (const model of [new RandomForestRegressor(), new ExtraTreesRegressor()])
      expect(model.fit(rows, numbers).score(fresh, freshNumbers)).toBeGreaterThan(0.9);
  });

  test("is the mean of its trees", () => {
    const model = new RandomForestRegressor({ nEstimators: 3, bootstrap: false }).fit(
      rows,
      numbers,
    );
    // Without draws and with all columns every tree is the same, and each repeats what it learned.
    expect(Array.from(model.predict(rows))).toEqual(numbers.map((y) => expect.closeTo(y, 10)));
  });

  test("gives every row a score by trees that did not learn from it", () => {
    const model = new RandomForestClassifier({ oobScore: true }).fit(rows, classes);
    expect(model.oobDecisionFunction_!.length).toBe(2 * rows.length);
    expect(model.oobScore_).toBeGreaterThan(0.75);
    expect(model.oobScore_).toBeLessThan(model.score(rows, classes));
    const number = new RandomForestRegressor({ oobScore: true }).fit(rows, numbers);
    expect(number.oobScore_).toBeGreaterThan(0.85);
    const few = new RandomForestRegressor({ oobScore: true, nEstimators: 1 }).fit(rows, numbers);
    expect(few.oobPrediction_!.filter(Number.isNaN).length).toBeGreaterThan(300);
  });

  test("draws fewer rows when it is asked to", () => {
    const model = new RandomForestRegressor({ maxSamples: 0.1 }).fit(rows, numbers);
    for (const tree of model.estimators_!) expect(tree.weightedNNodeSamples[0]).toBe(60);
  });

  test("counts weights", () => {
    const heavy = classes.map((label) => (label === "up" ? 1 : 0));
    const model = new RandomForestClassifier({ nEstimators: 5 });
    model.fit(rows, classes, { sampleWeight: heavy });
    expect(new Set(model.predict(fresh))).toEqual(new Set(["up"]));
  });

  test("with few distinct values is the same exact as in bins", () => {
    const coarse = rows.map((row) => row.map((x) => Math.round(x * 5)));
    const exact = new RandomForestClassifier({ exact: true, nEstimators: 20 });
    const binned = new RandomForestClassifier({ exact: false, nEstimators: 20 });
    expect(binned.fit(coarse, classes).predictProba(fresh)).toEqual(
      exact.fit(coarse, classes).predictProba(fresh),
    );
  });

  test.each([
    [{ nEstimators: 0 }, "nEstimators"],
    [{ maxSamples: 1.5 }, "maxSamples"],
    [{ bootstrap: false, oobScore: true }, "oobScore"],
    [{ bootstrap: false, maxSamples: 0.5 }, "maxSamples"],
    [{ exact: "yes" as unknown as boolean }, "exact"],
  ])("refuses %o", async (options, option) => {
    const error = await failure(() => new RandomForestClassifier(options).fit(rows, classes));
    expect(error.code).toBe("HF_MODEL_OPTION");
    expect(error.message).toContain(option);
  });
});
