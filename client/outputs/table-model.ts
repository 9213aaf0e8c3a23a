import { isObject } from "../../kernels/protocol/index.ts";
import { type Bars, readBars } from "./column-bars.ts";

export interface TableColumn {
  readonly name: string;
  readonly type: string;
  readonly isNumeric: boolean;
  /** Values are milliseconds since the epoch: "day" when all are midnight UTC. */
  readonly time: "day" | "second" | undefined;
  readonly missing: number;
  readonly bars: Bars | undefined;
  /** Digits behind the point that all values of a numeric column are shown with. */
  readonly digits: number;
}

/** A table as it is drawn, whichever MIME type it came in. */
export interface TableModel {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly unknown[])[];
  /** How many rows the data has; `rows` may be its beginning. */
  readonly total: number;
  readonly notes: readonly string[];
}

const NUMERIC = /^(number|integer|float|int|u?int\d+|float\d+|f64|decimal)/i;
const TIME = /^(date|datetime|timestamp)/i;
const DAY_MS = 86_400_000;
/** More columns than this nobody reads, and the page would stand still for them. */
const MAX_COLUMNS = 200;
const MAX_NOTES = 20;
const MAX_WORDS = 1_000;

/** Reads our own table type; undefined when it is none. */
export function readTable(value: unknown): TableModel | undefined {
  if (!isObject(value) || !Array.isArray(value.columns) || !Array.isArray(value.rows))
    return undefined;
  const rows = value.rows.map((row: unknown) => (Array.isArray(row) ? (row as unknown[]) : [row]));
  const columns = value.columns
    .slice(0, MAX_COLUMNS)
    .map((column: unknown, i) => readColumn(column, i, rows));
  const notes = Array.isArray(value.notes) ? value.notes.slice(0, MAX_NOTES).map(wordsOf) : [];
  return {
    columns,
    rows,
    total: readTotal(value.totalRows ?? value.total, rows.length),
    notes: [...tooWide(value.columns), ...notes],
  };
}

/** Reads a Tabular Data Resource (`schema.fields`, `data` as objects); undefined when it is none. */
export function readDataResource(value: unknown): TableModel | undefined {
  if (!isObject(value) || !Array.isArray(value.data)) return undefined;
  const data = value.data.filter(isObject);
  const schema =
    isObject(value.schema) && Array.isArray(value.schema.fields) ? value.schema.fields : [];
  const fields: readonly unknown[] =
    schema.length > 0 ? schema : Object.keys(data[0] ?? {}).map((name) => ({ name }));
  const shown = fields.slice(0, MAX_COLUMNS);
  const names = shown.map((field) => wordsOf(isObject(field) ? field.name : field));
  // A record has what stands in it; `toString` and the like are no values of it.
  const rows = data.map((record) =>
    names.map((name) => (Object.hasOwn(record, name) ? record[name] : undefined)),
  );
  const columns = shown.map((field, i) => readColumn(field, i, rows));
  return { columns, rows, total: readTotal(value.total, rows.length), notes: tooWide(fields) };
}

function tooWide(columns: readonly unknown[]): readonly string[] {
  const count = columns.length.toLocaleString("en");
  return columns.length > MAX_COLUMNS
    ? [`The first ${MAX_COLUMNS} of ${count} columns are shown`]
    : [];
}

/** A name or a remark as it is written, whatever was put in its place. */
function wordsOf(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return text.slice(0, MAX_WORDS);
}

function readTotal(value: unknown, shown: number): number {
  return typeof value === "number" && value >= shown ? value : shown;
}

function readColumn(
  column: unknown,
  index: number,
  rows: readonly (readonly unknown[])[],
): TableColumn {
  const facts: Record<string, unknown> = isObject(column) ? column : { name: column };
  const sample = rows.slice(0, 200).map((row) => row[index]);
  const known = sample.filter((v) => v !== null && v !== undefined);
  const numbers = known.filter((v) => typeof v === "number");
  const type = typeof facts.type === "string" ? facts.type : "";
  const isAllNumbers = known.length > 0 && numbers.length === known.length;
  const isTime = TIME.test(type) && isAllNumbers;
  const isNumeric = !isTime && (NUMERIC.test(type) || isAllNumbers);
  return {
    name: wordsOf(facts.name ?? `column ${index + 1}`),
    type,
    isNumeric,
    time: isTime ? (numbers.every((ms) => ms % DAY_MS === 0) ? "day" : "second") : undefined,
    missing: typeof facts.missing === "number" ? facts.missing : 0,
    bars: readBars(facts.histogram, isTime),
    digits: isNumeric ? Math.max(0, ...numbers.map(digitsOf)) : 0,
  };
}

function digitsOf(value: number): number {
  if (Number.isInteger(value)) return 0;
  const text = Math.abs(value) < 1 ? value.toPrecision(3) : value.toFixed(4);
  return Math.min(6, text.replace(/0+$/, "").split(".")[1]?.replace(/e.*/, "").length ?? 0);
}
