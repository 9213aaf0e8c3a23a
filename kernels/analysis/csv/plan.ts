import { AnalysisError } from "../base/errors.ts";
import { count } from "../base/words.ts";
import { MAX_COLUMNS } from "../columns/column-names.ts";
import { type Dialect, detectDelimiter } from "./dialect.ts";
import { type Header, readHeader } from "./header.ts";
import { layoutNotes } from "./layout.ts";
import type { CsvOptions } from "./options.ts";
import { looksDividedByBlanks, squeezeBlanks } from "./whitespace.ts";
import { missingWords } from "./words.ts";

/** What every reading of a column needs. */
export interface Plan {
  readonly bytes: Uint8Array;
  readonly header: Header;
  readonly dialect: Dialect;
  readonly options: CsvOptions;
  readonly words: ReadonlySet<string>;
  readonly decimal: number;
  readonly notes: string[];
}

const TAB = 9;
const SPACE = 32;

/** Finds out how the bytes are divided and what the columns are called. */
export function makePlan(input: Uint8Array, options: CsvOptions): Plan {
  let bytes = input;
  const quote = options.quote === null ? -1 : (options.quote ?? '"').charCodeAt(0);
  const stated = options.delimiter === undefined ? undefined : options.delimiter.charCodeAt(0);
  let start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  start = skipLines(bytes, start, options.skipRows ?? options.skipLines ?? 0);
  const said = separatorLine(bytes, start);
  if (said !== undefined) start = said.next;
  while (start < bytes.length && (bytes[start] === 10 || bytes[start] === 13)) start++;
  if (start >= bytes.length) throw emptyFile(bytes, options);
  const notes: string[] = [];
  let delimiter = stated ?? said?.delimiter;
  if (delimiter === undefined) {
    const found = detectDelimiter(bytes, start, quote);
    delimiter = found.delimiter;
    if (found.share < 0.5 && looksDividedByBlanks(bytes, start, quote)) {
      delimiter = SPACE;
      notes.push(
        'The fields are divided by white space, a guess: pass delimiter: " " to confirm it, or "," to keep the lines whole.',
      );
    }
  }
  if (delimiter === SPACE) {
    bytes = squeezeBlanks(bytes, start, bytes.length, quote);
    delimiter = TAB;
  }
  const dialect = { delimiter, quote };
  const header = readHeader(bytes, start, dialect, options);
  if (header.names.length > MAX_COLUMNS) throw tooWide(header.names.length, options);
  const plan: Plan = {
    bytes,
    header,
    dialect,
    options,
    words: options.missing === undefined ? missingWords : new Set(options.missing),
    decimal: options.decimal === "," ? 44 : 46,
    notes,
  };
  notes.push(...layoutNotes(plan, stated !== undefined), ...header.notes);
  return plan;
}

function skipLines(bytes: Uint8Array, from: number, count: number): number {
  let start = from;
  for (let skip = count; skip > 0; skip--) {
    const end = bytes.indexOf(10, start);
    if (end < 0) break;
    start = end + 1;
  }
  return start;
}

/** The line `sep=;` that Excel writes and obeys. */
function separatorLine(
  bytes: Uint8Array,
  start: number,
): { delimiter: number; next: number } | undefined {
  const end = bytes.indexOf(10, start);
  if (end < 0 || end - start > 12) return undefined;
  const line = String.fromCharCode(...bytes.subarray(start, end));
  const match = /^"?sep=([^"\r\n])"?\r?$/i.exec(line);
  if (match === null || match[1].charCodeAt(0) > 127) return undefined;
  return { delimiter: match[1].charCodeAt(0), next: end + 1 };
}

function emptyFile(bytes: Uint8Array, options: CsvOptions): AnalysisError {
  return new AnalysisError("HF_READ_EMPTY_FILE", {
    what: "cannot read the CSV",
    file: options.file,
    got: bytes.length <= 1 ? "an empty file" : "nothing but blank lines",
    expected: "a line with the names of the columns",
    action: "Check that the program which wrote the file had finished.",
  });
}

function tooWide(width: number, options: CsvOptions): AnalysisError {
  return new AnalysisError("HF_READ_TOO_WIDE", {
    what: "cannot read the CSV",
    file: options.file,
    got: `${count(width, "column")}`,
    expected: `at most ${MAX_COLUMNS}`,
    action:
      "State the delimiter if it was guessed wrong, or write the file with rows and columns exchanged.",
  });
}
