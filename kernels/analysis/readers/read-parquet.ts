import type { Table as ArrowTable } from "@uwdata/flechette";
import { fromForeign } from "../adapters/foreign.ts";
import { AnalysisError } from "../errors.ts";
import { nearestName } from "../nearest-name.ts";
import type { AnyRow } from "../table/row-types.ts";
import { Table } from "../table/table.ts";
import { readSource, type Source } from "./source.ts";

/** Options of `readParquet`. */
export interface ReadParquetOptions {
  /** Names of the columns to keep, in this order; default all. Others are not even decoded. */
  readonly columns?: readonly string[];
  /** Stops after so many rows; default all. */
  readonly maxRows?: number;
  readonly signal?: AbortSignal;
}

/** Reads a Parquet file; `readParquet` of the barrel loads this, and 15 MB of WebAssembly with it, on first use. */
export async function readParquetFile<Row extends object = AnyRow>(
  source: Source,
  options: ReadParquetOptions,
): Promise<Table<Row>> {
  const { bytes, file } = await readSource(source, { signal: options.signal });
  if (bytes.length === 0)
    throw new AnalysisError("HF_READ_EMPTY_FILE", {
      what: "cannot read the Parquet file",
      file,
      got: "an empty file",
    });
  const [{ readParquet, ParquetFile }, { tableFromIPC }] = await Promise.all([
    import("parquet-wasm"),
    import("@uwdata/flechette"),
  ]);
  if (options.columns !== undefined) {
    const found = await guarded(file, async () => {
      const parquet = await ParquetFile.fromFile(new Blob([bytes as Uint8Array<ArrayBuffer>]));
      const names = tableFromIPC(parquet.schema().intoIPCStream(), {}).schema.fields.map(
        (field) => field.name,
      );
      parquet.free();
      return names;
    });
    for (const name of options.columns)
      if (!found.includes(name)) throw unknownColumn(name, found, file);
  }
  const arrow = await guarded(file, async () => {
    const { columns, maxRows } = options;
    const wanted = {
      columns: columns === undefined ? undefined : [...columns],
      limit: maxRows,
    };
    return tableFromIPC(readParquet(bytes, wanted).intoIPCStream(), {});
  });
  const table = new Table<Row>(fromForeign(arrow satisfies ArrowTable));
  if (options.columns === undefined) return table;
  return table.select(...(options.columns as (keyof Row & string)[])) as unknown as Table<Row>;
}

async function guarded<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new AnalysisError("HF_PARQUET_FORMAT", {
      what: "the file is not a readable Parquet file",
      file,
      got: error instanceof Error ? error.message : String(error),
      action: "Check that it was written completely, and that it is Parquet.",
      cause: error,
    });
  }
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
