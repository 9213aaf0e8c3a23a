import type { JsonObject } from "../base/json.ts";
import { applyTextChange } from "../base/text.ts";
import type { EventFacts } from "./actions.ts";
import { showRun } from "./fold-executions.ts";
import { cellMissing, done, type FoldResult, findCell, refused, withCell } from "./fold-result.ts";
import type { ClientOperation, ServerOperation } from "./operations.ts";
import { type CellState, type NotebookState, newCellState, type ShownByCode } from "./state.ts";
import { openCellState } from "./state-notebook.ts";

const MAX_DELETED = 20;

type Op<T extends ClientOperation["type"]> = Extract<ClientOperation, { type: T }>;

export function insert(state: NotebookState, op: Op<"insert">, { seq }: EventFacts): FoldResult {
  const taken = findCell(state, op.cellId) ?? state.deleted.find((d) => d.cell.id === op.cellId);
  if (taken)
    return refused("HF_CELL_EXISTS", `A cell ${op.cellId} exists or was deleted a moment ago`);
  return place(state, newCellState(op.cellId, op.cellType, op.source), op.after, seq);
}

export function deleteCell(
  state: NotebookState,
  op: Op<"delete">,
  { seq }: EventFacts,
): FoldResult {
  const index = state.cells.findIndex((cell) => cell.id === op.cellId);
  const cell = state.cells[index];
  if (!cell) return cellMissing(op.cellId);
  if (state.executions.some((execution) => execution.cellId === op.cellId)) {
    return refused("HF_LOCK_BUSY", `Cell ${op.cellId} is ${cell.run.status}`, {
      action: "Cancel it first, then delete it.",
    });
  }
  const after = state.cells[index - 1]?.id ?? null;
  const deleted = [...state.deleted, { cell, after }].slice(-MAX_DELETED);
  return done({ ...state, cells: state.cells.toSpliced(index, 1), deleted, changedSeq: seq });
}

export function restore(state: NotebookState, op: Op<"restore">, { seq }: EventFacts): FoldResult {
  const found = state.deleted.find((d) => d.cell.id === op.cellId);
  if (!found)
    return refused(
      "HF_NOTHING_DELETED",
      `Cell ${op.cellId} is not among the newest ${MAX_DELETED} deleted cells`,
    );
  const deleted = state.deleted.filter((d) => d !== found);
  return place({ ...state, deleted }, found.cell, found.after, seq);
}

export function move(state: NotebookState, op: Op<"move">, { seq }: EventFacts): FoldResult {
  const cell = findCell(state, op.cellId);
  if (!cell) return cellMissing(op.cellId);
  if (op.after === op.cellId)
    return refused("HF_REQUEST_INVALID", `Cell ${op.cellId} cannot be moved behind itself`);
  const cells = state.cells.filter((c) => c !== cell);
  return place({ ...state, cells }, cell, op.after, seq);
}

/** Puts a cell behind another; when that one is gone meanwhile, at the end, so that nothing is lost. */
function place(
  state: NotebookState,
  cell: CellState,
  after: string | null,
  seq: number,
): FoldResult {
  const behind = after === null ? -1 : state.cells.findIndex((c) => c.id === after);
  const index = after !== null && behind < 0 ? state.cells.length : behind + 1;
  const next = { ...state, cells: state.cells.toSpliced(index, 0, cell), changedSeq: seq };
  return done(showExecutions(next, [cell]));
}

/**
 * Takes the document of the file. Revisions go on, so that a change that was made for the old text is
 * refused and never applied to the new one; what runs goes on and is still shown.
 */
export function replaced(
  state: NotebookState,
  op: Extract<ServerOperation, { type: "replaced" }>,
  { seq }: EventFacts,
): FoldResult {
  const cells = op.cells.map((cell): CellState => {
    const before = findCell(state, cell.id);
    const fresh = openCellState(cell);
    if (!before) return fresh;
    const isBusy = before.run.status !== "idle";
    return {
      ...fresh,
      revision: before.revision + 1,
      ...(isBusy && { run: before.run }),
    };
  });
  const { metadata } = op;
  const next = { ...state, metadata, cells, deleted: [], savedSeq: seq, changedSeq: seq };
  return done(showExecutions(next, cells));
}

