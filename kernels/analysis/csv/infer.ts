import type { ColumnType } from "../columns/column.ts";
import { parseIsoDate } from "./date.ts";
import type { Dialect } from "./dialect.ts";
import { findByte } from "./find-byte.ts";
import { parseDecimal, parseInteger } from "./number.ts";
import { CsvFault, CsvScanner } from "./scan.ts";
import { isMissingWord, parseBoolean } from "./words.ts";

const SAMPLE_ROWS = 10_000;
const SAMPLE_CELLS = 2_000_000;
const PLACES = 10;

/** What inference needs to know. */
export interface InferOptions {
  readonly dialect: Dialect;
  readonly decimal: number;
  readonly words: ReadonlySet<string>;
  readonly maxFieldBytes: number;
}

/**
 * Guesses the type of each column from 10,000 rows (fewer of a very wide file): ten groups of 1,000 that are spread over the file, the
 * first at its start. In a file that holds quotes a group starts behind a line end that an even number of quotes stands before.
 *
 * The rule, per column over its present values: all true/false → bool; all whole numbers of at most 32 bits → int32; all numbers →
 * float64; all ISO dates or times → date; else text. Reading widens a type when a later value contradicts it.
 *
 * @returns undefined for a column without a present value among these rows
 */
export function* inferTypes(
  bytes: Uint8Array,
  range: { start: number; end: number },
  width: number,
  options: InferOptions,
): Generator<number, (ColumnType | undefined)[]> {
  const found = Array.from({ length: width }, () => new TypeGuess());
  const { dialect, maxFieldBytes } = options;
  const rows = Math.max(10, Math.min(SAMPLE_ROWS, Math.floor(SAMPLE_CELLS / width)) / PLACES);
  const quotes = new QuoteCount(bytes, range.start, dialect.quote);
  const size = range.end - range.start;
  let position = range.start;
  for (let p = 0; p < PLACES; p++) {
    const aim = range.start + Math.floor((size / PLACES) * p);
    // A place that was read already: the file is short, and the reading goes on where it ended.
    const start = aim <= position ? position : quotes.lineStart(aim);
    if (start < 0 || start >= range.end) break;
    const scanner = new CsvScanner(bytes, { start, end: range.end }, width, {
      dialect,
      badRows: p === 0 ? "pad" : "skip",
      blockRows: Math.floor(rows),
      maxFieldBytes,
    });
    try {
      scanner.next();
    } catch (fault) {
      // Reading meets the same fault, if it is one, and says it with its place.
      if (!(fault instanceof CsvFault)) throw fault;
      continue;
    }
    position = scanner.position;
    lookAt(scanner, found, options);
    yield 0;
  }
  return found.map((guess) => guess.type());
}

function lookAt(scanner: CsvScanner, found: readonly TypeGuess[], options: InferOptions): void {
  const { bytes, rows, width, starts, ends } = scanner;
  for (let r = 0, k = 0; r < rows; r++)
    for (let j = 0; j < width; j++, k++) found[j].look(bytes, starts[k], ends[k], options);
}

/** Guesses the type of one field of the records from `first` on. */
export function inferField(
  scanner: CsvScanner,
  field: number,
  first: number,
  options: InferOptions,
): ColumnType {
  const guess = new TypeGuess();
  const { bytes, rows, width, starts, ends } = scanner;
  for (let r = first, k = first * width + field; r < rows; r++, k += width)
    guess.look(bytes, starts[k], ends[k], options);
  return guess.type() ?? "text";
}

/** Counts quotes on the way through the bytes, so that a line end inside of a quoted field is not taken for the end of a record. */
class QuoteCount {
  #bytes: Uint8Array;
  #quote: number;
  #next: number;
  #odd = false;

  constructor(bytes: Uint8Array, start: number, quote: number) {
    this.#bytes = bytes;
    this.#quote = quote;
    this.#next = quote < 0 ? -1 : findByte(bytes, quote, start);
  }

  /** The first start of a record behind a place; places come in rising order. -1: none. */
  lineStart(aim: number): number {
    for (let at = aim; ; ) {
      const lineEnd = findByte(this.#bytes, 10, at);
      if (lineEnd < 0) return -1;
      this.#countTo(lineEnd);
      if (!this.#odd) return lineEnd + 1;
      at = lineEnd + 1;
    }
  }

  #countTo(end: number): void {
    const bytes = this.#bytes;
    if (this.#next < 0) return;
    let at = this.#next;
    for (; at < end; at++) if (bytes[at] === this.#quote) this.#odd = !this.#odd;
    this.#next = at;
  }
}

class TypeGuess {
  #present = 0;
  #bool = true;
  #int = true;
  #number = true;
  #date = true;

  look(bytes: Uint8Array, start: number, end: number, { decimal, words }: InferOptions): void {
    if (start === end || !(this.#bool || this.#number || this.#date)) return;
    if (isMissingWord(bytes, start, end, words)) return;
    this.#present++;
    if (this.#bool) this.#bool = parseBoolean(bytes, start, end) >= 0;
    if (this.#int) {
      const x = parseInteger(bytes, start, end);
      this.#int = x === (x | 0);
    }
    if (this.#number && !this.#int)
      this.#number = !Number.isNaN(parseDecimal(bytes, start, end, decimal));
    if (this.#date) this.#date = !Number.isNaN(parseIsoDate(bytes, start, end));
  }

  type(): ColumnType | undefined {
    if (this.#present === 0) return undefined;
    if (this.#bool) return "bool";
    if (this.#int) return "int32";
    if (this.#number) return "float64";
    return this.#date ? "date" : "text";
  }
}
