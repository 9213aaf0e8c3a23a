import type { Table } from "../table/table.ts";

/** What `rfm` found. */
export interface RfmReport {
  /** One row per customer: its key, recency, frequency, monetary, the scores R, F, M (1 … 5), rfm ("555") and segment. */
  readonly customers: Table;
  /** One row per segment, the most valuable kind first: customers, their share, mean recency, frequency and monetary, total, advice. */
  readonly segments: Table;
  /** From when recency was counted. */
  readonly asOf: Date;
  /** Rows without customer, date, amount or order. */
  readonly leftOut: number;
}

/** Tells in plain words which customers bring the money and which need care. */
export function rfmSummary({ customers, segments, asOf, leftOut }: RfmReport): string {
  const rows = segments.toArray();
  const find = (name: string) => rows.find((row) => row.segment === name);
  const lines = [
    `${count(customers.length, "customer")} on ${asOf.toISOString().slice(0, 10)}, with ${money(customers.column("monetary").sum())} in total.`,
  ];
  const richest = [...rows].sort((a, b) => (b.total as number) - (a.total as number))[0];
  lines.push(
    `${richest.segment} bring ${percent(richest.totalShare)} of the money: ${count(richest.customers as number, "customer")}, ${percent(richest.share)} of all; they bought ${number(richest.frequency)} times and last ${number(richest.recency)} days ago on average.`,
  );
  const lost = ["Cannot Lose Them", "At Risk"].flatMap((name) => find(name) ?? []);
  if (lost.length > 0) {
    const who = lost.reduce((sum, row) => sum + (row.customers as number), 0);
    const what = lost.reduce((sum, row) => sum + (row.total as number), 0);
    lines.push(
      `${count(who, "customer")} who used to buy often have stayed away; they brought ${money(what)}. ${lost[0].advice}`,
    );
  }
  const fresh = find("New Customers");
  if (fresh !== undefined)
    lines.push(`${count(fresh.customers as number, "customer")} are new. ${fresh.advice}`);
  if (leftOut > 0)
    lines.push(`${count(leftOut, "row")} without customer, date, amount or order were left out.`);
  return lines.join("\n");
}

function count(n: number, noun: string): string {
  return `${n.toLocaleString("en-US")} ${noun}${n === 1 ? "" : "s"}`;
}

function percent(share: unknown): string {
  return `${(100 * (share as number)).toFixed(0)} %`;
}

function money(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 0 });
}

function number(value: unknown): string {
  return (value as number).toFixed(1);
}