/** A cell that comes back under an id whose executions still wait or run shows them. */
function showExecutions(state: NotebookState, cells: readonly CellState[]): NotebookState {
  const busy = new Set(state.executions.map((execution) => execution.cellId));
  let next = state;
  for (const { id } of cells) if (busy.has(id)) next = showRun(next, id, {});
  return next;
}

/** The change is already transformed to the newest revision by the server; the fold only applies it. */
export function setSource(
  state: NotebookState,
  op: Op<"setSource">,
  { seq }: EventFacts,
): FoldResult {
  const cell = findCell(state, op.cellId);
  if (!cell) return cellMissing(op.cellId);
  if (op.revision !== cell.revision) {
    return refused("HF_REVISION_STALE", `Cell ${op.cellId} is at another revision`, {
      got: `revision ${op.revision}`,
      expected: `revision ${cell.revision}`,
    });
  }
  const source = applyTextChange(cell.source, op.change);
  if (source === undefined) {
    return refused(
      "HF_CHANGE_INVALID",
      `The change does not span the ${cell.source.length} characters of cell ${op.cellId}`,
    );
  }
  const next = withCell(state, op.cellId, (c) => ({ ...c, source, revision: c.revision + 1 }));
  return done({ ...next, changedSeq: seq });
}

export function setType(state: NotebookState, op: Op<"setType">, { seq }: EventFacts): FoldResult {
  const cell = findCell(state, op.cellId);
  if (!cell) return cellMissing(op.cellId);
  if (cell.type === op.cellType) return done(state);
  if (cell.run.status !== "idle")
    return refused("HF_LOCK_BUSY", `Cell ${op.cellId} is ${cell.run.status}`, {
      action: "Cancel it first.",
    });
  const { attachments, ...fresh } = newCellState(cell.id, op.cellType, cell.source);
  const kept =
    op.cellType !== "code" && cell.attachments !== undefined
      ? { attachments: cell.attachments }
      : {};
  const asCode = cell.type === "code" ? shownBy(cell) : cell.asCode;
  const next = withCell(state, op.cellId, () => ({
    ...fresh,
    ...kept,
    ...(op.cellType === "code" ? asCode : asCode && { asCode }),
    revision: cell.revision,
    metadata: cell.metadata,
  }));
  return done({ ...next, changedSeq: seq });
}

/** What a cell of code shows, when it shows anything: one key too many must not cost an hour. */
function shownBy({ outputs, executionCount, run, before }: CellState): ShownByCode | undefined {
  const isEmpty = outputs.length === 0 && executionCount === null && run.execId === null;
  return isEmpty ? undefined : { outputs, executionCount, run, ...(before && { before }) };
}

export function setMetadata(
  state: NotebookState,
  op: Op<"setMetadata">,
  { seq }: EventFacts,
): FoldResult {
  const change = (metadata: JsonObject): JsonObject => {
    const { [op.key]: _, ...rest } = metadata;
    return op.value === undefined ? rest : { ...metadata, [op.key]: op.value };
  };
  if (op.cellId === null)
    return done({ ...state, metadata: change(state.metadata), changedSeq: seq });
  if (!findCell(state, op.cellId)) return cellMissing(op.cellId);
  const next = withCell(state, op.cellId, (cell) => ({ ...cell, metadata: change(cell.metadata) }));
  return done({ ...next, changedSeq: seq });
}

export function clear(state: NotebookState, op: Op<"clear">, { seq }: EventFacts): FoldResult {
  const chosen = op.cellIds && new Set(op.cellIds);
  const cells = state.cells.map((cell) => {
    const isChosen = cell.type === "code" && (!chosen || chosen.has(cell.id));
    if (!isChosen || (cell.outputs.length === 0 && cell.executionCount === null)) return cell;
    const { clearPending: _, before: __, ...rest } = cell;
    return {
      ...rest,
      outputs: [],
      executionCount: cell.run.status === "running" ? cell.executionCount : null,
    };
  });
  return done({ ...state, cells, changedSeq: seq });
}
