import { rfm, stream, Table } from "../../../kernels/analysis/index.ts";
import type { BenchCase } from "./case.ts";
import { forPeers } from "./for-peers.ts";

const ROWS = 500_000;
const CUSTOMERS = 30_000;
const DAY = 86_400_000;
let orders: Table<{ customer: number; day: Date; amount: number; order: number }> | undefined;

/** Half a million order lines by customer: last day, distinct orders, amount; then fifths of each, and their segments. */
export const rfmCase: BenchCase = {
  name: "rfm-500k-rows",
  prepare() {
    const random = stream(500, "orders");
    const fill = (make: (i: number) => number) =>
      Int32Array.from({ length: ROWS }, (_, i) => make(i));
    const customer = fill(() => Math.floor(CUSTOMERS * random() ** 1.5));
    const days = fill(() => random.int(730));
    const amount = Float64Array.from(
      { length: ROWS },
      () => Math.round(Math.exp(3 + random.normal()) * 100) / 100,
    );
    const order = fill((i) => Math.floor(i / 3));
    for (const [name, values] of Object.entries({ customer, days, amount, order }))
      forPeers(`orders-${name}`, values);
    const day = Array.from(days, (each) => new Date(DAY * each));
    orders = Table.from({ customer, day, amount, order });
  },
  async run() {
    const { data } = await rfm(orders!, {
      customer: "customer",
      date: "day",
      amount: "amount",
      order: "order",
    });
    return {
      customers: data.customers.length,
      segments: data.segments.length,
      total: Number(data.segments.column("total").sum().toFixed(2)),
    };
  },
};
