import type { HoldfastErrorCode } from "../base/errors.ts";
import { type ErrorFacts, type Problem, problem } from "../base/errors.ts";
import type { Action } from "./actions.ts";
import type { CellState, NotebookState } from "./state.ts";

/** What a fold gives: the next state and what is to be done, or why not. Two people may race, so a refusal is no exception. */
export type FoldResult =
  | { readonly ok: true; readonly state: NotebookState; readonly actions: readonly Action[] }
  | { readonly ok: false; readonly problem: Problem };

export function done(state: NotebookState, actions: readonly Action[] = []): FoldResult {
  return { ok: true, state, actions };
}

export function refused(code: HoldfastErrorCode, detail: string, facts?: ErrorFacts): FoldResult {
  return { ok: false, problem: problem(code, detail, facts) };
}

export function cellMissing(cellId: string): FoldResult {
  return refused("HF_CELL_NOT_FOUND", `Cell ${cellId} does not exist`);
}

/** A cell of a newer format stays as its file has it. */
export function unknownKind(cellId: string): FoldResult {
  return refused("HF_CELL_UNKNOWN", `Cell ${cellId} is of a kind that is not known here`);
}

export function findCell(state: NotebookState, cellId: string): CellState | undefined {
  return state.cells.find((cell) => cell.id === cellId);
}

/** The state with one cell changed; the same state when the cell is not there. */
export function withCell(
  state: NotebookState,
  cellId: string,
  change: (cell: CellState) => CellState,
): NotebookState {
  const index = state.cells.findIndex((cell) => cell.id === cellId);
  if (index < 0) return state;
  const before = state.cells[index]!;
  const after = change(before);
  return after === before ? state : { ...state, cells: state.cells.with(index, after) };
}
