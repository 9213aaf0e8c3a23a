import type { CellState } from "../../kernels/protocol/index.ts";
import type { BatchOp } from "./batch.ts";
import { loadSnapshotHead } from "./snapshot.ts";
import type { Store } from "./store.ts";

/** So much is written at a time: between two pieces the server goes on. */
const PIECE_CHARACTERS = 2_000_000;
const PIECE_CELLS = 250;

/**
 * Writes the cells of the first snapshot of a notebook in pieces, and gives what is left to be written with `saved`:
 * its head. Until that is there, nobody reads them; one that is there already is never mixed with them.
 *
 * @param batch what `saveSnapshot` gave
 */
export async function writeFirstCells(
  store: Store,
  notebookId: string,
  batch: readonly BatchOp[],
): Promise<readonly BatchOp[]> {
  const [head, ...cells] = batch;
  if (!head || cells.length === 0 || (await loadSnapshotHead(store, notebookId))) return batch;
  let piece: BatchOp[] = [];
  let characters = 0;
  for (const op of cells) {
    piece.push(op);
    characters += "value" in op ? weightOf(op.value as CellState) : 0;
    if (characters < PIECE_CHARACTERS && piece.length < PIECE_CELLS) continue;
    await store.write(piece, { sync: false });
    piece = [];
    characters = 0;
  }
  return [head, ...piece];
}

/** About how long the text of a cell is. */
function weightOf({ source, outputs }: CellState): number {
  let weight = source.length + 200;
  for (const output of outputs) {
    weight += 100;
    const texts = "data" in output ? Object.values(output.data) : Object.values(output);
    for (const text of texts) weight += typeof text === "string" ? text.length : 100;
  }
  return weight;
}
