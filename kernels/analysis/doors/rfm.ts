import { requireTable } from "../base/arguments.ts";
import type { Frame } from "../columns/frame.ts";
import type { WorkflowResult } from "../report/result.ts";
import type { RfmReport } from "../rfm/summary.ts";
import type { RfmOptions, RfmState } from "../rfm/workflow.ts";
import type { Run } from "../run/run.ts";

/**
 * Scores customers by recency, frequency and monetary value (Hughes 1994) and puts them into ten segments.
 *
 * Recency is the number of whole days from a customer's last purchase to `asOf`; frequency the number of orders; monetary the sum of
 * amounts. Each is ranked (equal values in the order of the customers) and cut into fifths: 5 is best. Rows without customer, date or
 * amount are left out.
 *
 * @param orders one row per purchase or per line of one
 * @param options names of the columns; `run` makes it a run with progress, checkpoints and cancel (three steps)
 * @returns one row per customer and one per segment, charts, plain words
 * @throws HF_TABLE_UNKNOWN_COLUMN, HF_TABLE_COLUMN_TYPE, HF_TABLE_EMPTY, HF_MODEL_OPTION
 * @example const { table, summary } = await rfm(orders, { customer: "customer_id", date: "date", amount: "amount" });
 */
export async function rfm(
  orders: Frame,
  options: RfmOptions & { run?: Run<RfmState> },
): Promise<WorkflowResult<RfmReport>> {
  requireTable(orders, "rfm");
  const { rfmOf } = await import("../rfm/workflow.ts");
  return rfmOf(orders, options);
}
