import { createHash } from "node:crypto";
import { onTestFinished } from "vitest";
import type { RunManifest } from "../../../kernels/protocol/index.ts";
import { CheckpointStore } from "../../../server/runs/checkpoint-store.ts";
import type { RunRecord } from "../../../server/runs/run-record.ts";
import { Store } from "../../../server/store/store.ts";
import { tempFolder } from "../temp-folder.ts";

const RECORD: RunRecord = {
  runId: "0".repeat(20),
  notebookId: "nb",
  cellId: "c1",
  name: "train",
  body: "0".repeat(64),
  key: {
    cell: "",
    prelude: [],
    parameters: "",
    inputs: "",
    seed: 0,
    total: 9,
    holdfast: "1",
    node: "20",
    arch: "x64",
    schema: 1,
  },
  state: "running",
  attempts: ["nb.1"],
  by: "Ana",
  startedAt: 1,
  updatedAt: 1,
  seq: 0,
  step: 0,
  total: 9,
  result: null,
};

/** A run of its own, by its number. */
export function runRecord(n: number, facts: Partial<RunRecord> = {}): RunRecord {
  return { ...RECORD, runId: n.toString(16).padStart(20, "0"), name: `run ${n}`, ...facts };
}

export function chunkOf(text: string): [hash: string, bytes: Uint8Array] {
  const bytes = Buffer.from(text);
  return [createHash("sha256").update(bytes).digest("hex"), bytes];
}

export function manifestOf(
  runId: string,
  seq: number,
  state: readonly string[],
  parts: RunManifest["parts"] = {},
): RunManifest {
  return { v: 1, runId, seq, step: seq, total: 9, state, parts, codec: "br1", at: seq };
}

/** The checkpoints of a store; a fault of a listener fails the test. */
export function checkpointsOf(store: Store): CheckpointStore {
  return new CheckpointStore(store, (error) => {
    throw error;
  });
}

/** A store with its checkpoints, closed when the test has finished. */
export async function openCheckpoints(folder?: string) {
  const place = folder ?? (await tempFolder());
  const store = await Store.open(place);
  onTestFinished(() => store.close());
  return { store, checkpoints: checkpointsOf(store), folder: place };
}

/** Saves checkpoints of a run, each with these texts as its chunks. */
export async function saved(
  checkpoints: CheckpointStore,
  record: RunRecord,
  ...texts: readonly (readonly string[])[]
): Promise<RunRecord> {
  await checkpoints.begin(record);
  let last = record;
  for (const [i, of] of texts.entries()) {
    const chunks = new Map(of.map(chunkOf));
    const manifest = manifestOf(record.runId, i + 1, [...chunks.keys()]);
    last = await checkpoints.save({ ...record, seq: i + 1, step: i + 1 }, manifest, chunks);
  }
  return last;
}
