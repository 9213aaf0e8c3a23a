import type { CellState, NotebookState, Place } from "../../kernels/protocol/index.ts";
import { LoopTurns } from "../base/loop-turns.ts";
import type { BatchOp } from "./batch.ts";
import { snapshotCellKey, snapshotCellPrefix, snapshotHeadKey } from "./keys.ts";
import { DamagedRecord, encodeRecord } from "./record.ts";
import type { Store } from "./store.ts";

/** What `s/<nbId>/head` holds: the state with ids in place of cells, so that a change costs what changed. */
interface SnapshotHead {
  readonly epoch: number;
  readonly seq: number;
  readonly state: Omit<NotebookState, "cells" | "deleted">;
  readonly cellIds: readonly string[];
  readonly deleted: readonly { readonly cellId: string; readonly after: string | null }[];
}

/**
 * Gives the batch that makes a state the current snapshot of its notebook. Only cells whose object is
 * another one than in `previous` are written; write the result in one batch.
 *
 * @param previous the state of the newest snapshot; left out all cells are written and strays removed
 */
export async function saveSnapshot(
  store: Store,
  state: NotebookState,
  place: Place,
  previous?: NotebookState,
): Promise<BatchOp[]> {
  const { cells, deleted, ...rest } = state;
  const { notebookId } = state;
  const head: SnapshotHead = {
    epoch: place.epoch,
    seq: place.seq,
    state: rest,
    cellIds: cells.map((cell) => cell.id),
    deleted: deleted.map(({ cell, after }) => ({ cellId: cell.id, after })),
  };
  const now = cellsById(state);
  const before = previous && cellsById(previous);
  const turns = new LoopTurns();
  const batch: BatchOp[] = [{ type: "put", key: snapshotHeadKey(notebookId), value: head }];
  for (const [id, cell] of now) {
    if (before?.get(id) === cell) continue;
    const key = snapshotCellKey(notebookId, id);
    batch.push({ type: "put", key, value: cell, record: encodeRecord(key, cell) });
    await turns.next();
  }
  const stored = before?.keys() ?? (await storedCellIds(store, notebookId));
  for (const id of stored) {
    if (!now.has(id)) batch.push({ type: "del", key: snapshotCellKey(notebookId, id) });
  }
  return batch;
}

/**
 * Gives the current snapshot of a notebook, or undefined when there is none or a part of it is missing or
 * damaged. A snapshot is written together with `saved`, so the file then holds the same document.
 */
export async function loadSnapshot(
  store: Store,
  notebookId: string,
): Promise<{ state: NotebookState; epoch: number; seq: number } | undefined> {
  const head = await loadSnapshotHead(store, notebookId);
  if (!head) return undefined;
  const stored = new Map<string, CellState>();
  for await (const cell of store.undamaged<CellState>(snapshotCellPrefix(notebookId)))
    stored.set(cell.id, cell);
  const cells = head.cellIds.map((id) => stored.get(id));
  if (cells.includes(undefined)) return undefined;
  const deleted = head.deleted.flatMap(({ cellId, after }) => {
    const cell = stored.get(cellId);
    return cell ? [{ cell, after }] : [];
  });
  const state = { ...head.state, cells: cells as CellState[], deleted };
  return { state, epoch: head.epoch, seq: head.seq };
}

/** The head of the current snapshot, or undefined when there is none or it is damaged. */
export async function loadSnapshotHead(
  store: Store,
  notebookId: string,
): Promise<SnapshotHead | undefined> {
  const key = snapshotHeadKey(notebookId);
  for await (const [, head] of store.range({ gte: key, lt: `${key}\0` }))
    return head instanceof DamagedRecord ? undefined : (head as SnapshotHead);
  return undefined;
}

function cellsById(state: NotebookState): Map<string, CellState> {
  const all = [...state.deleted.map(({ cell }) => cell), ...state.cells];
  return new Map(all.map((cell) => [cell.id, cell]));
}

async function storedCellIds(store: Store, notebookId: string): Promise<string[]> {
  const prefix = snapshotCellPrefix(notebookId);
  const ids: string[] = [];
  for await (const key of store.keys(prefix)) ids.push(key.slice(prefix.length));
  return ids;
}
