import { splitRecord } from "./dialect.ts";
import { placeOf } from "./faults.ts";
import type { Plan } from "./plan.ts";

const SAMPLE_RECORDS = 50;
const SAMPLE_BYTES = 1 << 20;

interface Shape {
  /** Fields of each of the first records, blank lines left out. */
  readonly widths: readonly number[];
  readonly starts: readonly number[];
  /** Empty fields of each. */
  readonly empty: readonly number[];
  /** True when the last field of every record but the first is empty. */
  readonly emptyTail: boolean;
}

function shapeOf(plan: Plan): Shape {
  const { bytes, dialect, header } = plan;
  const widths: number[] = [];
  const starts: number[] = [];
  const empty: number[] = [];
  let emptyTail = true;
  let at = header.start;
  const end = Math.min(bytes.length, at + SAMPLE_BYTES);
  while (widths.length < SAMPLE_RECORDS && at < end) {
    const { fields, next } = splitRecord(bytes, at, end, dialect);
    const last = fields[fields.length - 1];
    if (fields.length > 1 || last.end > last.start) {
      if (widths.length > 0 && last.end > last.start) emptyTail = false;
      widths.push(fields.length);
      starts.push(at);
      empty.push(fields.filter((field) => field.start === field.end).length);
    }
    at = next;
  }
  return { widths, starts, empty, emptyTail };
}

/** Remarks on a file that reads without a fault but looks as if it was read wrongly. */
export function layoutNotes(plan: Plan, delimiterStated: boolean): string[] {
  if (plan.options.header !== undefined && plan.options.header !== true) return [];
  const { bytes, header } = plan;
  const { widths, starts, empty } = shapeOf(plan);
  const width = header.names.length;
  if (width > 1) {
    const title =
      empty[0] * 2 > width && widths.length > 2 && empty[1] === 0 && widths[1] === width;
    if (!title) return [];
    const { line } = placeOf(bytes, starts[1]);
    return [
      `The first line looks like a title above the header: when line ${line} holds the names pass skipRows: ${line - 1}.`,
    ];
  }
  if (delimiterStated || widths.length < 2) return [];
  const inner = starts.filter((start) => {
    const end = bytes.indexOf(10, start);
    const text = new TextDecoder().decode(bytes.subarray(start, Math.min(end, start + 1000)));
    return /\S(?:[ \t]+|[:^~;|])\S/.test(text);
  });
  if (inner.length * 5 < starts.length * 4) return [];
  return [
    'Only one column was found: if white space divides the fields pass delimiter: " ", else state the delimiter, or "," to say that one column is right.',
  ];
}

/** What to do about a record that has not as many fields as the header, from a look at the first records. */
export function widthAdvice(plan: Plan): string {
  const { bytes, header } = plan;
  const { widths, starts, emptyTail } = shapeOf(plan);
  const width = header.names.length;
  const most = mostFrequent(widths.slice(1));
  const whole = widths.slice(1).every((each) => each === width + 1);
  const first = widths.indexOf(most, 1);
  if (header.isFirstRecord && whole && emptyTail)
    return "Every row ends with a delimiter that the header lacks: pass badRows: 'pad' to cut the empty fields off.";
  if (header.isFirstRecord && whole)
    return 'Every row has one field more than the header, as tables that R writes with row names have: pass rowNames: true to read the first field as the column "row_name".';
  if (header.isFirstRecord && first > 0 && most > width) {
    const skip = placeOf(bytes, starts[first]).line - 1;
    const lines = skip === 1 ? "The first line looks" : `The first ${skip} lines look`;
    return `${lines} like a title above the header: pass skipRows: ${skip} to start at line ${skip + 1}; or repair the file, or state the delimiter.`;
  }
  return "Repair the line, state the delimiter, or pass badRows: 'skip' to leave such rows out or 'pad' to fill and cut them.";
}

function mostFrequent(widths: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1);
  let best = 0;
  for (const [width, count] of counts) if (count > (counts.get(best) ?? 0)) best = width;
  return best;
}
