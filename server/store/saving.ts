import type { BatchOp } from "./batch.ts";
import { journalPlace, journalPrefix, notebookKey } from "./keys.ts";
import { readNotebookFacts, type SavedPlace } from "./notebooks.ts";
import type { Store } from "./store.ts";

/**
 * Says, durably, what may lie in the notebook's file until `markSaved`: what is about to be written, and what earlier
 * saves wrote whose end could not be noted. When the server dies, the next opening knows the file by these hashes.
 *
 * @throws HoldfastError HF_STORE_CLOSED, HF_FILE_UNWRITABLE
 */
export async function markSaving(
  store: Store,
  notebookId: string,
  saving: readonly SavedPlace[],
): Promise<void> {
  const facts = await readNotebookFacts(store, notebookId);
  const value = { ...facts, saving };
  await store.write([{ type: "put", key: notebookKey(notebookId), value }], { sync: true });
}

/**
 * Says that the file now holds the order up to a place: one synced batch of the saved hash, the snapshot
 * and the removal of the journal up to there.
 *
 * @param snapshot what `saveSnapshot` gave for the state at this place
 * @throws HoldfastError HF_STORE_CLOSED, HF_FILE_UNWRITABLE
 */
export async function markSaved(
  store: Store,
  notebookId: string,
  saved: SavedPlace,
  snapshot: readonly BatchOp[],
): Promise<void> {
  const { saving: _, ...facts } = await readNotebookFacts(store, notebookId);
  const batch: BatchOp[] = [
    { type: "put", key: notebookKey(notebookId), value: { ...facts, saved } },
    ...snapshot,
  ];
  for await (const key of store.keys(journalPrefix(notebookId))) {
    if (journalPlace(key).seq > saved.seq) break;
    batch.push({ type: "del", key });
  }
  await store.write(batch, { sync: true });
}
