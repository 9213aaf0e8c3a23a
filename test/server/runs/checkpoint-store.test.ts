import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RunManifest } from "../../../kernels/protocol/index.ts";
import type { CheckpointStore } from "../../../server/runs/checkpoint-store.ts";
import { chunkKey, chunkPrefix, manifestPrefix } from "../../../server/store/keys.ts";
import { Store } from "../../../server/store/store.ts";
import { checkpointsOf, chunkOf, manifestOf, runRecord } from "./run-records.ts";

let folder: string;
let store: Store;
let checkpoints: CheckpointStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hf-runs-"));
  store = await Store.open(folder);
  checkpoints = checkpointsOf(store);
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const record = runRecord(1, { runId: "run1", name: "train" });

const manifest = (seq: number, state: readonly string[], parts: RunManifest["parts"] = {}) =>
  manifestOf("run1", seq, state, parts);

async function save(seq: number, ...texts: string[]): Promise<string[]> {
  const chunks = new Map(texts.map(chunkOf));
  await checkpoints.save({ ...record, seq }, manifest(seq, [...chunks.keys()]), chunks);
  return [...chunks.keys()];
}

async function keysOf(prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of store.keys(prefix)) keys.push(key);
  return keys;
}

describe("checkpoints", () => {
  test("I10: one that was saved is there, also for a store that is opened anew", async () => {
    await checkpoints.begin(record);
    await save(1, "a", "b");
    await store.close();
    store = await Store.open(folder);
    checkpoints = checkpointsOf(store);
    expect(await checkpoints.newest("run1")).toMatchObject({ seq: 1, step: 1 });
    expect(await checkpoints.current("nb", "c1", "train")).toMatchObject({ runId: "run1", seq: 1 });
  });

  test("the newest two are kept, and of chunks only what they use", async () => {
    const [shared] = await save(1, "shared", "one");
    await save(2, "shared", "two");
    await save(3, "shared", "three");
    expect((await keysOf(manifestPrefix("run1"))).length).toBe(2);
    expect((await keysOf(chunkPrefix("run1"))).length).toBe(3);
    expect(await checkpoints.chunk("run1", shared!)).toEqual(Buffer.from("shared"));
  });

  test("a chunk that the server has need not be sent again; one that nobody has is refused", async () => {
    const [known] = await save(1, "known");
    await checkpoints.save({ ...record, seq: 2 }, manifest(2, [known!]), new Map());
    expect(await checkpoints.newest("run1")).toMatchObject({ seq: 2 });
    const [missing] = chunkOf("missing");
    await expect(
      checkpoints.save({ ...record, seq: 3 }, manifest(3, [missing]), new Map()),
    ).rejects.toMatchObject({ code: "HF_REQUEST_INVALID" });
    expect(await checkpoints.newest("run1")).toMatchObject({ seq: 2 });
  });

  test("I11: when a chunk of the newest is damaged or gone, the one before is taken", async () => {
    await save(1, "old");
    const [hash] = await save(2, "new");
    await store.write([{ type: "del", key: chunkKey("run1", hash!) }], { sync: true });
    expect(await checkpoints.newest("run1")).toMatchObject({ seq: 1 });
    const [old] = chunkOf("old");
    await store.write([{ type: "del", key: chunkKey("run1", old) }], { sync: true });
    expect(await checkpoints.newest("run1")).toBeUndefined();
  });

  test("success keeps the result and takes the checkpoints away", async () => {
    await checkpoints.begin(record);
    await save(1, "state");
    const result = new Map([chunkOf("result")]);
    await checkpoints.finish({ ...record, state: "done", result: [...result.keys()] }, result);
    expect(await keysOf(manifestPrefix("run1"))).toEqual([]);
    expect(await keysOf(chunkPrefix("run1"))).toEqual([chunkKey("run1", [...result.keys()][0]!)]);
    expect(await checkpoints.record("run1")).toMatchObject({ state: "done" });
  });

  test("what is forgotten leaves nothing", async () => {
    await checkpoints.begin(record);
    await save(1, "state");
    await checkpoints.forget(record);
    expect(await keysOf("r/")).toEqual([]);
    expect(await keysOf("i/")).toEqual([]);
    expect(await keysOf(chunkPrefix("run1"))).toEqual([]);
  });
});
