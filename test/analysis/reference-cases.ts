import { expect } from "vitest";
import { type Matrix, readCsv, StandardScaler, type Table } from "../../kernels/analysis/index.ts";
import { fixture, fixtureJson } from "./fixtures.ts";

/** One case of the expected values. */
export interface ReferenceCase {
  readonly id: string;
  readonly data: string;
  // biome-ignore lint/suspicious/noExplicitAny: each case has fields of its own
  readonly params: any;
  // biome-ignore lint/suspicious/noExplicitAny: each case has fields of its own
  readonly expected: any;
}

const all = fixtureJson<Record<string, ReferenceCase[]>>("models.json");
const splits =
  fixtureJson<Record<string, { train: number[]; test: number[]; folds: number[][]; n: number }>>(
    "splits.json",
  );

/** The cases of a topic whose id starts with a text; at least one. */
export function casesOf(topic: string, start: string): ReferenceCase[] {
  const found = all[topic]!.filter(({ id }) => id.startsWith(start));
  if (found.length === 0) throw new Error(`no case ${topic} ${start}`);
  return found;
}

/** A split or the folds of the expected values. */
export function splitOf(name: string) {
  return splits[name]!;
}

const tables = new Map<string, Promise<Table>>();

/** The table of a case, read once. */
export function tableOf(data: string): Promise<Table> {
  const file = `${data.split("/").at(-1)!.replace(".csv", "").replaceAll("_", "-")}.csv.gz`;
  if (!tables.has(file)) tables.set(file, readCsv(fixture(file)));
  return tables.get(file)!;
}

/** Chosen rows of a matrix. */
export function takeRows({ data, columns, names }: Matrix, rows: readonly number[]): Matrix {
  const out = new Float64Array(rows.length * columns);
  rows.forEach((row, i) => {
    out.set(data.subarray(row * columns, (row + 1) * columns), i * columns);
  });
  return { data: out, rows: rows.length, columns, names };
}

/** Features and target, split and standardised by the training rows as the cases ask. */
export async function splitData(entry: ReferenceCase, standardise: boolean, target = "target") {
  const table = await tableOf(entry.data);
  const features = table.columnNames.filter((name) => name !== target);
  const X = table.matrix(...features);
  const y = Array.from(table.column(target).numbers());
  const { train, test } = splitOf(entry.params.split);
  const trainX = takeRows(X, train);
  const testX = takeRows(X, test);
  const scaler = standardise ? new StandardScaler().fit(trainX) : undefined;
  return {
    trainX: scaler?.transform(trainX) ?? trainX,
    testX: scaler?.transform(testX) ?? testX,
    trainY: train.map((row) => y[row]!),
    testY: test.map((row) => y[row]!),
    scaler,
    names: features,
  };
}

interface Tolerance {
  readonly abs?: number;
  readonly rel?: number;
}

/** Passes when the absolute or the relative difference is within its tolerance; arrays by element. */
export function near(
  got: unknown,
  expected: unknown,
  { abs = 0, rel = 0 }: Tolerance,
  what = "",
): void {
  if (expected !== null && typeof expected === "object") {
    const list = expected as ArrayLike<unknown>;
    const given = got as ArrayLike<unknown>;
    expect(given.length, `${what} length`).toBe(list.length);
    for (let i = 0; i < list.length; i++) near(given[i], list[i], { abs, rel }, `${what}[${i}]`);
    return;
  }
  const wanted = Number(expected);
  const difference = Math.abs((got as number) - wanted);
  const allowed = Math.max(abs, rel * Math.abs(wanted));
  expect(difference, `${what}: got ${got}, expected ${wanted}`).toBeLessThanOrEqual(allowed);
}

/** The rows of a matrix as arrays. */
export function rowsOf({ data, rows, columns }: Matrix, first = rows): number[][] {
  return Array.from({ length: Math.min(first, rows) }, (_, i) =>
    Array.from(data.subarray(i * columns, (i + 1) * columns)),
  );
}
