import { type CellState, mayFail, type NotebookState } from "../../kernels/protocol/index.ts";

/**
 * The cells that failed, by their place from 1 on: also those that ended well and in which something went wrong later,
 * in a timer, an event or a promise that nobody waited for. One with the tag `raises-exception` may fail.
 */
export function failedCells(state: NotebookState, cells: readonly CellState[]): number[] {
  const now = new Map(state.cells.map((cell) => [cell.id, cell]));
  return cells.flatMap(({ id }, i) => {
    const cell = now.get(id);
    return cell && hasFailed(cell) && !mayFail(state, id) ? [i + 1] : [];
  });
}

function hasFailed({ outputs, run }: CellState): boolean {
  return (
    run.outcome === "error" ||
    run.outcome === "cancelled" ||
    outputs.some(({ output_type }) => output_type === "error")
  );
}
