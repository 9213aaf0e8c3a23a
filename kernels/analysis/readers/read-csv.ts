import * as rule from "../base/option-rules.ts";
import { callOptions } from "../base/option-table.ts";
import { type CsvOptions, csvRules } from "../csv/options.ts";
import { csvSteps } from "../csv/parse.ts";
import type { AnyRow } from "../table/row-types.ts";
import type { Table } from "../table/table.ts";
import { checkContent } from "./content.ts";
import { encodingRule, toUtf8 } from "./encoding.ts";
import { inTurns } from "./in-turns.ts";
import { endedByLine, MAX_LINE_BYTES, readSource, type Source } from "./source.ts";

/** Options of `readCsv`. */
export interface ReadCsvOptions extends CsvOptions {
  /** A WHATWG label such as "windows-1252"; default what a byte order mark says, else UTF-8, else a guess that is noted. */
  readonly encoding?: string;
  /** Longest line in bytes, default 16 MiB: a file without line ends is refused before it fills the memory. */
  readonly maxLineBytes?: number;
  /** Stops the reading. */
  readonly signal?: AbortSignal;
  /** Called about every 30 ms with the share of the text that is read, 0 … 1. */
  readonly onProgress?: (share: number) => void;
}

const readCsvOptions = callOptions<ReadCsvOptions>(
  "readCsv",
  {
    ...csvRules,
    encoding: encodingRule,
    maxLineBytes: rule.integer(1),
    signal: rule.signal,
    onProgress: rule.callback,
  },
  { bare: { text: "delimiter", number: "maxRows", list: "columns" } },
);

/** Reads a CSV file; `readCsv` of the barrel loads this on first use. */
export async function readCsvFile<Row extends object = AnyRow>(
  source: Source,
  given: ReadCsvOptions,
): Promise<Table<Row>> {
  const options = readCsvOptions.read(given);
  const { maxLineBytes = MAX_LINE_BYTES, signal } = options;
  const { bytes, file, room } = await readSource(source, { maxLineBytes, signal });
  checkContent(bytes, file, "csv");
  const decoded = await toUtf8(bytes, options.encoding, file, signal);
  const text = endedByLine(decoded.text, room && decoded.text === bytes);
  const steps = csvSteps(text, { file, ...options }, decoded.notes);
  const table = await inTurns(steps, signal, options.onProgress);
  return table as unknown as Table<Row>;
}
