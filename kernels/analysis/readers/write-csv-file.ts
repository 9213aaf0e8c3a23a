import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { createGzip } from "node:zlib";
import { AnalysisError } from "../base/errors.ts";
import * as rule from "../base/option-rules.ts";
import { callOptions } from "../base/option-table.ts";
import type { Frame } from "../columns/frame.ts";
import { type FormatCsvOptions, formatCsv, formatCsvRules } from "../csv/write.ts";

/** Options of `writeCsv`. */
export interface WriteCsvOptions extends FormatCsvOptions {
  readonly signal?: AbortSignal;
}

const writeCsvOptions = callOptions<WriteCsvOptions>(
  "writeCsv",
  { ...formatCsvRules, signal: rule.signal },
  {
    bare: { text: "delimiter" },
    habits: {
      naRep: ["missing"],
      index: "Tables have no index: leave it out.",
      rowNames: "Tables have no row names: leave it out.",
      quote: "Leave it out: what needs quotes has them.",
    },
  },
);

/** Writes the file beside its place and moves it there when it is complete; a name that ends in .gz is compressed. */
export async function writeCsvFile(
  table: Frame,
  target: string | URL,
  given: WriteCsvOptions,
): Promise<void> {
  const options = writeCsvOptions.read(given);
  const file = target instanceof URL ? fileURLToPath(target) : target;
  const draft = `${file}.${process.pid}.part`;
  const text = Readable.from(formatCsv(table, options));
  const { signal } = options;
  try {
    if (file.toLowerCase().endsWith(".gz"))
      await pipeline(text, createGzip(), createWriteStream(draft), { signal });
    else await pipeline(text, createWriteStream(draft), { signal });
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    if (!(error instanceof Error) || error.name === "AbortError") throw error;
    throw new AnalysisError("HF_WRITE_FAILED", {
      what: "cannot write the file",
      file,
      got: error.message,
      action:
        "Check that the folder exists, that you may write there, and that the disk is not full.",
      cause: error,
    });
  }
}
