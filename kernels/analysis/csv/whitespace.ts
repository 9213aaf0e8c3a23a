import { type Dialect, LF, splitRecord } from "./dialect.ts";
import { parseDecimal } from "./number.ts";

const TAB = 9;
const SPACE = 32;
const CR = 13;
const SAMPLE_BYTES = 65_536;
const SAMPLE_RECORDS = 50;

/**
 * Copies text whose fields are divided by runs of spaces or tabs, with one tab between fields; what is quoted stays as it is, and so do
 * the lines before `start`.
 */
export function squeezeBlanks(
  bytes: Uint8Array,
  start: number,
  end: number,
  quote: number,
): Uint8Array {
  const out = new Uint8Array(end + 1);
  out.set(bytes.subarray(0, start));
  let to = start;
  let inside = false;
  let gap = false;
  let lineStart = true;
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (!inside && (byte === SPACE || byte === TAB)) {
      gap = true;
      continue;
    }
    const ends = !inside && (byte === LF || (byte === CR && bytes[at + 1] === LF));
    if (gap && !lineStart && !ends) out[to++] = TAB;
    gap = false;
    lineStart = !inside && byte === LF;
    if (byte === quote) inside = !inside;
    out[to++] = byte;
  }
  if (to === start || out[to - 1] !== LF) out[to++] = LF;
  return out.subarray(0, to);
}

/**
 * Tells whether the first lines are a table divided by white space: all records have the same number of fields, and most fields are numbers
 * in every row, or wide gaps stand between them with a number in each row. (One number behind a word, as in "room 12", is no table.) The
 * header may lack one field when it is quoted, as R writes it.
 */
export function looksDividedByBlanks(bytes: Uint8Array, start: number, quote: number): boolean {
  const window = Math.min(bytes.length, start + SAMPLE_BYTES);
  const cut = window < bytes.length ? bytes.lastIndexOf(LF, window) + 1 : window;
  if (cut <= start) return false;
  const sample = squeezeBlanks(bytes, start, cut, quote);
  const dialect: Dialect = { delimiter: TAB, quote };
  const header = splitRecord(sample, start, sample.length, dialect);
  let width = 0;
  let numbers: boolean[] = [];
  let at = header.next;
  let rows = 0;
  while (rows < SAMPLE_RECORDS && at < sample.length) {
    const record = splitRecord(sample, at, sample.length, dialect);
    at = record.next;
    const { fields } = record;
    if (fields.length === 1 && fields[0].start === fields[0].end) continue;
    if (rows++ === 0) {
      width = fields.length;
      numbers = fields.map(() => true);
    }
    if (fields.length !== width) return false;
    fields.forEach((field, j) => {
      if (Number.isNaN(parseDecimal(sample, field.start, field.end, 46))) numbers[j] = false;
    });
  }
  const numeric = numbers.filter(Boolean).length;
  const short = width - header.fields.length;
  if (rows === 0 || width < 2 || !(short === 0 || (short === 1 && header.fields[0].quoted)))
    return false;
  return numeric * 2 > width || (numeric > 0 && hasWideGap(bytes, start, cut));
}

/** Two blanks or a tab between other characters, as in columns that are aligned. */
function hasWideGap(bytes: Uint8Array, start: number, end: number): boolean {
  const isBlank = (byte: number) => byte === SPACE || byte === TAB;
  for (let at = start + 1; at < end - 2; at++)
    if (isBlank(bytes[at]) && bytes[at - 1] > SPACE) {
      let to = at + 1;
      while (to < end && isBlank(bytes[to])) to++;
      if (bytes[to] > SPACE && (to - at > 1 || bytes[at] === TAB)) return true;
    }
  return false;
}
