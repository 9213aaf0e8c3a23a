import { isObject } from "../../kernels/protocol/index.ts";

export interface TableColumn {
  readonly name: string;
  readonly type: string;
  readonly isNumeric: boolean;
  readonly missing: number;
  readonly histogram: readonly number[];
  /** Digits behind the point that all values of a numeric column are shown with. */
  readonly digits: number;
}

/** A table as it is drawn, whichever MIME type it came in. */
export interface TableModel {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly unknown[])[];
  /** How many rows the data has; `rows` may be its beginning. */
  readonly total: number;
}

const NUMERIC = /^(number|integer|float|int|u?int\d+|float\d+|f64|decimal)/i;

/** Reads our own table type; undefined when it is none. */
export function readTable(value: unknown): TableModel | undefined {
  if (!isObject(value) || !Array.isArray(value.columns) || !Array.isArray(value.rows))
    return undefined;
  const rows = value.rows.map((row: unknown) => (Array.isArray(row) ? (row as unknown[]) : [row]));
  const columns = value.columns.map((column: unknown, i) => readColumn(column, i, rows));
  const total = typeof value.total === "number" ? value.total : rows.length;
  return { columns, rows, total };
}

/** Reads a Tabular Data Resource (`schema.fields`, `data` as objects); undefined when it is none. */
export function readDataResource(value: unknown): TableModel | undefined {
  if (!isObject(value) || !Array.isArray(value.data)) return undefined;
  const data = value.data.filter(isObject);
  const schema =
    isObject(value.schema) && Array.isArray(value.schema.fields) ? value.schema.fields : [];
  const fields: readonly unknown[] =
    schema.length > 0 ? schema : Object.keys(data[0] ?? {}).map((name) => ({ name }));
  const names = fields.map((field) => (isObject(field) ? String(field.name) : String(field)));
  const rows = data.map((record) => names.map((name) => record[name]));
  return { columns: fields.map((f, i) => readColumn(f, i, rows)), rows, total: rows.length };
}

function readColumn(
  column: unknown,
  index: number,
  rows: readonly (readonly unknown[])[],
): TableColumn {
  const facts: Record<string, unknown> = isObject(column) ? column : { name: column };
  const sample = rows.slice(0, 200).map((row) => row[index]);
  const known = sample.filter((v) => v !== null && v !== undefined);
  const type = typeof facts.type === "string" ? facts.type : "";
  const isNumeric =
    NUMERIC.test(type) || (known.length > 0 && known.every((v) => typeof v === "number"));
  return {
    name: String(facts.name ?? `column ${index + 1}`),
    type,
    isNumeric,
    missing: typeof facts.missing === "number" ? facts.missing : 0,
    histogram: Array.isArray(facts.histogram)
      ? facts.histogram.filter((n): n is number => typeof n === "number" && n >= 0)
      : [],
    digits: isNumeric ? Math.max(0, ...known.map(digitsOf)) : 0,
  };
}

function digitsOf(value: unknown): number {
  if (typeof value !== "number" || Number.isInteger(value)) return 0;
  const text = Math.abs(value) < 1 ? value.toPrecision(3) : value.toFixed(4);
  return Math.min(6, text.replace(/0+$/, "").split(".")[1]?.replace(/e.*/, "").length ?? 0);
}

/** The text of one value in its column. */
export function cellText(value: unknown, column: TableColumn): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "number") {
    if (!Number.isFinite(value)) return String(value);
    const isExtreme = value !== 0 && (Math.abs(value) >= 1e15 || Math.abs(value) < 1e-6);
    return isExtreme ? value.toPrecision(4) : value.toFixed(column.digits).replace(/^-/, "−");
  }
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
