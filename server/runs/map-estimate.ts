import { availableParallelism } from "node:os";
import type { MapEstimate } from "../../kernels/protocol/index.ts";
import type { CheckpointStore } from "./checkpoint-store.ts";

/** What is known of how long the map of a cell takes; null when it never ran, or has none. */
export async function mapEstimate(
  store: CheckpointStore,
  notebookId: string,
  cellId: string,
): Promise<MapEstimate | null> {
  for (const { map, paces = [], ...record } of await store.ofNotebook(notebookId))
    if (record.cellId === cellId && map?.all !== undefined && paces.length > 0)
      return { seconds: paces, all: map.all, cores: availableParallelism() };
  return null;
}
