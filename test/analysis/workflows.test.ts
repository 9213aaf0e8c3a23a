import { describe, expect, test } from "vitest";
import {
  cluster,
  detectAnomalies,
  plainRun,
  type Run,
  stream,
  Table,
  trainClassifiers,
  trainRegressors,
  type WorkflowResult,
} from "../../kernels/analysis/index.ts";
import { sampleRows } from "../../kernels/analysis/workflows/sample-mode.ts";
import { checkpointedRun } from "./checkpointed-run.ts";
import { failure } from "./fixtures.ts";
import { tableOf } from "./reference-cases.ts";

/** The parts of a result that must not depend on how it came about. */
const digits = (result: WorkflowResult<unknown>) =>
  JSON.stringify([
    result.data,
    result.table.columnNames.includes("seconds")
      ? result.table.drop("seconds").toArray()
      : result.table.toArray(),
    result.charts,
    result.summary,
  ]).replace(/"seconds":[\d.e-]+/g, "");

/** Goes on after each number of steps, and expects the same result. */
async function resumes(
  start: (run: Run<never>) => Promise<WorkflowResult<unknown>>,
  steps: number,
): Promise<void> {
  const whole = digits(await start(checkpointedRun().run));
  for (let stop = 1; stop < steps; stop++) {
    const cut = checkpointedRun(undefined, stop);
    const error = await failure(() => start(cut.run));
    expect(error.message).toBe("stopped by the test");
    const rest = checkpointedRun(cut.last());
    const result = await start(rest.run);
    expect(digits(result)).toBe(whole);
    expect(result.provenance.resumedAt).toBe(stop);
  }
}

