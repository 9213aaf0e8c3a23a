import { AnalysisError } from "../base/errors.ts";
import { nearestName } from "../base/nearest-name.ts";
import type { Column, ColumnType } from "../columns/column.ts";
import { type Frame, frame } from "../columns/frame.ts";
import { decode } from "../columns/strings.ts";
import { Table } from "../table/table.ts";
import { EmptyBuilder } from "./empty-builder.ts";
import { explainText } from "./explain-text.ts";
import { csvError, placeOf, valueError } from "./faults.ts";
import { asType } from "./header.ts";
import { inferField, inferTypes } from "./infer.ts";
import { widthAdvice } from "./layout.ts";
import type { CsvOptions } from "./options.ts";
import { makePlan, type Plan } from "./plan.ts";
import { CsvScanner } from "./scan.ts";
import { TextBuilder } from "./text-builder.ts";
import { ValueBuilder, type ValueType } from "./value-builder.ts";
import { isMissingWord } from "./words.ts";

const BLOCK_ROWS = 4096;
const BLOCK_CELLS = 4_000_000;
const MAX_FIELD_BYTES = 16 * 1024 * 1024;

/** A column that is being read. */
interface Reading {
  readonly name: string;
  /** Its field in every record. */
  readonly field: number;
  /** True when the caller stated the type, so that a misfit is an error. */
  readonly stated: boolean;
  type: ColumnType;
  builder: ValueBuilder | TextBuilder | EmptyBuilder;
  /** Set by the first value that contradicts the inferred type: the column must be read again as text. */
  again: boolean;
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

/** Does the work of `parseCsv` in steps of 4,096 rows; yields the share done, 0 … 1. `notes` come before its own. */
export function* csvSteps(
  input: Uint8Array,
  options: CsvOptions,
  notes: readonly string[] = [],
): Generator<number, Table> {
  const bytes = endedByLine(input);
  const plan = makePlan(bytes, options);
  const readings = yield* planColumns(plan);
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
  const columns: Column[] = [];
  for (const reading of readings) {
    const column = asType(reading.builder.finish(reading.name), reading.type);
    columns.push(column);
    if (reading.stated || reading.type !== "text" || options.types === "text") continue;
    plan.notes.push(...explainText(plan, column, reading.field));
    yield 1;
  }
  if (rows === 0 && options.maxRows === undefined)
    plan.notes.push(
      plan.header.isFirstRecord
        ? "The file holds a header and no rows."
        : "The file holds no rows.",
    );
  return new Table(inOrder(frame(columns, rows), options.columns), [...notes, ...plan.notes]);
}

function* planColumns(plan: Plan): Generator<number, Reading[]> {
  const { bytes, header, dialect, options, words, decimal } = plan;
  const stated = typeof options.types === "object" ? options.types : {};
  for (const name of [...Object.keys(stated), ...(options.columns ?? [])])
    if (!header.names.includes(name)) throw unknownColumn(name, plan);
  const range = { start: header.dataStart, end: bytes.length };
  const width = header.names.length;
  const inferred =
    options.types === "text"
      ? header.names.map((): ColumnType => "text")
      : yield* inferTypes(bytes, range, width, {
          dialect,
          decimal,
          words,
          maxFieldBytes: maxFieldOf(options),
        });
  const capacity = Math.min(
    estimateRows(bytes, range),
    options.maxRows ?? Number.POSITIVE_INFINITY,
  );
  const readings: Reading[] = [];
  header.names.forEach((name, field) => {
    if (options.columns !== undefined && !options.columns.includes(name)) return;
    const own = Object.hasOwn(stated, name);
    const type = own ? stated[name] : inferred[field];
    readings.push({
      name,
      field,
      type: type ?? "float64",
      builder: type === undefined ? new EmptyBuilder(words) : builderOf(plan, type, capacity, own),
      stated: own,
      again: false,
    });
  });
  return readings;
}

function builderOf(plan: Plan, type: ColumnType, capacity: number, fixed: boolean) {
  if (type === "text" || type === "category") return new TextBuilder(capacity);
  const { decimal, words } = plan;
  return new ValueBuilder(type satisfies ValueType, capacity, { decimal, words, fixed });
}

function maxFieldOf(options: CsvOptions): number {
  return options.maxFieldBytes ?? MAX_FIELD_BYTES;
}

function* readColumns(plan: Plan, readings: readonly Reading[]): Generator<number, number> {
  const { bytes, header, dialect, options } = plan;
  const maxRows = options.maxRows ?? Number.POSITIVE_INFINITY;
  const blockRows = Math.max(
    1,
    Math.min(BLOCK_ROWS, maxRows, Math.floor(BLOCK_CELLS / header.names.length)),
  );
  const scanner = new CsvScanner(
    bytes,
    { start: header.dataStart, end: bytes.length },
    header.names.length,
    {
      dialect,
      badRows: options.badRows ?? "error",
      blockRows,
      maxFieldBytes: maxFieldOf(options),
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
  const misfit =
    builder instanceof EmptyBuilder
      ? readFirstValues(plan, scanner, reading, builder)
      : builder.appendBlock(scanner, field);
  if (misfit < 0) return;
  if (reading.stated) {
    const k = misfit * scanner.width + field;
    const span = { start: scanner.starts[k], end: scanner.ends[k] };
    throw valueError(plan.bytes, span, reading, plan.options.file);
  }
  reading.again = true;
}

/** Gives a column that was empty so far the type of the values that come now; texts need a second reading, because NA is one too. */
function readFirstValues(
  plan: Plan,
  scanner: CsvScanner,
  reading: Reading,
  empty: EmptyBuilder,
): number {
  const first = empty.appendBlock(scanner, reading.field);
  if (first < 0) return -1;
  const { dialect, decimal, words, options } = plan;
  const maxFieldBytes = maxFieldOf(options);
  const type = inferField(scanner, reading.field, first, {
    dialect,
    decimal,
    words,
    maxFieldBytes,
  });
  const builder = builderOf(plan, type, empty.length + scanner.rows, false);
  if (builder instanceof TextBuilder) return first;
  builder.addMissing(empty.length);
  reading.type = type;
  reading.builder = builder;
  return builder.appendBlock(scanner, reading.field, first);
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
    throw csvError(error, plan.bytes, {
      width: plan.header.names.length,
      file: plan.options.file,
      advice: () => widthAdvice(plan),
    });
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

function unknownColumn(name: string, plan: Plan): AnalysisError {
  const near = nearestName(name, plan.header.names);
  return new AnalysisError("HF_TABLE_UNKNOWN_COLUMN", {
    what: "the CSV has no such column",
    file: plan.options.file,
    column: name,
    expected: near === undefined ? `one of ${plan.header.names.join(", ")}` : `"${near}"`,
  });
}
