import type { Notebook, NotebookCell } from "../nbformat/nbformat.ts";
import { type CellState, type NotebookState, newCellState } from "./state.ts";

/** The state of a notebook that has just been read from its file. */
export function openNotebookState(
  notebook: Pick<Notebook, "metadata" | "cells">,
  facts: { readonly notebookId: string; readonly path: string; readonly lastExecution: number },
): NotebookState {
  const cells = notebook.cells.map(openCellState);
  return {
    ...facts,
    metadata: notebook.metadata,
    cells,
    executions: [],
    executionCount: 0,
    kernel: { status: "none", generation: 0 },
    deleted: [],
    changedSeq: 0,
    savedSeq: 0,
    conflict: null,
    clients: {},
  };
}

/** The state of a cell as its file says it. */
export function openCellState(cell: NotebookCell): CellState {
  const state = { ...newCellState(cell.id, cell.cell_type, cell.source), metadata: cell.metadata };
  if (cell.cell_type === "code")
    return { ...state, outputs: cell.outputs, executionCount: cell.execution_count };
  const { attachments, unknown } = cell;
  return {
    ...state,
    ...(attachments !== undefined && { attachments }),
    ...(unknown !== undefined && { unknown }),
  };
}

/** The notebook that a state saves: nbformat 4.5, without anything that only lives while it is open. */
export function toNotebook(state: NotebookState): Notebook {
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: state.metadata,
    cells: state.cells.map(toNotebookCell),
  };
}

/** The nbformat form of a cell. */
export function toNotebookCell(cell: CellState): NotebookCell {
  const { id, metadata, source } = cell;
  if (cell.type === "code") {
    const outputs = cell.outputs.map(({ displayId: _, ...output }) => output);
    return {
      cell_type: "code",
      execution_count: cell.executionCount,
      id,
      metadata,
      outputs,
      source,
    };
  }
  const { attachments, unknown } = cell;
  return {
    ...(attachments !== undefined && { attachments }),
    cell_type: cell.type,
    id,
    metadata,
    source,
    ...(unknown !== undefined && { unknown }),
  };
}
