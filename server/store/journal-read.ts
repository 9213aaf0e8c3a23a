import type { JournalEvent } from "./journal.ts";
import { journalPlace, journalPrefix } from "./keys.ts";
import { DamagedRecord } from "./record.ts";
import type { Store } from "./store.ts";

/** A journal as it lies in the store: what can be replayed, and what lies behind the first gap. */
export interface JournalContent {
  readonly events: readonly JournalEvent[];
  /** Records behind the gap, with their keys; a damaged one is a `DamagedRecord`. */
  readonly behind: readonly { readonly key: string; readonly value: unknown }[];
}

/**
 * Reads the events after a sequence number in their order across epochs, up to the first gap: a number that
 * is missing, or a record that was damaged. What follows a gap cannot be trusted: a flipped bit in LevelDB's
 * log silently loses one record and keeps later ones.
 */
export async function readJournal(
  store: Store,
  notebookId: string,
  after: number,
): Promise<JournalContent> {
  const events: JournalEvent[] = [];
  const behind: { key: string; value: unknown }[] = [];
  let expected = after + 1;
  for await (const [key, value] of store.range(journalPrefix(notebookId))) {
    const { seq } = journalPlace(key);
    if (seq <= after && behind.length === 0) continue;
    if (behind.length > 0 || seq !== expected || value instanceof DamagedRecord) {
      behind.push({ key, value });
      continue;
    }
    events.push(value as JournalEvent);
    expected++;
  }
  return { events, behind };
}
