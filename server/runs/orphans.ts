import { chunksOf, manifestFault, type RunManifest } from "../../kernels/protocol/index.ts";
import {
  allChunksPrefix,
  allManifestsPrefix,
  chunkPrefix,
  manifestPrefix,
  runKey,
} from "../store/keys.ts";
import { DamagedRecord } from "../store/record.ts";
import type { Store } from "../store/store.ts";
import type { CheckpointStore } from "./checkpoint-store.ts";
import type { RunRecord } from "./run-record.ts";

const RUN_ID = /^[0-9a-f]{20}$/;

/**
 * Removes what no run names: manifests and chunks without a run, chunks that no manifest or result needs. What
 * a cell works on is left alone. An error of the store ends it: what cannot be read is no
 * orphan.
 *
 * @returns how many records were removed
 */
export async function removeOrphans(store: Store, checkpoints: CheckpointStore): Promise<number> {
  let removed = 0;
  for (const runId of await runsWithRecords(store)) {
    await checkpoints.claims.unlessClaimed(runId, async () => {
      const keys = await orphansOf(store, runId);
      removed += keys.length;
      await store.write(
        keys.map((key) => ({ type: "del", key })),
        { sync: true },
      );
    });
  }
  return removed;
}

/** Everything that has a manifest or a chunk. Keys of another form belong to somebody else. */
async function runsWithRecords(store: Store): Promise<ReadonlySet<string>> {
  const runs = new Set<string>();
  for (const prefix of [allManifestsPrefix, allChunksPrefix])
    for await (const key of store.keys(prefix)) {
      const runId = key.split("/")[1] ?? "";
      if (RUN_ID.test(runId)) runs.add(runId);
    }
  return runs;
}

async function orphansOf(store: Store, runId: string): Promise<string[]> {
  const record = await undamaged<RunRecord>(store, runKey(runId));
  const used = new Set(record?.result ?? []);
  const orphans: string[] = [];
  for await (const [key, value] of store.range(manifestPrefix(runId))) {
    const isUsable =
      record !== undefined &&
      // What a map did is in its checkpoints, also when it is done: it is given back, and a larger one goes on from it.
      (record.state !== "done" || record.map !== undefined) &&
      record.state !== "expired" &&
      !(value instanceof DamagedRecord) &&
      manifestFault(value) === undefined;
    if (isUsable) for (const hash of chunksOf(value as RunManifest)) used.add(hash);
    else orphans.push(key);
  }
  const prefix = chunkPrefix(runId);
  for await (const key of store.keys(prefix))
    if (!used.has(key.slice(prefix.length))) orphans.push(key);
  return orphans;
}

async function undamaged<T>(store: Store, key: string): Promise<T | undefined> {
  for await (const [, value] of store.range({ gte: key, lt: `${key}\0` }))
    return value instanceof DamagedRecord ? undefined : (value as T);
  return undefined;
}
