import { requireTable, said, wrongArgument } from "../base/arguments.ts";
import type { CleanOptions } from "../clean/options.ts";
import type { CleanReport } from "../clean/summary.ts";
import type { CleanState } from "../clean/workflow.ts";
import type { Frame } from "../columns/frame.ts";
import type { WorkflowResult } from "../report/result.ts";
import type { Run } from "../run/run.ts";

/**
 * Cleans a table: words that mean missing, types, spaces and case, dates, duplicates, outliers, missing values, in this order. Only
 * what is certain is changed by default: a column is converted when every value fits, outliers are reported, missing values stay.
 *
 * @param options see `CleanOptions`; `run` makes it a run with progress, checkpoints and cancel (one step per kind of repair)
 * @returns the cleaned table, the quality score before and after with its parts, every change per column and row, charts, plain words
 * @throws HF_TABLE_EMPTY, HF_TABLE_UNKNOWN_COLUMN, HF_TABLE_COLUMN_TYPE
 * @example const { table, summary } = await clean(orders, { fill: { city: "mode" } });
 */
export async function clean(
  table: Frame,
  options: CleanOptions & { run?: Run<CleanState> } = {},
): Promise<WorkflowResult<CleanReport>> {
  requireTable(table, "clean");
  const { cleanTable } = await import("../clean/workflow.ts");
  return cleanTable(table, options);
}

/**
 * Cleans again without the changes of the given ids (`result.data.changes[…].id`); what depended on an undone change is not made
 * either: an amount that stays text has no outliers.
 *
 * @param table the table that was given to `clean`
 * @throws RangeError when there is no change of that id
 */
export async function undoClean(
  table: Frame,
  result: WorkflowResult<CleanReport>,
  ids: readonly number[],
): Promise<WorkflowResult<CleanReport>> {
  requireTable(table, "undoClean");
  requireReport(result, ids);
  const { cleanWithout } = await import("../clean/workflow.ts");
  return cleanWithout(table, result, ids);
}

function requireReport(result: unknown, ids: unknown): void {
  const { data } = (result ?? {}) as { data?: { changes?: unknown } | null };
  if (!Array.isArray(data?.changes))
    throw wrongArgument("undoClean needs the result of clean() as its second argument", {
      got: said(result),
      expected: "what clean() gave",
      action: "Write undoClean(table, result, [1, 2]).",
    });
  if (!Array.isArray(ids) || ids.some((id) => typeof id !== "number"))
    throw wrongArgument("undoClean needs a list of the ids of changes", {
      got: said(ids),
      expected: "a list of numbers",
      action: "Write undoClean(table, result, [1, 2]); result.data.changes has them.",
    });
}
