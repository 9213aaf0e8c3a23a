import { fromColumns } from "../adapters/foreign.ts";
import { parseIsoDate } from "../csv/date.ts";
import { AnalysisError } from "../errors.ts";
import { makeColumn, showValue } from "../table/build.ts";
import { Column, type ColumnType, type Value } from "../table/column.ts";
import { type Frame, frame } from "../table/frame.ts";
import type { AnyRow } from "../table/row-types.ts";
import { Table } from "../table/table.ts";
import { validityWhere } from "../table/validity.ts";
import { toUtf8 } from "./encoding.ts";
import { MAX_LINE_BYTES, readSource, type Source } from "./source.ts";

/** Options of `readJson`. */
export interface ReadJsonOptions {
  /** true: one JSON value per line; default: by the file name (.jsonl, .ndjson) and by trying. */
  readonly lines?: boolean;
  /** States the type of single columns. */
  readonly types?: Readonly<Record<string, ColumnType>>;
  /** A WHATWG label; default UTF-8, or what a byte order mark says. */
  readonly encoding?: string;
  /** Name of the property that holds the rows, when the file is an object around them. */
  readonly path?: string;
  /** Longest line in bytes when `lines` is set, default 16 MiB. */
  readonly maxLineBytes?: number;
  readonly signal?: AbortSignal;
}

/** Reads a JSON file; `readJson` of the barrel loads this on first use. */
export async function readJsonFile<Row extends object = AnyRow>(
  source: Source,
  options: ReadJsonOptions,
): Promise<Table<Row>> {
  const name = source instanceof Uint8Array ? "" : String(source);
  const lines = options.lines ?? /\.(jsonl|ndjson)(\.gz)?$/i.test(name);
  const maxLineBytes = lines ? (options.maxLineBytes ?? MAX_LINE_BYTES) : Number.POSITIVE_INFINITY;
  const { bytes, file } = await readSource(source, { maxLineBytes, signal: options.signal });
  const { text: utf8 } = toUtf8(bytes, options.encoding, file);
  const text = new TextDecoder().decode(utf8);
  if (text.trim() === "")
    throw new AnalysisError("HF_READ_EMPTY_FILE", {
      what: "cannot read the JSON",
      file,
      got: "an empty file",
    });
  const rows = lines ? parseLines(text, file) : parseWhole(text, file, options);
  return new Table<Row>(asFrame(rows, file, options.types ?? {}));
}

function parseWhole(text: string, file: string, options: ReadJsonOptions): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    // Two objects on two lines are JSON lines under another name.
    if (options.lines === undefined && /^\s*\{.*\}\s*\n\s*\{/.test(text))
      return parseLines(text, file);
    throw syntaxError(error, text, file, 1);
  }
  if (options.path === undefined) return value;
  const inner = (value as Record<string, unknown> | null)?.[options.path];
  if (inner === undefined)
    throw new AnalysisError("HF_JSON_SHAPE", {
      what: `the JSON has no property "${options.path}"`,
      file,
      got: Object.keys((value as object | null) ?? {}).join(", ") || showValue(value),
    });
  return inner;
}

function parseLines(text: string, file: string): unknown[] {
  const rows: unknown[] = [];
  let line = 0;
  for (const part of text.split("\n")) {
    line++;
    if (part.trim() === "") continue;
    try {
      rows.push(JSON.parse(part));
    } catch (error) {
      throw syntaxError(error, part, file, line);
    }
  }
  return rows;
}

function syntaxError(error: unknown, text: string, file: string, firstLine: number): AnalysisError {
  const message = error instanceof Error ? error.message : String(error);
  const stated = /position (\d+)/.exec(message)?.[1];
  const position = stated === undefined ? text.trimEnd().length : Number(stated);
  const before = text.slice(0, position);
  return new AnalysisError("HF_JSON_SYNTAX", {
    what: "the text is not valid JSON",
    file,
    line: firstLine + before.split("\n").length - 1,
    column: [...before.slice(before.lastIndexOf("\n") + 1)].length + 1,
    got:
      position >= text.trimEnd().length
        ? "the end of the text"
        : showValue(text.slice(position, position + 20)),
    action: "Repair the text there; often a comma, a quote or a bracket is missing just before.",
    cause: error,
  });
}

function asFrame(value: unknown, file: string, types: Readonly<Record<string, ColumnType>>): Frame {
  const rows = Array.isArray(value) ? value : undefined;
  if (rows?.every((row) => typeof row === "object" && row !== null && !Array.isArray(row)))
    return fromRows(rows, types);
  if (rows === undefined && typeof value === "object" && value !== null) {
    const frameOf = fromObject(value as Record<string, unknown>, types);
    if (frameOf !== undefined) return frameOf;
  }
  const bad = rows?.findIndex(
    (row) => typeof row !== "object" || row === null || Array.isArray(row),
  );
  throw new AnalysisError("HF_JSON_SHAPE", {
    what: "the JSON is not a table",
    file,
    row: bad,
    got: rows === undefined ? shapeOf(value) : shapeOf(rows[bad!]),
    expected: "an array of objects, an object of equally long arrays, or one object per line",
    action: "When the rows are inside of an object, name its property with path.",
  });
}

function fromObject(
  value: Record<string, unknown>,
  types: Readonly<Record<string, ColumnType>>,
): Frame | undefined {
  const entries = Object.entries(value);
  if (entries.length === 0 || !entries.every(([, values]) => Array.isArray(values)))
    return undefined;
  return fromColumns(
    entries.map(([name, values]) => jsonColumn(name, values as unknown[], types[name])),
  );
}

function fromRows(
  rows: Record<string, unknown>[],
  types: Readonly<Record<string, ColumnType>>,
): Frame {
  const names = new Set<string>();
  for (const row of rows) for (const name of Object.keys(row)) names.add(name);
  const columns = [...names].map((name) =>
    jsonColumn(
      name,
      rows.map((row) => row[name]),
      types[name],
    ),
  );
  return frame(columns, rows.length);
}

/** Nested values become JSON text; texts that are all ISO dates become dates; a mixture of types becomes text. */
function jsonColumn(
  name: string,
  values: readonly unknown[],
  stated: ColumnType | undefined,
): Column {
  const flat = values.map((value) =>
    typeof value === "object" && value !== null ? JSON.stringify(value) : value,
  );
  if (stated !== undefined) return makeColumn(name, flat, stated);
  const kinds = new Set(
    flat.filter((value) => value !== null && value !== undefined).map((v) => typeof v),
  );
  if (kinds.size > 1)
    return makeColumn(
      name,
      flat.map((value) => (value === null || value === undefined ? null : String(value as Value))),
      "text",
    );
  return (kinds.has("string") ? dateColumn(name, flat) : undefined) ?? makeColumn(name, flat);
}

function dateColumn(name: string, values: readonly unknown[]): Column | undefined {
  const encoder = new TextEncoder();
  const data = new Float64Array(values.length);
  for (let i = 0; i < data.length; i++) {
    data[i] = Number.NaN;
    if (typeof values[i] !== "string") continue;
    const bytes = encoder.encode(values[i] as string);
    data[i] = parseIsoDate(bytes, 0, bytes.length);
    if (Number.isNaN(data[i])) return undefined;
  }
  const valid = validityWhere(data.length, (i) => Number.isNaN(data[i]));
  return new Column({ ...makeColumn(name, data).parts(), type: "date", valid });
}

function shapeOf(value: unknown): string {
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === "object" && value !== null)
    return `an object with ${Object.keys(value).slice(0, 5).join(", ")}`;
  return `${typeof value} ${showValue(value)}`;
}
