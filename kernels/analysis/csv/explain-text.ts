import type { Column } from "../columns/column.ts";
import { shortName } from "../columns/column-names.ts";
import { decode } from "../columns/strings.ts";
import { parseIsoDate } from "./date.ts";
import { placeOf } from "./faults.ts";
import { parseDecimal } from "./number.ts";
import type { Plan } from "./plan.ts";
import { CsvScanner } from "./scan.ts";
import { isMissingWord, parseBoolean } from "./words.ts";

const SAMPLE = 500;
const KINDS = ["number", "date", "bool"] as const;
type Kind = (typeof KINDS)[number];

/** What single texts are. `identifier`: a whole number with a leading zero; `huge`: one beyond 2^53; `comma`: one with a decimal comma. */
type TextKind = Kind | "identifier" | "huge" | "comma" | "other" | "missing";

interface Tally {
  present: number;
  readonly counts: Record<TextKind, number>;
  /** Row of the first text of each kind. */
  readonly first: Partial<Record<TextKind, number>>;
}

/** Says why a column is text when most of its values are numbers, dates or truth values, or when all are numbers that text keeps exact. */
export function explainText(plan: Plan, column: Column, field: number): string[] {
  const step = Math.max(1, Math.floor(column.length / SAMPLE));
  const kindAt = kindReader(plan, column);
  // A look at some rows decides whether to look at all; a column that was read twice is mostly of another kind by its sample.
  if (column.length > 4 * SAMPLE && !isWorthIt(tally(column, kindAt, step))) return [];
  const found = tally(column, kindAt, 1);
  const reason = reasonOf(found);
  if (reason === undefined) return [];
  const row = Math.min(...reason.kinds.map((kind) => found.first[kind] ?? column.length));
  const text = String(column.at(row));
  const shown = text.length > 40 ? `${text.slice(0, 39)}…` : text;
  const line = lineOfRow(plan, row, field);
  const count = reason.kinds.reduce((sum, kind) => sum + found.counts[kind], 0);
  const values = found.present === 1 ? "value" : "values";
  return [
    `${shortName(column.name)}: text because ${count} of ${found.present} ${values} ${count === 1 ? reason.one : reason.many}: line ${line}, \`${shown}\`.${reason.action}`,
  ];
}

interface Reason {
  readonly kinds: readonly TextKind[];
  readonly one: string;
  readonly many: string;
  readonly action: string;
}

function reasonOf({ counts, present }: Tally): Reason | undefined {
  const { number, identifier, huge, comma } = counts;
  if (huge > 0 && number + identifier + huge === present)
    return {
      kinds: ["huge"],
      one: "is a whole number beyond 2^53, which text keeps exactly",
      many: "are whole numbers beyond 2^53, which text keeps exactly",
      action: "",
    };
  if (identifier > 0 && number + identifier === present)
    return {
      kinds: ["identifier"],
      one: "has a leading zero, as identifiers have",
      many: "have a leading zero, as identifiers have",
      action: "",
    };
  if (comma > 0 && comma + number === present)
    return {
      kinds: ["comma"],
      one: "has a decimal comma",
      many: "have a decimal comma",
      action:
        ' Pass decimal: "," if the comma is the decimal mark; clean() removes commas that group thousands.',
    };
  const kind = KINDS.find((each) => counts[each] * 2 > present && counts[each] < present);
  if (kind === undefined) return undefined;
  const name = { number: "number", date: "date", bool: "truth value" }[kind];
  return {
    kinds: (["number", "date", "bool", "identifier", "huge", "comma", "other"] as const).filter(
      (each) => each !== kind,
    ),
    one: `is no ${name}`,
    many: `are no ${name}s`,
    action: " If it means missing name it in the option missing; clean() converts what fits.",
  };
}

function isWorthIt(sample: Tally): boolean {
  const { counts, present } = sample;
  const numbers = counts.number + counts.identifier + counts.huge + counts.comma;
  return [numbers, counts.date, counts.bool].some((count) => count * 3 > present);
}

function tally(column: Column, kindAt: (row: number) => TextKind, step: number): Tally {
  const counts = {
    number: 0,
    date: 0,
    bool: 0,
    identifier: 0,
    huge: 0,
    comma: 0,
    other: 0,
    missing: 0,
  };
  const first: Partial<Record<TextKind, number>> = {};
  let present = 0;
  for (let i = 0; i < column.length; i += step) {
    if (column.isMissing(i)) continue;
    const kind = kindAt(i);
    if (kind === "missing") continue;
    present++;
    if (counts[kind]++ === 0) first[kind] = i;
  }
  return { present, counts, first };
}

/** Reads the kind of row i's text; each distinct text of a dictionary once. */
function kindReader(plan: Plan, column: Column): (row: number) => TextKind {
  const { dict, data, offsets } = column;
  if (dict === undefined) {
    const bytes = data as Uint8Array;
    const starts = offsets as Uint32Array;
    return (row) => kindOf(plan, bytes, starts[row], starts[row + 1]);
  }
  const known: TextKind[] = [];
  return (row) => {
    const code = data[row];
    known[code] ??= kindOf(plan, dict.bytes, dict.offsets[code], dict.offsets[code + 1]);
    return known[code];
  };
}

function kindOf(plan: Plan, bytes: Uint8Array, start: number, end: number): TextKind {
  if (isMissingWord(bytes, start, end, plan.words)) return "missing";
  if (!Number.isNaN(parseDecimal(bytes, start, end, plan.decimal))) return "number";
  if (!Number.isNaN(parseIsoDate(bytes, start, end))) return "date";
  if (parseBoolean(bytes, start, end) >= 0) return "bool";
  if (end - start > 400) return "other";
  const text = decode(bytes, start, end).trim();
  if (/^[-+]?0\d+$/.test(text)) return "identifier";
  if (/^[-+]?\d{16,}$/.test(text)) return "huge";
  return plan.decimal === 46 && /^[-+]?\d+,\d+$/.test(text) ? "comma" : "other";
}

/** The line in the file of a row of the table. */
function lineOfRow(plan: Plan, row: number, field: number): number {
  const { bytes, header, dialect, options } = plan;
  const width = header.names.length;
  const scanner = new CsvScanner(bytes, { start: header.dataStart, end: bytes.length }, width, {
    dialect,
    badRows: options.badRows ?? "error",
    blockRows: Math.max(1, Math.min(4096, Math.floor(1_000_000 / width))),
    maxFieldBytes: Number.POSITIVE_INFINITY,
  });
  for (let before = 0; scanner.next(); before += scanner.rows) {
    if (row < before + scanner.rows)
      return placeOf(bytes, scanner.starts[(row - before) * width + field]).line;
  }
  return 0;
}
