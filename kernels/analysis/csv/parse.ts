import { AnalysisError } from "../errors.ts";
import { nearestName } from "../nearest-name.ts";
import type { Column, ColumnType } from "../table/column.ts";
import { type Frame, frame } from "../table/frame.ts";
import { decode } from "../table/strings.ts";
import { Table } from "../table/table.ts";
import { type Dialect, detectDelimiter } from "./dialect.ts";
import { csvError, placeOf, valueError } from "./faults.ts";
import { asType, type Header, readHeader } from "./header.ts";
import { inferTypes } from "./infer.ts";
import type { CsvOptions } from "./options.ts";
import { CsvScanner } from "./scan.ts";
import { TextBuilder } from "./text-builder.ts";
import { ValueBuilder, type ValueType } from "./value-builder.ts";
import { isMissingWord, missingWords } from "./words.ts";

const BLOCK_ROWS = 4096;

/** A column that is being read. */
interface Reading {
  readonly name: string;
  /** Its field in every record. */
  readonly field: number;
  /** True when the caller stated the type, so that a misfit is an error. */
  readonly stated: boolean;
  type: ColumnType;
  builder: ValueBuilder | TextBuilder;
  /** Set by the first value that contradicts the inferred type: the column must be read again as text. */
  again: boolean;
}

/** What every reading of a column needs. */
interface Plan {
  readonly bytes: Uint8Array;
  readonly header: Header;
  readonly dialect: Dialect;
  readonly options: CsvOptions;
  readonly words: ReadonlySet<string>;
  readonly decimal: number;
  readonly notes: string[];
}

/**
 * Parses CSV bytes (UTF-8) into a table.
 *
 * @param bytes the whole text
 * @throws HF_READ_EMPTY_FILE, HF_CSV_FIELD_COUNT, HF_CSV_QUOTE, HF_CSV_VALUE, HF_TABLE_UNKNOWN_COLUMN
 */
export function parseCsv(bytes: Uint8Array, options: CsvOptions = {}): Table {
  const steps = csvSteps(bytes, options);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Does the work of `parseCsv` in steps of 4,096 rows; yields the share done, 0 … 1. */
export function* csvSteps(input: Uint8Array, options: CsvOptions): Generator<number, Table> {
  const bytes = endedByLine(input);
  const plan = makePlan(bytes, options);
  const readings = planColumns(plan);
  let rows = yield* readColumns(plan, readings);
  const again = readings.filter((reading) => reading.again);
  if (again.length > 0) {
    for (const reading of again) {
      reading.type = "text";
      reading.builder = new TextBuilder(rows);
      reading.again = false;
    }
    rows = yield* readColumns(plan, again);
  }
  const columns = readings.map((reading): Column => {
    const column = reading.builder.finish(reading.name);
    return asType(column, reading.type);
  });
  return new Table(inOrder(frame(columns, rows), options.columns), plan.notes);
}

function makePlan(bytes: Uint8Array, options: CsvOptions): Plan {
  const quote = options.quote === null ? -1 : oneByte(options.quote ?? '"', "quote");
  let start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  for (let skip = options.skipLines ?? 0; skip > 0; skip--) {
    const end = bytes.indexOf(10, start);
    if (end < 0) break;
    start = end + 1;
  }
  while (start < bytes.length && (bytes[start] === 10 || bytes[start] === 13)) start++;
  if (start >= bytes.length)
    throw new AnalysisError("HF_READ_EMPTY_FILE", {
      what: "cannot read the CSV",
      file: options.file,
      got: bytes.length <= 1 ? "an empty file" : "nothing but blank lines",
      expected: "a line with the names of the columns",
      action: "Check that the program which wrote the file had finished.",
    });
  const delimiter =
    options.delimiter === undefined
      ? detectDelimiter(bytes, start, quote)
      : oneByte(options.delimiter, "delimiter");
  const dialect = { delimiter, quote };
  const header = readHeader(bytes, start, dialect, options.header ?? true);
  return {
    bytes,
    header,
    dialect,
    options,
    words: options.missing === undefined ? missingWords : new Set(options.missing),
    decimal: options.decimal === "," ? 44 : 46,
    notes: [...header.notes],
  };
}

function planColumns(plan: Plan): Reading[] {
  const { bytes, header, dialect, options, words, decimal } = plan;
  const stated = typeof options.types === "object" ? options.types : {};
  for (const name of [...Object.keys(stated), ...(options.columns ?? [])])
    if (!header.names.includes(name)) throw unknownColumn(name, plan);
  const range = { start: header.dataStart, end: bytes.length };
  const width = header.names.length;
  const inferred =
    options.types === "text"
      ? header.names.map((): ColumnType => "text")
      : guard(plan, () => inferTypes(bytes, range, width, { dialect, decimal, words }));
  const capacity = estimateRows(bytes, range);
  const readings: Reading[] = [];
  header.names.forEach((name, field) => {
    if (options.columns !== undefined && !options.columns.includes(name)) return;
    const own = Object.hasOwn(stated, name);
    const type = own ? stated[name] : inferred[field];
    const builder =
      type === "text" || type === "category"
        ? new TextBuilder(capacity)
        : new ValueBuilder(type satisfies ValueType, capacity, { decimal, words, fixed: own });
    readings.push({ name, field, type, builder, stated: own, again: false });
  });
  return readings;
}

function* readColumns(plan: Plan, readings: readonly Reading[]): Generator<number, number> {
  const { bytes, header, dialect, options } = plan;
  const maxRows = options.maxRows ?? Number.POSITIVE_INFINITY;
  const scanner = new CsvScanner(
    bytes,
    { start: header.dataStart, end: bytes.length },
    header.names.length,
    {
      dialect,
      badRows: options.badRows ?? "error",
      blockRows: Math.max(1, Math.min(BLOCK_ROWS, maxRows)),
    },
  );
  const missing = textMissing(plan);
  let rows = 0;
  while (rows < maxRows && guard(plan, () => scanner.next())) {
    scanner.rows = Math.min(scanner.rows, maxRows - rows);
    for (const reading of readings) readBlock(plan, scanner, reading, missing);
    rows += scanner.rows;
    yield scanner.position / bytes.length;
  }
  if (scanner.bad > 0) noteBadRows(plan, scanner);
  return rows;
}

function readBlock(
  plan: Plan,
  scanner: CsvScanner,
  reading: Reading,
  missing: (start: number, end: number) => boolean,
): void {
  const { builder, field } = reading;
  if (reading.again) return;
  if (builder instanceof TextBuilder) {
    builder.appendBlock(scanner, field, plan.dialect.quote, missing);
    return;
  }
  const misfit = builder.appendBlock(scanner, field);
  if (misfit < 0) return;
  const k = misfit * scanner.width + field;
  const span = { start: scanner.starts[k], end: scanner.ends[k] };
  if (reading.stated) throw valueError(plan.bytes, span, reading, plan.options.file);
  reading.again = true;
  const { line } = placeOf(plan.bytes, span.start);
  const text = decode(plan.bytes, span.start, Math.min(span.end, span.start + 40));
  plan.notes.push(
    `Column "${reading.name}" is text: line ${line} holds ${JSON.stringify(text)}, earlier values are ${reading.type}.`,
  );
}

function textMissing(plan: Plan): (start: number, end: number) => boolean {
  const { bytes, options, words } = plan;
  if (options.missing === undefined) return (start, end) => start === end;
  if (words.size === 0) return () => false;
  const empty = words.has("");
  return (start, end) => {
    if (start === end) return empty;
    return isMissingWord(bytes, start, end, words) && words.has(decode(bytes, start, end));
  };
}

function noteBadRows(plan: Plan, scanner: CsvScanner): void {
  const { line } = placeOf(plan.bytes, scanner.firstBad);
  const done = plan.options.badRows === "skip" ? "left out" : "filled up or cut";
  const note = `${scanner.bad} ${scanner.bad === 1 ? "row" : "rows"} with a wrong number of fields ${done}, the first in line ${line}.`;
  if (!plan.notes.includes(note)) plan.notes.push(note);
}

function guard<T>(plan: Plan, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw csvError(error, plan.bytes, plan.header.names.length, plan.options.file);
  }
}

