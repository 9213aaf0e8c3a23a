import { expect, test } from "vitest";
import { verifyCheckpoints } from "../../../server/runs/verify-checkpoints.ts";
import { chunkKey, manifestKey } from "../../../server/store/keys.ts";
import { chunkOf, openCheckpoints, runRecord, saved } from "./run-records.ts";

const state = { state: "interrupted" } as const;

test("drops a checkpoint with a damaged chunk; the run goes on from the one before", async () => {
  const { store, checkpoints } = await openCheckpoints();
  const { runId } = await saved(checkpoints, runRecord(1, state), ["old"], ["new"]);
  const [hash] = chunkOf("new");
  const other = Buffer.from("other").toString("base64");
  await store.write([{ type: "put", key: chunkKey(runId, hash), value: other }], { sync: true });
  expect(await checkpoints.chunk(runId, hash)).toBeUndefined();
  expect(await verifyCheckpoints(checkpoints, 5)).toBe(1);
  expect(await store.get(manifestKey(runId, 2))).toBeUndefined();
  expect(await checkpoints.record(runId)).toMatchObject({ state: "interrupted", seq: 1, step: 1 });
});

test("removes a run of which no checkpoint is left, and says why", async () => {
  const { store, checkpoints } = await openCheckpoints();
  const { runId } = await saved(checkpoints, runRecord(1, state), ["only"]);
  await store.write([{ type: "del", key: chunkKey(runId, chunkOf("only")[0]) }], { sync: true });
  expect(await verifyCheckpoints(checkpoints, 5)).toBe(1);
  expect(await checkpoints.record(runId)).toMatchObject({
    state: "expired",
    removed: { why: "damaged", at: 5 },
  });
});

test("brings the record up to a checkpoint that is newer than it knows", async () => {
  const { store, checkpoints } = await openCheckpoints();
  const record = await saved(checkpoints, runRecord(1, state), ["one"], ["two"]);
  const key = `r/${record.runId}`;
  await store.write([{ type: "put", key, value: { ...record, seq: 1, step: 1 } }], { sync: true });
  expect(await verifyCheckpoints(checkpoints, 5)).toBe(0);
  expect(await checkpoints.record(record.runId)).toMatchObject({ seq: 2, step: 2 });
});

test("drops a result that is damaged, and leaves what is whole", async () => {
  const { store, checkpoints } = await openCheckpoints();
  const runs = [runRecord(1), runRecord(2)];
  const result = new Map([chunkOf("result")]);
  const [hash] = chunkOf("result");
  for (const run of runs) {
    await checkpoints.begin(run);
    await checkpoints.finish({ ...run, state: "done", result: [hash] }, result);
  }
  await store.write([{ type: "del", key: chunkKey(runs[0]!.runId, hash) }], { sync: true });
  expect(await verifyCheckpoints(checkpoints, 5)).toBe(1);
  const states = await Promise.all(
    runs.map(async ({ runId }) => (await checkpoints.record(runId))?.state),
  );
  expect(states).toEqual(["expired", "done"]);
});
