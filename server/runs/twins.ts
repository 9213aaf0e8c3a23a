import { HoldfastError } from "../../kernels/protocol/index.ts";
import type { RunRecord } from "./run-record.ts";

/**
 * Refuses a run whose name stands for another run in another cell of its notebook.
 *
 * @param cellName how people find a cell that still exists
 * @throws HoldfastError HF_RUN_NAME
 */
export function refuseTwins(
  others: readonly RunRecord[],
  run: Pick<RunRecord, "cellId" | "name" | "body">,
  cellName: (cellId: string) => string | undefined,
): void {
  for (const { cellId, name, body } of others) {
    const otherCell = cellName(cellId);
    if (name !== run.name || cellId === run.cellId || body === run.body || !otherCell) continue;
    const here = cellName(run.cellId) ?? "this cell";
    throw new HoldfastError(
      "HF_RUN_NAME",
      `The name "${name}" stands for two different runs, in ${otherCell} and in ${here}`,
      { got: `${here} and ${otherCell}`, expected: "a name of its own for each" },
    );
  }
}
