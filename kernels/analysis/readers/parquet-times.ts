import * as zlib from "node:zlib";
import type { Compressors } from "hyparquet";
import { dateColumn } from "../adapters/arrow.ts";
import type { Column } from "../columns/column.ts";
import { bytesOf, type ParquetFacts } from "./parquet-facts.ts";

const compressors: Compressors = {
  GZIP: (input) => zlib.gunzipSync(input),
  BROTLI: (input) => zlib.brotliDecompressSync(input),
};

/**
 * Reads columns of timestamps of 96 bits by a reader that keeps all of their years.
 *
 * @returns undefined when their compression is one that it does not know
 */
export async function readLongTimes(
  bytes: Uint8Array,
  facts: ParquetFacts,
  names: readonly string[],
  maxRows: number | undefined,
  notes: string[],
): Promise<Column[] | undefined> {
  const { parquetReadObjects } = await import("hyparquet");
  try {
    const rows = await parquetReadObjects({
      file: bytesOf(bytes),
      metadata: facts.metadata,
      columns: [...names],
      rowEnd: maxRows,
      compressors,
      parsers: { timestampFromNanoseconds: timeOfNanos },
    });
    return names.map((name) => dateColumn(name, rows.length, (i) => timeOf(rows[i][name]), notes));
  } catch {
    return undefined;
  }
}

/** Days that overflowed when they were written come out as years about -4128: no moment at all. */
const EARLIEST = Date.UTC(-4100, 0, 1);

function timeOfNanos(nanos: bigint): number {
  const time = Number(nanos / 1_000_000n);
  return time < EARLIEST ? Number.POSITIVE_INFINITY : time;
}

function timeOf(value: unknown): number {
  return typeof value === "number" ? value : Number.NaN;
}