describe("trainClassifiers", () => {
  const churn = tableOf("ml/churn.csv");

  test("finds the best model on mixed columns and says so", async () => {
    const result = await trainClassifiers(await churn, { target: "churn", sample: "standard" });
    const { models, best, classes, failures } = result.data;
    expect(models.map(({ name }) => name).sort()).toEqual([
      "decisionTree",
      "histGradientBoosting",
      "kNeighbors",
      "logistic",
      "naiveBayes",
      "randomForest",
      "svm",
    ]);
    expect(failures).toEqual([]);
    expect(classes).toEqual(["no", "yes"]);
    expect(best!.scores.accuracy).toBeGreaterThan(0.9);
    expect(best!.scores.rocAuc).toBeGreaterThan(0.85);
    expect(models.map(({ scores }) => scores.accuracy)).toEqual(
      models.map(({ scores }) => scores.accuracy).sort((a, b) => b! - a!),
    );
    const sums = best!.confusion!.flat().reduce((a, b) => a + b);
    expect(sums).toBe(1000);
    const right = best!.confusion![0]![0]! + best!.confusion![1]![1]!;
    expect(right / 1000).toBeCloseTo(best!.scores.accuracy!, 12);
    expect(result.summary).toContain(`${best!.label} is best`);
    expect(result.summary).toContain("Only 1,000 of 5,000 rows, Standard.");
    expect(result.table.length).toBe(7);
    expect(result.charts.map(({ title }) => title)).toContain("ROC curves");
    const fresh = (await churn).slice(0, 50).drop("churn");
    const predicted = best!.trained.predict(fresh);
    expect(predicted.length).toBe(50);
    expect(best!.trained.predictProba(fresh).columns).toBe(2);
    expect(best!.importances!.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
  });

  test("goes on from every checkpoint, and with any number of workers, to the same digits", async () => {
    const options = {
      target: "churn",
      sample: "quick",
      cv: 3,
      models: ["naiveBayes", "decisionTree", "randomForest"],
    } as const;
    const table = await churn;
    await resumes((run) => trainClassifiers(table, { ...options, run }), 6);
    const one = await trainClassifiers(table, options);
    const two = await trainClassifiers(table, { ...options, workers: 2 });
    expect(digits(two)).toBe(digits(one));
  });

  test("shows finished models while the next is trained, and keeps them when it is cancelled", async () => {
    const stop = new AbortController();
    const seen: { value: WorkflowResult<unknown>; n?: number; of?: number }[] = [];
    const base = plainRun<object>({
      signal: stop.signal,
      onProgress: (done) => {
        if (done === 12) stop.abort(new Error("enough"));
      },
    });
    const run = Object.create(base, {
      state: { value: {}, writable: true },
      steps: { value: (total: number) => base.steps(total) },
      parts: { value: (name: string) => base.parts(name) },
      child: { value: (name: string, options: object) => base.child(name, options) },
      checkpoint: { value: async () => undefined },
      seed: { value: 0 },
      first: { value: 0 },
      signal: { value: stop.signal },
      partial: {
        value: (value: WorkflowResult<unknown>, n: number, of: number) =>
          seen.push({ value, n, of }),
      },
    }) as Run<object>;
    const error = await failure(async () =>
      trainClassifiers(await churn, { target: "churn", sample: "quick", run }),
    );
    expect(error.message).toBe("enough");
    expect(seen.map(({ n, of }) => [n, of])).toEqual([
      [1, 7],
      [2, 7],
    ]);
    expect(seen[1]!.value.partial).toEqual({ n: 2, of: 7 });
    expect(seen[1]!.value.table.length).toBe(2);
  });

  test("goes on when one model cannot use the data", async () => {
    const few = Table.from({
      x: [1, 2, 3, 4, 5, 6],
      y: ["a", "b", "a", "b", "a", "b"],
    });
    const { data, table, summary } = await trainClassifiers(few, {
      target: "y",
      cv: 2,
      models: ["kNeighbors", "decisionTree"],
    });
    expect(data.failures.map(({ name }) => name)).toEqual(["kNeighbors"]);
    expect(table.column("error").missing).toBe(1);
    expect(summary).toContain("kNeighbors could not be trained");
  });

  test("leaves out rows without a target and columns that say nothing, and tells", async () => {
    const random = stream(1, "workflow");
    const n = 120;
    const table = Table.from({
      id: Array.from({ length: n }, (_, i) => `customer ${i}`),
      same: Array.from({ length: n }, () => 1),
      x: Array.from({ length: n }, (_, i) => (i % 10 === 0 ? null : i + random())),
      y: Array.from({ length: n }, (_, i) => (i === 7 ? null : i > 60)),
    });
    const { data, provenance } = await trainClassifiers(table, {
      target: "y",
      models: ["decisionTree"],
    });
    expect(data.models[0]!.predictions.length).toBe(n - 1);
    expect(data.notes.length).toBe(2);
    expect(provenance.parameters.features).toEqual(["x"]);
    expect(data.best!.scores.accuracy).toBeGreaterThan(0.85);
  });

  test.each([
    [{ target: "nope" }, "HF_TABLE_UNKNOWN_COLUMN"],
    [{ target: "churn", models: ["bayes"] }, "HF_MODEL_OPTION"],
    [{ target: "churn", sample: "all" as "full" }, "HF_MODEL_OPTION"],
    [{ target: "churn", cv: 1 }, "HF_MODEL_OPTION"],
    [{ target: "churn", workers: 0 }, "HF_MODEL_OPTION"],
    [{ target: "churn", features: ["stat"] }, "HF_TABLE_UNKNOWN_COLUMN"],
  ])("refuses %o", async (options, code) => {
    const table = await churn;
    expect((await failure(() => trainClassifiers(table, options))).code).toBe(code);
  });
});

describe("trainRegressors", () => {
  test("compares all models, which agree on what matters", async () => {
    const table = await tableOf("ml/diabetes.csv");
    const { data, summary, charts } = await trainRegressors(table, { target: "target" });
    expect(data.models.length).toBe(9);
    expect(data.best!.scores.r2).toBeGreaterThan(0.45);
    expect(data.models.find(({ name }) => name === "linear")!.importances!.length).toBe(10);
    expect(summary).toContain("explains");
    expect(charts.length).toBe(2);
    expect(data.classes).toEqual([]);
    expect(
      (
        await failure(async () =>
          trainRegressors(await tableOf("ml/churn.csv"), { target: "churn" }),
        )
      ).code,
    ).toBe("HF_MODEL_NOT_NUMERIC");
  });

  test("goes on from every checkpoint to the same digits", async () => {
    const table = (await tableOf("ml/diabetes.csv")).slice(0, 120);
    await resumes(
      (run) =>
        trainRegressors(table, {
          target: "target",
          cv: 2,
          models: ["linear", "randomForest", "svr"],
          run,
        }),
      3,
    );
  });
});

describe("detectAnomalies", () => {
  const random = stream(6, "anomalies");
  const n = 300;
  const table = Table.from({
    height: Array.from({ length: n }, (_, i) => (i < 4 ? 260 : 170 + 8 * random.normal())),
    weight: Array.from({ length: n }, (_, i) => (i < 4 ? 30 : 70 + 9 * random.normal())),
    town: Array.from({ length: n }, () => ["Rome", "Oslo"][random.int(2)]!),
  });

  test("finds what the methods agree on, with reasons", async () => {
    const result = await detectAnomalies(table, { contamination: 0.02 });
    const { rows, findings, agreement, reasons } = result.data;
    expect(Array.from(rows.slice(0, 4)).sort()).toEqual([0, 1, 2, 3]);
    expect(findings.map(({ method }) => method)).toEqual([
      "isolationForest",
      "localOutlierFactor",
      "oneClassSVM",
    ]);
    expect(agreement).toBe(2);
    expect(reasons[0]).toContain("height 260 is high");
    expect(result.table.columnNames.slice(0, 2)).toEqual(["row", "votes"]);
    expect(result.summary).toContain("are unusual");
    expect(result.charts.length).toBe(2);
    for (const { scores, border } of findings)
      expect(scores.filter((score) => score > border).length).toBe(6);
  });

  test("asks one method, or all of them to agree", async () => {
    const one = await detectAnomalies(table, { methods: ["isolationForest"], contamination: 0.1 });
    expect(one.data.rows.length).toBe(30);
    const all = await detectAnomalies(table, { agreement: 3, contamination: 0.1 });
    expect(all.data.rows.length).toBeLessThan(30);
    expect(all.data.votes.filter((votes) => votes === 3).length).toBe(all.data.rows.length);
    expect((await failure(() => detectAnomalies(table, { agreement: 4 }))).code).toBe(
      "HF_MODEL_OPTION",
    );
  });

  test("goes on from every checkpoint, and with workers, to the same digits", async () => {
    await resumes((run) => detectAnomalies(table, { run }), 3);
    expect(digits(await detectAnomalies(table, { workers: 2 }))).toBe(
      digits(await detectAnomalies(table)),
    );
  });

  test("gives row numbers of the table that came in, also of a sample", async () => {
    const { data, table: found } = await detectAnomalies(table, { sample: "quick" });
    expect(data.looked).toBe(100);
    const heights = table.column("height");
    data.rows.forEach((row, i) => {
      expect(found.column("height").at(i)).toBe(heights.at(row));
    });
  });
});

describe("cluster", () => {
  test("finds the groups of flowers and what sets them apart", async () => {
    const iris = (await tableOf("ml/iris.csv")).drop("target");
    const { data, table, summary, charts } = await cluster(iris);
    expect(data.clusterings.map(({ nClusters }) => nClusters)).toEqual([2, 3, 4, 5, 6, 7, 8]);
    // Two of the three kinds overlap: by the silhouette there are two groups.
    expect(data.chosen.nClusters).toBe(2);
    expect(data.profile.column("rows").toArray()).toEqual([100, 50]);
    expect(table.columnNames[0]).toBe("cluster");
    expect(summary).toContain("Cluster 0: 100 rows (67 %)");
    expect(charts.length).toBe(3);
    const three = await cluster(iris, { nClusters: 3 });
    expect(three.data.chosen.nClusters).toBe(3);
    expect((await failure(() => cluster(iris.slice(0, 2)))).code).toBe("HF_MODEL_SHAPE");
  });

  test("goes on from every checkpoint to the same digits", async () => {
    const iris = (await tableOf("ml/iris.csv")).drop("target");
    await resumes((run) => cluster(iris, { tries: [2, 3, 4], run }), 3);
  });
});

test("larger samples hold the smaller ones", () => {
  const table = Table.from({ x: Array.from({ length: 3707 }, (_, i) => i) });
  const quick = new Set(sampleRows(table, "quick", 3, "test").rows);
  const standard = sampleRows(table, "standard", 3, "test");
  expect(quick.size).toBe(100);
  expect(standard.note).toBe("1,000 of 3,707 rows, Standard");
  const all = new Set(standard.rows);
  expect([...quick].every((row) => all.has(row))).toBe(true);
  expect(sampleRows(table, "full", 3, "test").note).toBeUndefined();
});
