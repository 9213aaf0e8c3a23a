import type { Table as ArrowTable } from "@uwdata/flechette";
import type { Table as WasmTable } from "parquet-wasm";
import { fromForeign } from "../adapters/foreign.ts";
import { AnalysisError } from "../base/errors.ts";
import { nearestName } from "../base/nearest-name.ts";
import * as rule from "../base/option-rules.ts";
import { callOptions } from "../base/option-table.ts";
import { type Frame, frame } from "../columns/frame.ts";
import type { AnyRow } from "../table/row-types.ts";
import { Table } from "../table/table.ts";
import { checkContent } from "./content.ts";
import { type ParquetFacts, parquetFacts } from "./parquet-facts.ts";
import { readLongTimes } from "./parquet-times.ts";
import { readSource, type Source } from "./source.ts";

/** Options of `readParquet`. */
export interface ReadParquetOptions {
  /** Names of the columns to keep, in this order; default all. Others are not even decoded. */
  readonly columns?: readonly string[];
  /** Stops after so many rows; default all. */
  readonly maxRows?: number;
  readonly signal?: AbortSignal;
}

const readParquetOptions = callOptions<ReadParquetOptions>(
  "readParquet",
  { columns: rule.texts, maxRows: rule.integer(0), signal: rule.signal },
  { bare: { number: "maxRows", list: "columns" } },
);

/** Reads a Parquet file; `readParquet` of the barrel loads this, and 15 MB of WebAssembly with it, on first use. */
export async function readParquetFile<Row extends object = AnyRow>(
  source: Source,
  given: ReadParquetOptions,
): Promise<Table<Row>> {
  const options = readParquetOptions.read(given);
  const { bytes, file } = await readSource(source, { signal: options.signal });
  if (bytes.length === 0)
    throw new AnalysisError("HF_READ_EMPTY_FILE", {
      what: "cannot read the Parquet file",
      file,
      got: "an empty file",
    });
  checkContent(bytes, file, "parquet");
  const [wasm, { tableFromIPC }] = await Promise.all([
    import("parquet-wasm"),
    import("@uwdata/flechette"),
  ]);
  options.signal?.throwIfAborted();
  const { columns, maxRows } = options;
  const arrow = await guarded(file, async () => {
    const read =
      columns === undefined
        ? wasm.readParquet(bytes, { limit: maxRows })
        : await readColumns(wasm, bytes, file, columns, maxRows, tableFromIPC);
    return tableFromIPC(read.intoIPCStream(), { useBigInt: true, useDecimalBigInt: true });
  });
  options.signal?.throwIfAborted();
  const facts = parquetFacts(bytes);
  if (facts !== undefined)
    checkRows(arrow.numRows, Math.min(facts.rows, maxRows ?? facts.rows), file);
  const notes: string[] = [];
  const read = fromForeign(arrow satisfies ArrowTable, notes);
  const made = facts === undefined ? read : await withLongTimes(read, bytes, facts, options, notes);
  const all = new Table<Row>(made, notes);
  if (columns === undefined) return all;
  const chosen = all.select(...(columns as (keyof Row & string)[]));
  return new Table<Row>(chosen, notes);
}

/** Reads some columns; only the reader of files does not decode the others. */
async function readColumns(
  wasm: typeof import("parquet-wasm"),
  bytes: Uint8Array,
  file: string,
  columns: readonly string[],
  maxRows: number | undefined,
  tableFromIPC: typeof import("@uwdata/flechette").tableFromIPC,
): Promise<WasmTable> {
  const parquet = await wasm.ParquetFile.fromFile(new Blob([bytes as Uint8Array<ArrayBuffer>]));
  const { fields } = tableFromIPC(parquet.schema().intoIPCStream(), {}).schema;
  const found = fields.map((field) => field.name);
  for (const name of columns) if (!found.includes(name)) throw unknownColumn(name, found, file);
  const read = await orTrap(() => parquet.read({ columns: [...columns], limit: maxRows }));
  parquet.free();
  return read;
}

/**
 * Waits for work of WebAssembly. When it meets data that it cannot handle it ends in a microtask of its own, so that the error comes as
 * an uncaught one and the promise stays open.
 */
function orTrap<T>(work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const onError = (error: unknown) => {
      if (error instanceof Error && error.name === "RuntimeError") {
        process.off("uncaughtException", onError);
        reject(error);
      }
      // Somebody else's error ends the process as it would have without this listener.
      else if (process.listenerCount("uncaughtException") === 1) throw error;
    };
    process.on("uncaughtException", onError);
    work()
      .then(resolve, reject)
      .finally(() => process.off("uncaughtException", onError));
  });
}

/** Repeated fields that are not marked as lists make the Arrow reader give no rows at all. */
function checkRows(got: number, stated: number, file: string): void {
  if (got === stated) return;
  throw new AnalysisError("HF_PARQUET_FORMAT", {
    what: "the Parquet file cannot be read whole",
    file,
    got: `${got} ${got === 1 ? "row" : "rows"}`,
    expected: `${stated}, as the file states`,
    action:
      "It may hold repeated fields that are not marked as lists: name the columns to read with columns, or write it again with a newer program.",
  });
}

async function withLongTimes(
  read: Frame,
  bytes: Uint8Array,
  facts: ParquetFacts,
  options: ReadParquetOptions,
  notes: string[],
): Promise<Frame> {
  const names = read.columns
    .map((column) => column.name)
    .filter((name) => facts.longTimes.includes(name));
  if (names.length === 0) return read;
  const columns = await readLongTimes(bytes, facts, names, options.maxRows, notes);
  if (columns === undefined) {
    notes.push(
      `${names.join(", ")}: timestamps of 96 bits; those outside of the years 1677 to 2262 are wrong, because this compression keeps them from being checked.`,
    );
    return read;
  }
  const better = new Map(columns.map((column) => [column.name, column]));
  return frame(
    read.columns.map((column) => better.get(column.name) ?? column),
    read.length,
  );
}

async function guarded<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AnalysisError) throw error;
    throw new AnalysisError("HF_PARQUET_FORMAT", {
      what: "the file is not a readable Parquet file",
      file,
      got: faultText(error),
      action: "Check that it was written completely, and that it is Parquet.",
      cause: error,
    });
  }
}

/** The reader says "unreachable" when it ends on data that it did not expect. */
function faultText(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  if (text === "unreachable" || text.includes("memory access out of bounds"))
    return "data that the reader cannot handle";
  return text.replace(/^Parquet (?:argument )?error: /, "").replace(/\.+$/, "");
}

function unknownColumn(name: string, names: readonly string[], file: string): AnalysisError {
  const near = nearestName(name, names);
  return new AnalysisError("HF_TABLE_UNKNOWN_COLUMN", {
    what: "the Parquet file has no such column",
    file,
    column: name,
    expected: near === undefined ? `one of ${names.join(", ")}` : `"${near}"`,
  });
}
