import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { readCsv, type Table } from "../../kernels/analysis/index.ts";
import { fixture, fixtureJson } from "./fixtures.ts";

/** One reference case, as the fixture files hold it. */
export interface ReferenceCase {
  readonly id: string;
  readonly kind: "exact" | "statistical";
  readonly data: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: each topic has fields of its own
  readonly params: any;
  // biome-ignore lint/suspicious/noExplicitAny: each topic has fields of its own
  readonly expected: any;
}

/** Numbers of a CSV fixture: all columns but the target, and the target. */
export function numbersOf(
  name: string,
  target: string,
): { rows: number[][]; target: number[]; names: string[] } {
  const bytes = readFileSync(fixture(name));
  const text = (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  const [head = "", ...lines] = text.trim().split("\n");
  const names = head.replaceAll('"', "").split(",");
  const at = names.indexOf(target);
  const cells = lines.map((line) => line.split(",").map(Number));
  return {
    rows: cells.map((row) => row.filter((_, j) => j !== at)),
    target: cells.map((row) => row[at]!),
    names: names.filter((_, j) => j !== at),
  };
}

/** Train and test rows of a split of `trees.json`. */
export function split(name: string): { train: number[]; test: number[] } {
  return fixtureJson<{ splits: Record<string, { train: number[]; test: number[] }> }>("trees.json")
    .splits[name]!;
}

/** The items at the given places. */
export function take<T>(items: ArrayLike<T>, rows: readonly number[]): T[] {
  return rows.map((row) => items[row]!);
}

/** Text columns one-hot encoded, each category in order, numbers as they are. */
export async function encodedTable(
  name: string,
  target: string,
): Promise<{ rows: number[][]; target: unknown[] }> {
  const table: Table = await readCsv(fixture(name));
  const columns: ArrayLike<number>[] = [];
  for (const column of table.columns) {
    if (column.name === target) continue;
    if (column.isNumeric) {
      columns.push(column.numbers());
      continue;
    }
    const texts = column.toArray();
    for (const category of [...new Set(texts)].sort())
      columns.push(texts.map((text) => (text === category ? 1 : 0)));
  }
  return {
    rows: Array.from({ length: table.length }, (_, i) => columns.map((column) => column[i]!)),
    target: table.column(target).toArray(),
  };
}
