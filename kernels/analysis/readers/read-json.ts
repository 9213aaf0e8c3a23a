import { ownValue } from "../adapters/records.ts";
import { AnalysisError } from "../base/errors.ts";
import * as rule from "../base/option-rules.ts";
import { callOptions } from "../base/option-table.ts";
import type { Column, ColumnType } from "../columns/column.ts";
import { frame } from "../columns/frame.ts";
import { placeOf } from "../csv/faults.ts";
import type { AnyRow } from "../table/row-types.ts";
import { Table } from "../table/table.ts";
import { checkContent } from "./content.ts";
import { encodingRule, toUtf8 } from "./encoding.ts";
import { inTurns } from "./in-turns.ts";
import { findJsonFault } from "./json-fault.ts";
import { parseJsonPieces } from "./json-pieces.ts";
import { atPath, columnsOf } from "./json-shape.ts";
import { markedInteger, nestedText, parseJsonText } from "./json-text.ts";
import { type LooseValue, looseColumn } from "./loose-column.ts";
import { MAX_LINE_BYTES, readSource, type Source } from "./source.ts";

/** Options of `readJson`. */
export interface ReadJsonOptions {
  /** true: one JSON value per line; default: by the file name (.jsonl, .ndjson) and by trying. */
  readonly lines?: boolean;
  /** States the type of single columns. */
  readonly types?: Readonly<Record<string, ColumnType>>;
  /** A WHATWG label; default what a byte order mark says, else UTF-8, else a guess that is noted. */
  readonly encoding?: string;
  /** Name of the property that holds the rows, when the file is an object around them; "a.b" for one inside of another. */
  readonly path?: string;
  /** Of an array of arrays: true when the first holds the names of the columns, false when none does, or the names themselves. */
  readonly header?: boolean | readonly string[];
  /** Texts that mean missing, in every column. Default: null, and NA, N/A, NaN and the like among numbers and truth values. */
  readonly missing?: readonly string[];
  /** Rows to leave out at the start, default 0. */
  readonly skipRows?: number;
  /** Longest line in bytes when `lines` is set, default 16 MiB. */
  readonly maxLineBytes?: number;
  readonly signal?: AbortSignal;
}

const readJsonOptions = callOptions<ReadJsonOptions>(
  "readJson",
  {
    lines: rule.flag,
    types: rule.columnTypes,
    encoding: encodingRule,
    path: rule.text,
    header: rule.either(rule.flag, rule.texts),
    missing: rule.texts,
    skipRows: rule.by(0, rule.integer(0)),
    maxLineBytes: rule.integer(1),
    signal: rule.signal,
  },
  {
    bare: { text: "path" },
    habits: {
      orient: "Leave it out: rows, columns and lines are recognised; path names what is inside.",
      recordPath: ["path"],
    },
  },
);

/** Reads a JSON file; `readJson` of the barrel loads this on first use. */
export async function readJsonFile<Row extends object = AnyRow>(
  source: Source,
  given: ReadJsonOptions,
): Promise<Table<Row>> {
  const options = readJsonOptions.read(given);
  const name = source instanceof Uint8Array ? "" : String(source);
  const lines = options.lines ?? /\.(jsonl|ndjson)(\.gz)?$/i.test(name);
  const maxLineBytes = lines ? (options.maxLineBytes ?? MAX_LINE_BYTES) : Number.POSITIVE_INFINITY;
  const { bytes, file } = await readSource(source, { maxLineBytes, signal: options.signal });
  checkContent(bytes, file, "json");
  const { text, notes } = await toUtf8(bytes, options.encoding, file, options.signal);
  const hasMark = text[0] === 0xef && text[1] === 0xbb && text[2] === 0xbf;
  const utf8 = hasMark ? text.subarray(3) : text;
  if (utf8.every((byte) => byte === 32 || (byte >= 9 && byte <= 13)))
    throw new AnalysisError("HF_READ_EMPTY_FILE", {
      what: "cannot read the JSON",
      file,
      got: "an empty file",
    });
  return inTurns(tableSteps<Row>(utf8, file, lines, options, notes), options.signal);
}

