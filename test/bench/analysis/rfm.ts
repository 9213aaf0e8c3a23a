import { stream, Table } from "../../../kernels/analysis/index.ts";
import type { BenchCase } from "./case.ts";

const ROWS = 500_000;
const CUSTOMERS = 30_000;
let orders: Table<{ customer: number; day: number; amount: number; order: number }> | undefined;

/** Groups half a million order lines by customer: last day, distinct orders, amount; then fifths of each, and their segments. */
export const rfmCase: BenchCase = {
  name: "rfm-500k-rows",
  prepare() {
    const random = stream(500, "orders");
    const fill = (make: (i: number) => number) =>
      Int32Array.from({ length: ROWS }, (_, i) => make(i));
    orders = Table.from({
      customer: fill(() => Math.floor(CUSTOMERS * random() ** 1.5)),
      day: fill(() => random.int(730)),
      amount: Float64Array.from(
        { length: ROWS },
        () => Math.round(Math.exp(3 + random.normal()) * 100) / 100,
      ),
      order: fill((i) => Math.floor(i / 3)),
    });
  },
  run() {
    const customers = orders!.groupBy("customer").aggregate({
      last: ["day", "max"],
      frequency: ["order", "nunique"],
      monetary: ["amount", "sum"],
    });
    const segment = new Int32Array(customers.length);
    for (const name of ["last", "frequency", "monetary"] as const)
      fifths(customers.column(name).numbers()).forEach((score, i) => {
        segment[i] = segment[i]! * 10 + score;
      });
    const segments = customers
      .derive({ segment })
      .groupBy("segment")
      .aggregate({ n: "size", total: ["monetary", "sum"] });
    return {
      customers: customers.length,
      segments: segments.length,
      total: Number(segments.column("total").sum().toFixed(2)),
    };
  },
};

/** Ranks by value, ties by row, and cuts the ranks into five equal parts: 1 … 5. */
function fifths(values: Float64Array): Int32Array {
  const rows = Table.from({ value: values, row: Int32Array.from(values.keys()) })
    .sort("value")
    .column("row").data;
  const scores = new Int32Array(values.length);
  for (let rank = 0; rank < rows.length; rank++)
    scores[rows[rank]!] = 1 + Math.floor((5 * rank) / rows.length);
  return scores;
}
