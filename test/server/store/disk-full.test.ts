import { Level } from "level";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { Retention } from "../../../server/runs/retention.ts";
import { openCheckpoints, runRecord, saved } from "../runs/run-records.ts";
import { openStore } from "./open-store.ts";

const put = (key: string, value: unknown) => ({ type: "put", key, value }) as const;

/** LevelDB itself refuses batches as on a full disk, so many times, and after the first until it is opened anew. */
function fullDisk(times: number) {
  const batch = Level.prototype.batch;
  const open = Level.prototype.open;
  let left = times;
  let isRefusing = false;
  const facts = { refused: 0, opened: 0 };
  const spies = [
    vi.spyOn(Level.prototype, "batch").mockImplementation(function (
      this: Level,
      ...args: unknown[]
    ) {
      if (left <= 0 && !isRefusing) return Reflect.apply(batch, this, args);
      left--;
      isRefusing = true;
      facts.refused++;
      const cause = Object.assign(new Error("No space left on device"), { code: "LEVEL_IO_ERROR" });
      return Promise.reject(Object.assign(new Error("IO error", { cause }), { code: cause.code }));
    } as never),
    vi.spyOn(Level.prototype, "open").mockImplementation(function (
      this: Level,
      ...args: unknown[]
    ) {
      isRefusing = false;
      facts.opened++;
      return Reflect.apply(open, this, args);
    } as never),
  ];
  onTestFinished(() => {
    for (const spy of spies) spy.mockRestore();
  });
  return facts;
}

describe("a disk that is full", () => {
  test("is tried once more after LevelDB was opened anew; nothing was lost, order is kept", async () => {
    const { store } = await openStore();
    const disk = fullDisk(1);
    const writes = [1, 2, 3].map((n) => store.write([put(`k/${n}`, n)], { sync: true }));
    await Promise.all(writes);
    expect(disk).toEqual({ refused: 1, opened: 1 });
    for (const n of [1, 2, 3]) expect(await store.get(`k/${n}`)).toBe(n);
  });

  test("is told when it stays full; reads go on, and a later write succeeds", async () => {
    const { store } = await openStore();
    await store.write([put("a", 1)], { sync: true });
    const disk = fullDisk(2);
    await expect(store.write([put("b", 2)], { sync: true })).rejects.toMatchObject({
      code: "HF_FILE_UNWRITABLE",
      facts: { got: expect.stringContaining("No space left on device") },
    });
    expect(disk).toEqual({ refused: 2, opened: 1 });
    expect(await store.get("a")).toBe(1);
    await store.write([put("c", 3)], { sync: true });
    expect(await store.get("c")).toBe(3);
    expect(await store.get("b")).toBeUndefined();
  });

  test("makes space before it is tried again: checkpoints that nobody needs go, those that somebody needs stay", async () => {
    const { store, checkpoints } = await openCheckpoints();
    const free = await saved(checkpoints, runRecord(1, { state: "cancelled" }), ["x".repeat(500)]);
    const needed = await saved(checkpoints, runRecord(2, { state: "failed" }), ["y".repeat(500)]);
    const retention = new Retention({
      store,
      checkpoints,
      rules: { maxAgeMs: Number.POSITIVE_INFINITY, maxBytes: 1e9 },
      isNeeded: ({ runId }) => runId === needed.runId,
      onFault: (error) => {
        throw error;
      },
    });
    fullDisk(1);
    await store.write([put("a", 1)], { sync: true });
    expect((await checkpoints.record(free.runId))?.removed?.why).toBe("space");
    expect(await checkpoints.newest(needed.runId)).toMatchObject({ seq: 1 });
    expect(await store.get("a")).toBe(1);
    await retention.close();
  });
});