function* tableSteps<Row extends object>(
  utf8: Uint8Array,
  file: string,
  lines: boolean,
  options: ReadJsonOptions,
  before: readonly string[],
): Generator<number, Table<Row>> {
  const value = lines
    ? yield* parseLines(utf8, file)
    : yield* parseWhole(utf8, file, options.lines === undefined);
  const inner = options.path === undefined ? value : atPath(value, options.path, file);
  const rows = skipped(inner, options.skipRows ?? 0);
  const { columns, length, notes } = columnsOf(rows, file, options.header);
  const all = [...before, ...notes];
  const made: Column[] = [];
  for (const { name, values } of columns) {
    const flat = flatten(values, name, file);
    const stated = ownValue(options.types ?? {}, name);
    const { missing } = options;
    const place = (i: number) => `row ${i + (options.skipRows ?? 0)}`;
    made.push(looseColumn(name, flat, { stated, missing, isoDates: true, place }, all));
    yield 1;
  }
  return new Table<Row>(frame(made, length), all);
}

function skipped(value: unknown, count: number): unknown {
  return count > 0 && Array.isArray(value) ? value.slice(count) : value;
}

function* parseWhole(
  utf8: Uint8Array,
  file: string,
  mayBeLines: boolean,
): Generator<number, unknown> {
  try {
    return yield* parseJsonPieces(utf8);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const fault = findJsonFault(utf8);
    if (fault === undefined) throw unreadable(error, file);
    // A value behind the first one: JSON lines under another name.
    const first = utf8[fault.offset];
    if (mayBeLines && fault.afterValue && (first === 123 || first === 91))
      return yield* parseLines(utf8, file);
    throw syntaxError(utf8, 0, file, error);
  }
}

/** Such as a text that is longer than the language allows (512 MB). */
function unreadable(error: Error, file: string): AnalysisError {
  return new AnalysisError("HF_READ_TOO_LARGE", {
    what: "the JSON cannot be parsed at once",
    file,
    got: error.message,
    action: "Write one object per line, which is read piece by piece.",
    cause: error,
  });
}

function* parseLines(utf8: Uint8Array, file: string): Generator<number, unknown[]> {
  const decoder = new TextDecoder();
  const rows: unknown[] = [];
  for (let start = 0; start < utf8.length; ) {
    const found = utf8.indexOf(10, start);
    const end = found < 0 ? utf8.length : found;
    const text = decoder.decode(utf8.subarray(start, end));
    if (text.trim() !== "") {
      try {
        rows.push(parseJsonText(text));
      } catch (error) {
        throw syntaxError(utf8.subarray(0, end), start, file, error);
      }
    }
    start = end + 1;
    if (rows.length % 256 === 0) yield start / utf8.length;
  }
  return rows;
}

function syntaxError(
  bytes: Uint8Array,
  start: number,
  file: string,
  cause: unknown,
): AnalysisError {
  const fault = findJsonFault(bytes, start);
  return new AnalysisError("HF_JSON_SYNTAX", {
    what: "the text is not valid JSON",
    file,
    ...placeOf(bytes, Math.min(fault?.offset ?? start, endOfText(bytes))),
    got: fault?.got,
    expected: fault?.expected,
    action:
      fault?.action ??
      "Repair the text there; often a comma, a quote or a bracket is missing just before.",
    cause,
  });
}

function endOfText(bytes: Uint8Array): number {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] <= 32) end--;
  return end;
}

/** Nested values become JSON text, whole numbers beyond 2^53 become bigint. */
function flatten(values: readonly unknown[], name: string, file: string): LooseValue[] {
  return values.map((value, row) => {
    if (typeof value !== "object" || value === null)
      return markedInteger(value) ?? (value as LooseValue);
    try {
      return nestedText(value);
    } catch (cause) {
      throw new AnalysisError("HF_JSON_SHAPE", {
        what: "a value is nested too deeply to be shown as text",
        file,
        row,
        column: name,
        action: "Take the inner part out with JSON.parse first.",
        cause,
      });
    }
  });
}
