import { describe, expect, test } from "vitest";
import type {
  Execution,
  ExecutionId,
  ResumableRun,
  RunBegin,
} from "../../../kernels/protocol/index.ts";
import { NO_CHUNKS } from "../../../server/chunks/arriving-chunks.ts";
import type { CheckpointStore } from "../../../server/runs/checkpoint-store.ts";
import { NotebookRuns } from "../../../server/runs/notebook-runs.ts";
import { chunkKey } from "../../../server/store/keys.ts";
import { chunkOf, manifestOf, openCheckpoints } from "./run-records.ts";

const BEGIN: RunBegin = {
  name: "train",
  body: "0".repeat(64),
  seed: 7,
  total: 9,
  inputs: "1".repeat(64),
  reuseMs: null,
  isRefreshedBehind: false,
  map: null,
  node: "20",
  arch: "x64 node",
};

async function notebook(facts: { refuseIfLow?: () => Promise<void> } = {}) {
  const { store, checkpoints } = await openCheckpoints();
  const shown = new Map<string, ResumableRun>();
  const runs = new NotebookRuns(checkpoints, {
    notebookId: "nb",
    version: "1",
    execution: (id) =>
      ({ id, cellId: "c1", source: "…", parameters: null, by: "Ana" }) as unknown as Execution,
    prelude: () => [],
    cellName: (id) => id,
    shown: () => new Map([...shown].map(([cellId, { runId }]) => [cellId, runId])),
    refresh: () => {},
    refuseIfLow: async () => facts.refuseIfLow?.(),
    resumable: (cellId, run) => {
      if (run) shown.set(cellId, run);
      else shown.delete(cellId);
    },
  });
  return { store, checkpoints, runs, shown };
}

async function checkpoint(
  runs: NotebookRuns,
  execId: ExecutionId,
  runId: string,
  seq: number,
): Promise<void> {
  const [hash, bytes] = chunkOf(`state ${seq}`);
  await runs.checkpoint(execId, manifestOf(runId, seq, [hash]), new Map([[hash, bytes]]));
}

/** Holds back every write of the checkpoint store until `go`. */
function slow(checkpoints: CheckpointStore): () => void {
  const save = checkpoints.save.bind(checkpoints);
  let go: () => void = () => {};
  const gate = new Promise<void>((resolve) => {
    go = resolve;
  });
  checkpoints.save = async (...args) => {
    await gate;
    return save(...args);
  };
  return go;
}

describe("a run", () => {
  test("that passes over a damaged checkpoint saves the next ones", async () => {
    const { store, runs } = await notebook();
    const { runId } = await runs.begin("nb.1", BEGIN);
    for (const seq of [1, 2, 3]) await checkpoint(runs, "nb.1", runId, seq);
    await runs.executionEnded("nb.1");
    const [hash] = chunkOf("state 3");
    await store.write([{ type: "del", key: chunkKey(runId, hash) }], { sync: true });
    const again = await runs.begin("nb.2", BEGIN);
    expect(again).toMatchObject({ runId, attempt: 2, manifest: { seq: 2 } });
    await checkpoint(runs, "nb.2", runId, 3);
    await runs.executionEnded("nb.2");
    expect(await runs.begin("nb.3", BEGIN)).toMatchObject({ manifest: { seq: 3 } });
  });

  test("is refused while one of its name is at work in its cell, also when both begin at once", async () => {
    const { runs } = await notebook();
    const both = await Promise.allSettled([runs.begin("nb.1", BEGIN), runs.begin("nb.1", BEGIN)]);
    expect(both.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    await expect(runs.begin("nb.1", BEGIN)).rejects.toMatchObject({ code: "HF_RUN_BUSY" });
  });

  test("whose kernel dies while its checkpoint is written goes on from that checkpoint", async () => {
    const { runs, checkpoints, shown } = await notebook();
    const { runId } = await runs.begin("nb.1", BEGIN);
    const go = slow(checkpoints);
    const saving = checkpoint(runs, "nb.1", runId, 1);
    const ended = runs.executionEnded("nb.1");
    const begun = runs.begin("nb.2", BEGIN);
    go();
    await saving;
    expect(await ended).toMatchObject([{ runId, seq: 1 }]);
    expect(shown.get("c1")).toMatchObject({ runId, state: "interrupted", step: 1 });
    expect(await begun).toMatchObject({ runId, attempt: 2, manifest: { seq: 1 } });
  });

  test("I3: takes no checkpoint and no end from an execution that is over", async () => {
    const { runs } = await notebook();
    const { runId } = await runs.begin("nb.1", BEGIN);
    await checkpoint(runs, "nb.1", runId, 1);
    await runs.executionEnded("nb.1");
    await runs.begin("nb.2", BEGIN);
    await expect(checkpoint(runs, "nb.1", runId, 2)).rejects.toMatchObject({
      code: "HF_NOT_FOUND",
    });
    const end = { runId, outcome: "done", result: null } as const;
    await expect(runs.end("nb.1", end, NO_CHUNKS)).rejects.toMatchObject({ code: "HF_NOT_FOUND" });
    await checkpoint(runs, "nb.2", runId, 2);
  });

  test("goes on without a checkpoint that the disk has no place for", async () => {
    let isLow = true;
    const { runs } = await notebook({
      refuseIfLow: async () => {
        if (isLow) throw new Error("low");
      },
    });
    const { runId } = await runs.begin("nb.1", BEGIN);
    await expect(checkpoint(runs, "nb.1", runId, 1)).rejects.toThrow("low");
    isLow = false;
    await checkpoint(runs, "nb.1", runId, 1);
    await runs.executionEnded("nb.1");
    expect(await runs.begin("nb.2", BEGIN)).toMatchObject({ manifest: { seq: 1 } });
  });

  test("begins anew when its checkpoints were removed, and its cell offers nothing", async () => {
    const { runs, checkpoints, shown } = await notebook();
    const { runId } = await runs.begin("nb.1", BEGIN);
    await checkpoint(runs, "nb.1", runId, 1);
    await runs.executionEnded("nb.1");
    expect(shown.get("c1")).toMatchObject({ runId });
    await checkpoints.remove(runId, { why: "age", at: 1 });
    expect(shown.size).toBe(0);
    expect(await runs.begin("nb.2", BEGIN)).toMatchObject({ attempt: 1, manifest: null });
  });

  test("that was removed while its notebook was closed is not offered when it is opened", async () => {
    const { runs, checkpoints, shown } = await notebook();
    const { runId } = await runs.begin("nb.1", BEGIN);
    await checkpoint(runs, "nb.1", runId, 1);
    await runs.executionEnded("nb.1");
    const offered = shown.get("c1")!;
    await checkpoints.remove(runId, { why: "space", at: 1 });
    shown.set("c1", offered);
    await runs.recover();
    expect(shown.size).toBe(0);
  });
});
