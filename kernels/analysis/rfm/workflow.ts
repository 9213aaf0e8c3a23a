import * as rule from "../base/option-rules.ts";
import { callOptions } from "../base/option-table.ts";
import type { Frame } from "../columns/frame.ts";
import { fromShared, type SharedTable, toShared } from "../columns/handover.ts";
import { wrongOption } from "../models/option.ts";
import type { WorkflowResult } from "../report/result.ts";
import { plainRun } from "../run/plain-run.ts";
import type { Run } from "../run/run.ts";
import { Table } from "../table/table.ts";
import { segmentChart, valueChart } from "./charts.ts";
import { customersOf, type RfmColumns } from "./customers.ts";
import { fifths } from "./scores.ts";
import { segmentOf, segments } from "./segments.ts";
import { type RfmReport, rfmSummary } from "./summary.ts";

/** Options of `rfm`. */
export interface RfmOptions extends RfmColumns {
  /** The moment from which recency is counted; default midnight (UTC) after the last purchase. */
  readonly asOf?: Date | string;
}

/** What a checkpoint of `rfm` saves. */
export interface RfmState {
  customers?: SharedTable;
  asOf?: number;
  leftOut?: number;
  startedAt?: number;
}

const STEPS = 3;

const rfmOptions = callOptions<RfmOptions & { run?: Run<RfmState> }>(
  "rfm",
  {
    customer: rule.text,
    date: rule.text,
    amount: rule.either(
      { ...rule.text, expected: "the name of a column" },
      rule.object(
        "an object { quantity, price } of names",
        (value) =>
          rule.text.accepts((value as { quantity?: unknown }).quantity) &&
          rule.text.accepts((value as { price?: unknown }).price),
      ),
    ),
    order: rule.text,
    asOf: {
      expected: "a date, or the text of one",
      accepts: (value) => value instanceof Date || typeof value === "string",
    },
    run: rule.run,
  },
  {
    habits: {
      customerId: ["customer"],
      id: ["customer"],
      orderDate: ["date"],
      invoiceDate: ["date"],
      time: ["date"],
      value: ["amount"],
      revenue: ["amount"],
      monetary: ["amount"],
      price: ["amount"],
      invoice: ["order"],
      orderId: ["order"],
      now: ["asOf"],
      today: ["asOf"],
      referenceDate: ["asOf"],
    },
  },
);

/** Scores and segments customers; `rfm` of the barrel loads this on first use. */
export async function rfmOf(
  orders: Frame,
  options: RfmOptions & { run?: Run<RfmState> },
): Promise<WorkflowResult<RfmReport>> {
  const { run = plainRun<RfmState>({ name: "rfm" }), ...plan } = rfmOptions.read(options);
  const asOf = asOfTime(plan.asOf);
  let state: RfmState = run.first > 0 ? run.state : { startedAt: Date.now() };
  let customers = state.customers && new Table(fromShared(state.customers));
  for await (const step of run.steps(STEPS)) {
    if (step === 0 || customers === undefined) {
      const found = customersOf(orders, plan, asOf);
      customers = found.table;
      state = { ...state, asOf: found.asOf, leftOut: found.leftOut };
    }
    if (step === 1) customers = withScores(customers);
    if (step === 2) customers = withSegments(customers);
    state = { ...state, customers: toShared(customers) };
    run.state = state;
    run.partial(customers, step + 1, STEPS);
  }
  const table = segmentTable(customers!);
  const report: RfmReport = {
    customers: customers!,
    segments: table,
    asOf: new Date(state.asOf!),
    leftOut: state.leftOut!,
  };
  return {
    data: report,
    table,
    charts: [segmentChart(table), valueChart(report.customers)],
    summary: rfmSummary(report),
    provenance: {
      workflow: "rfm",
      seed: run.seed,
      parameters: { ...plan, asOf: report.asOf.toISOString() },
      input: { rows: orders.length, columns: orders.columns.length },
      startedAt: state.startedAt!,
      finishedAt: Date.now(),
      resumedAt: run.first,
    },
  };
}

function asOfTime(asOf: Date | string | undefined): number | undefined {
  if (asOf === undefined) return undefined;
  const time =
    asOf instanceof Date
      ? asOf.getTime()
      : typeof asOf === "string"
        ? Date.parse(asOf)
        : Number.NaN;
  if (Number.isNaN(time)) throw wrongOption("rfm", "asOf", asOf, "a date");
  return time;
}

function withScores(customers: Table): Table {
  const R = fifths(customers.column("recency").numbers()).map((score) => 6 - score);
  const F = fifths(customers.column("frequency").numbers());
  const M = fifths(customers.column("monetary").numbers());
  return customers.derive({
    R,
    F,
    M,
    rfm: Array.from(R, (r, i) => `${r}${F[i]}${M[i]}`),
  }) as unknown as Table;
}

function withSegments(customers: Table): Table {
  const R = customers.column("R").numbers();
  const F = customers.column("F").numbers();
  return customers.derive({
    segment: Array.from(R, (r, i) => segmentOf(r, F[i])),
  }) as unknown as Table;
}

function segmentTable(customers: Table): Table {
  const found = customers.groupBy("segment").aggregate({
    customers: "size",
    recency: ["recency", "mean"],
    frequency: ["frequency", "mean"],
    monetary: ["monetary", "mean"],
    total: ["monetary", "sum"],
  });
  const place = new Map(
    found
      .column("segment")
      .toArray()
      .map((name, row) => [name, row]),
  );
  const present = segments.filter(({ name }) => place.has(name));
  const all = customers.column("monetary").sum();
  const ordered = found.take(present.map(({ name }) => place.get(name)!));
  return ordered.derive({
    share: (row) => (row.customers as number) / customers.length,
    totalShare: (row) => (row.total as number) / all,
    meaning: present.map(({ meaning }) => meaning),
    advice: present.map(({ advice }) => advice),
  }) as unknown as Table;
}
