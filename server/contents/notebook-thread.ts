import { createHash } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";
import { HoldfastError, type NotebookCell } from "../../kernels/protocol/index.ts";
import { parseNotebook } from "./notebook-file.ts";
import type { CellOriginal } from "./notebook-original.ts";

/** So much of cells goes over at a time: what reads it stands still for that long only. */
const BATCH_CHARACTERS = 1_000_000;
const BATCH_OUTPUTS = 5_000;
const BATCH_CELLS = 1_000;

/** What the thread gets, and what it says: batches when it is asked for the next, the rest last. */
export interface ThreadInput {
  readonly bytes: Uint8Array;
  readonly name: string;
}

/** Parses a large notebook beside the server, and gives it over in pieces. */
function parse({ bytes, name }: ThreadInput): void {
  const port = parentPort!;
  try {
    const hash = createHash("sha256").update(bytes).digest("hex");
    const { notebook, original, ...facts } = parseNotebook(bytes, { name, hash });
    const { cells, list, ...rest } = original;
    const batches = inBatches(notebook.cells, cells);
    port.on("message", () => {
      const { value, done } = batches.next();
      if (!done) port.postMessage({ cells: value });
      else {
        const pieces = list && { open: list.open, empty: list.empty };
        port.postMessage({
          facts: { ...facts, hash },
          rest: { ...rest, notebook: undefined },
          list: pieces,
          notebook: { ...notebook, cells: [] },
        });
        port.close();
      }
    });
    port.postMessage({ ready: true });
  } catch (error) {
    if (!(error instanceof HoldfastError)) throw error;
    const { code, message, facts } = error;
    port.postMessage({ problem: { code, message, facts: { ...facts, cause: undefined } } });
  }
}

/** A cell, and how the file has it. */
export interface ThreadCell {
  readonly read: NotebookCell;
  readonly kept: Omit<CellOriginal, "read"> | undefined;
}

function* inBatches(
  cells: readonly NotebookCell[],
  originals: ReadonlyMap<string, CellOriginal>,
): Generator<ThreadCell[], void> {
  let batch: ThreadCell[] = [];
  let [characters, outputs] = [0, 0];
  for (const read of cells) {
    const original = originals.get(read.id);
    const kept = original && { piece: original.piece, hasId: original.hasId };
    batch.push({ read, kept });
    characters += kept?.piece.text.length ?? read.source.length;
    outputs += read.cell_type === "code" ? read.outputs.length : 0;
    if (characters < BATCH_CHARACTERS && outputs < BATCH_OUTPUTS && batch.length < BATCH_CELLS)
      continue;
    yield batch;
    batch = [];
    [characters, outputs] = [0, 0];
  }
  if (batch.length > 0) yield batch;
}

parse(workerData as ThreadInput);
