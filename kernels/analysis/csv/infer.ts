import type { ColumnType } from "../table/column.ts";
import { parseIsoDate } from "./date.ts";
import type { Dialect } from "./dialect.ts";
import { findByte } from "./find-byte.ts";
import { parseDecimal, parseInteger } from "./number.ts";
import { CsvScanner } from "./scan.ts";
import { isMissingWord, parseBoolean } from "./words.ts";

const SAMPLE_ROWS = 10_000;
const PLACES = 10;

/** What inference needs to know. */
export interface InferOptions {
  readonly dialect: Dialect;
  readonly decimal: number;
  readonly words: ReadonlySet<string>;
}

/**
 * Guesses the type of each column from 10,000 rows: the first 1,000 and 9 more groups of 1,000 spread over the file; of a file that
 * holds quotes the first 10,000, because a line end in its middle may be inside a field.
 *
 * The rule, per column over its present values: all true/false → bool; all whole numbers of at most 32 bits → int32; all numbers →
 * float64; all ISO dates or times → date; else, or without present values → text. Reading widens a type when a later value
 * contradicts it.
 */
export function inferTypes(
  bytes: Uint8Array,
  range: { start: number; end: number },
  width: number,
  options: InferOptions,
): ColumnType[] {
  const found = Array.from({ length: width }, () => new TypeGuess());
  const quotes =
    options.dialect.quote >= 0 && findByte(bytes, options.dialect.quote, range.start) >= 0;
  const size = range.end - range.start;
  const places = quotes || size < 4_000_000 ? 1 : PLACES;
  const rows = SAMPLE_ROWS / places;
  for (let p = 0; p < places; p++) {
    let start = range.start + Math.floor((size / places) * p);
    if (p > 0) start = bytes.indexOf(10, start) + 1;
    const scanner = new CsvScanner(bytes, { start, end: range.end }, width, {
      dialect: options.dialect,
      badRows: "pad",
      blockRows: rows,
    });
    scanner.next();
    for (let r = 0; r < scanner.rows; r++)
      for (let j = 0; j < width; j++) {
        const k = r * width + j;
        found[j].look(bytes, scanner.starts[k], scanner.ends[k], options);
      }
  }
  return found.map((guess) => guess.type());
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

  type(): ColumnType {
    if (this.#present === 0) return "text";
    if (this.#bool) return "bool";
    if (this.#int) return "int32";
    if (this.#number) return "float64";
    return this.#date ? "date" : "text";
  }
}