/** The scanner needs a line end as the last byte; bytes without one are copied, and old line ends of CR alone are replaced. */
function endedByLine(bytes: Uint8Array): Uint8Array {
  const last = bytes[bytes.length - 1];
  const firstLineEnd = bytes.indexOf(10);
  const onlyCr = (firstLineEnd < 0 || firstLineEnd === bytes.length - 1) && isOldMac(bytes);
  if (last === 10 && !onlyCr) return bytes;
  const copy = new Uint8Array(bytes.length + 1);
  copy.set(bytes);
  copy[bytes.length] = 10;
  if (onlyCr) for (let i = 0; i < bytes.length; i++) if (copy[i] === 13) copy[i] = 10;
  return copy;
}

/** Text whose line ends are all CR; the line end that was added behind the last line does not count. */
function isOldMac(bytes: Uint8Array): boolean {
  const first = bytes.indexOf(13);
  return first >= 0 && first < bytes.length - 2;
}

function estimateRows(bytes: Uint8Array, range: { start: number; end: number }): number {
  const window = Math.min(range.end, range.start + 262_144);
  let lines = 0;
  for (let at = range.start; at < window; at++) if (bytes[at] === 10) lines++;
  if (lines === 0) return 16;
  return Math.ceil(((range.end - range.start) / (window - range.start)) * lines * 1.02) + 16;
}

function inOrder(from: Frame, names: readonly string[] | undefined): Frame {
  if (names === undefined) return from;
  const columns = names.map((name) => from.columns.find((column) => column.name === name)!);
  return frame(columns, from.length);
}

function oneByte(text: string, what: string): number {
  const code = text.charCodeAt(0);
  if (text.length !== 1 || code > 127 || code === 10 || code === 13)
    throw new TypeError(
      `readCsv: ${what} must be one ASCII character, got ${JSON.stringify(text)}`,
    );
  return code;
}

function unknownColumn(name: string, plan: Plan): AnalysisError {
  const near = nearestName(name, plan.header.names);
  return new AnalysisError("HF_TABLE_UNKNOWN_COLUMN", {
    what: "the CSV has no such column",
    file: plan.options.file,
    column: name,
    expected: near === undefined ? `one of ${plan.header.names.join(", ")}` : `"${near}"`,
  });
}
