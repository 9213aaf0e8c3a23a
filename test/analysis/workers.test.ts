import { describe, expect, test } from "vitest";
import {
  IsolationForest,
  plainRun,
  RandomForestClassifier,
  RandomForestRegressor,
  stream,
} from "../../kernels/analysis/index.ts";
import { UnitPool } from "../../kernels/analysis/workers/unit-pool.ts";
import { checkpointedRun } from "./checkpointed-run.ts";
import { failure } from "./fixtures.ts";

const random = stream(8, "workers");
const rows = Array.from({ length: 400 }, () => Array.from({ length: 5 }, () => random.normal()));
const numbers = rows.map(([a, b]) => a! * 2 - b! + random.normal() * 0.2);
const labels = numbers.map((y) => (y > 0 ? "yes" : "no"));
const threads = () =>
  process.getActiveResourcesInfo().filter((kind) => kind === "MessagePort" || kind === "Worker")
    .length;

describe("workers", () => {
  test("give the same digits in any number", async () => {
    const alone = new RandomForestClassifier({ nEstimators: 12, oobScore: true }).fit(rows, labels);
    for (const workers of [1, 2, 3, 20]) {
      const model = new RandomForestClassifier({ nEstimators: 12, oobScore: true });
      await model.fitAsync(rows, labels, { workers });
      expect(JSON.stringify(model)).toBe(JSON.stringify(alone));
    }
    const forest = new IsolationForest({ nEstimators: 9, contamination: 0.1 });
    const parted = await forest.clone().fitAsync(rows, undefined, { workers: 2 });
    expect(JSON.stringify(parted)).toBe(JSON.stringify(forest.fit(rows)));
  });

  test("go on from a checkpoint, also one that was made with another number of them", async () => {
    const whole = JSON.stringify(new RandomForestRegressor({ nEstimators: 10 }).fit(rows, numbers));
    for (const [before, after] of [
      [2, 1],
      [1, 2],
      [2, 3],
    ] as const) {
      const cut = checkpointedRun(undefined, 4);
      const make = () => new RandomForestRegressor({ nEstimators: 10 });
      const error = await failure(() =>
        make().fitAsync(rows, numbers, { run: cut.run, workers: before }),
      );
      expect(error.message).toBe("stopped by the test");
      expect(cut.last().parts.get("trees")!.length).toBe(4);
      const rest = checkpointedRun(cut.last());
      const model = await make().fitAsync(rows, numbers, { run: rest.run, workers: after });
      expect(JSON.stringify(model)).toBe(whole);
    }
  });

  test("end with the fit, also when it is cancelled while it waits for them", async () => {
    const before = threads();
    const stop = new AbortController();
    const model = new RandomForestRegressor({ nEstimators: 5000 });
    const fit = model.fitAsync(rows, numbers, {
      workers: 2,
      run: plainRun<object>({
        signal: stop.signal,
        onProgress: (done) => {
          if (done === 3) stop.abort(new Error("enough"));
        },
      }),
    });
    expect((await failure(() => fit)).message).toBe("enough");
    expect(model.isFitted).toBe(false);
    expect(threads()).toBe(before);
  });

  test("that die say so", async () => {
    const task = { kind: "forest", job: {} } as never;
    const pool = await UnitPool.open(task, [0, 1, 2], 2);
    const error = await failure(() => pool.next(new AbortController().signal));
    expect(error.code).toBe("HF_WORKER_FAILED");
    await pool.close();
  });

  test("are a number", async () => {
    const model = new RandomForestRegressor();
    for (const workers of [0, 1.5, -2]) {
      const error = await failure(() => model.fitAsync(rows, numbers, { workers }));
      expect(error.code).toBe("HF_MODEL_OPTION");
    }
  });
});
