import type { CheckpointStore } from "./checkpoint-store.ts";

/**
 * After a repair of the store: looks at every chunk by its hash, and drops checkpoints and results of which one is
 * missing or damaged. A run of which nothing is left says so when somebody wants to go on with it.
 *
 * @returns how many checkpoints and results were dropped
 */
export async function verifyCheckpoints(checkpoints: CheckpointStore, at: number): Promise<number> {
  let dropped = 0;
  for (const record of await checkpoints.all()) {
    const { runId, state, result } = record;
    if (state === "expired") continue;
    if (state === "done") {
      const chunks = await Promise.all(
        (result ?? []).map((hash) => checkpoints.chunk(runId, hash)),
      );
      if (chunks.every((chunk) => chunk !== undefined)) continue;
      await checkpoints.remove(runId, { why: "damaged", at });
      dropped++;
      continue;
    }
    dropped += await checkpoints.dropDamaged(record, at);
  }
  return dropped;
}
