import { describe, expect, test, vi } from "vitest";
import { Retention, type RetentionParts } from "../../../server/runs/retention.ts";
import { chunkKey, manifestKey } from "../../../server/store/keys.ts";
import { chunkOf, manifestOf, openCheckpoints, runRecord, saved } from "./run-records.ts";

const DAY = 24 * 3_600_000;

async function kept(parts: Partial<RetentionParts> = {}) {
  const { store, checkpoints } = await openCheckpoints();
  const faults: unknown[] = [];
  const retention = new Retention({
    store,
    checkpoints,
    rules: { maxAgeMs: 7 * DAY, maxBytes: 1_000 },
    isNeeded: () => false,
    onFault: (error) => faults.push(error),
    now: () => 10 * DAY,
    ...parts,
  });
  const keys = async (): Promise<string[]> => {
    const found: string[] = [];
    for (const prefix of ["k/", "b/"]) for await (const key of store.keys(prefix)) found.push(key);
    return found;
  };
  return { store, checkpoints, retention, faults, keys };
}

describe("a pass", () => {
  test("removes what is too old, tells of it, and leaves why", async () => {
    const { checkpoints, retention, keys } = await kept();
    const told: string[] = [];
    checkpoints.onRemoved(({ runId }) => told.push(runId));
    const old = runRecord(1, { state: "cancelled", updatedAt: 2 * DAY });
    await saved(checkpoints, old, ["a", "b"], ["a", "c"]);
    await retention.pass();
    expect(await keys()).toEqual([]);
    expect(told).toEqual([old.runId]);
    expect(await checkpoints.current("nb", "c1", old.name)).toBeUndefined();
    expect(await checkpoints.record(old.runId)).toMatchObject({
      state: "expired",
      seq: 0,
      bytes: 0,
      removed: { why: "age", at: 10 * DAY },
    });
  });

  test("forgets in the end that something was removed", async () => {
    let now = 10 * DAY;
    const { checkpoints, retention } = await kept({ now: () => now });
    const old = runRecord(1, { state: "failed", updatedAt: DAY });
    await saved(checkpoints, old, ["a"]);
    await retention.pass();
    now += 31 * DAY;
    await retention.pass();
    expect(await checkpoints.record(old.runId)).toBeUndefined();
  });

  test("counts bytes of all runs, each chunk of a run once", async () => {
    const { checkpoints, retention } = await kept();
    const record = await saved(
      checkpoints,
      runRecord(1, { state: "cancelled", updatedAt: 9 * DAY }),
      ["x".repeat(300), "y".repeat(300)],
      ["x".repeat(300), "z".repeat(200)],
    );
    expect(record.bytes).toBe(800);
    await retention.pass();
    expect((await checkpoints.record(record.runId))?.state).toBe("cancelled");
    await saved(checkpoints, runRecord(2, { state: "done", updatedAt: 9 * DAY }), [
      "w".repeat(201),
    ]);
    await retention.pass();
    expect((await checkpoints.record(record.runId))?.removed?.why).toBe("space");
  });

  test("a run that a cell claims at the last moment stays whole", async () => {
    const { checkpoints, retention } = await kept({ isNeeded: () => false });
    const old = runRecord(1, { state: "interrupted", updatedAt: DAY });
    await saved(checkpoints, old, ["a"]);
    const pass = retention.pass();
    await checkpoints.claims.claim(old.runId);
    await pass;
    const manifest = await checkpoints.newest(old.runId);
    const { state } = (await checkpoints.record(old.runId))!;
    expect([state, manifest?.seq]).toEqual(["interrupted", 1]);
    expect(await retention.clear(old.runId)).toBeUndefined();
    checkpoints.claims.release(old.runId);
    expect(await retention.clear(old.runId)).toBe(1);
  });

  test("a claim waits for a removal that has begun, and finds it removed", async () => {
    const { checkpoints } = await kept();
    const old = runRecord(1, { state: "interrupted" });
    await saved(checkpoints, old, ["a"]);
    let isAsked = false;
    const removing = checkpoints.remove(old.runId, {
      why: "age",
      at: 1,
      isNeeded: () => {
        isAsked = true;
        return false;
      },
    });
    await vi.waitUntil(() => isAsked);
    await checkpoints.claims.claim(old.runId);
    expect((await checkpoints.record(old.runId))?.state).toBe("expired");
    expect(await removing).toBe(1);
  });
});

describe("a sweep", () => {
  test("removes manifests and chunks that no run names, and nothing else", async () => {
    const { store, checkpoints, retention, keys, faults } = await kept();
    const run = runRecord(1, { state: "cancelled", updatedAt: 9 * DAY });
    await saved(checkpoints, run, ["a"], ["b"]);
    const before = await keys();
    const [hash, bytes] = chunkOf("lost");
    const lost = runRecord(2).runId;
    await store.write(
      [
        { type: "put", key: chunkKey(run.runId, hash), value: "bG9zdA==" },
        { type: "put", key: chunkKey(lost, hash), value: Buffer.from(bytes).toString("base64") },
        { type: "put", key: manifestKey(lost, 1), value: manifestOf(lost, 1, [hash]) },
        { type: "put", key: "b/of-somebody-else/x", value: "kept" },
      ],
      { sync: true },
    );
    await retention.sweep();
    expect(await keys()).toEqual([...before, "b/of-somebody-else/x"]);
    expect(faults).toEqual([]);
  });

  test("keeps the result of a finished run", async () => {
    const { checkpoints, retention, keys } = await kept();
    const run = await saved(checkpoints, runRecord(1), ["state"]);
    const result = new Map([chunkOf("result")]);
    await checkpoints.finish({ ...run, state: "done", result: [...result.keys()] }, result);
    await retention.sweep();
    expect(await keys()).toEqual([chunkKey(run.runId, [...result.keys()][0]!)]);
    expect((await checkpoints.record(run.runId))?.bytes).toBe(6);
  });

  test("leaves a run alone that a cell works on", async () => {
    const { store, checkpoints, retention } = await kept();
    const run = await saved(checkpoints, runRecord(1), ["a"]);
    const [hash] = chunkOf("soon needed");
    const key = chunkKey(run.runId, hash);
    await store.write([{ type: "put", key, value: "c29vbiBuZWVkZWQ=" }], { sync: true });
    await checkpoints.claims.claim(run.runId);
    await retention.sweep();
    expect(await store.get(key)).toBe("c29vbiBuZWVkZWQ=");
  });
});

describe("what went out of use", () => {
  test("is given back to the disk once it is more than 64 MB", async () => {
    const { store, checkpoints, retention } = await kept();
    const compact = vi.spyOn(store, "compact").mockResolvedValue();
    const noise = (n: number): string => String(n).repeat(17_000_000);
    const run = runRecord(1, { state: "cancelled" });
    await saved(checkpoints, run, [noise(1)], [noise(2)], [noise(3)], [noise(4)], [noise(5)]);
    expect(compact).not.toHaveBeenCalled();
    await retention.clear(run.runId);
    await retention.close();
    expect(compact).toHaveBeenCalledTimes(1);
  });
});
