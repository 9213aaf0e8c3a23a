import { isListLike, said } from "../base/arguments.ts";
import { AnalysisError } from "../base/errors.ts";
import { count } from "../base/words.ts";
import { Column } from "../columns/column.ts";
import type { Target } from "./data.ts";

/** A class label as the analyst wrote it. */
export type Label = string | number | boolean;

/** A target of classes: which there are, and the class of each row. */
export interface Classes {
  /** Sorted: numbers ascending, false before true, text by UTF-16 code units. */
  readonly classes: readonly Label[];
  /** Index into `classes` per row. */
  readonly codes: Int32Array;
}

/**
 * Reads a target of classes.
 *
 * @throws HF_MODEL_SHAPE when it is absent or not one label per row, HF_MODEL_MISSING_VALUE, HF_MODEL_ONE_CLASS
 */
export function checkClasses(y: Target | undefined, rows: number, what: string): Classes {
  const found = readClasses(required(y, rows, what), what);
  const { classes } = found;
  if (classes.length < 2)
    throw new AnalysisError("HF_MODEL_ONE_CLASS", {
      what: `${what} needs at least two classes`,
      got: `a constant target: only ${JSON.stringify(classes[0])}`,
      action:
        "Check the target column and the filter that made the table; in a cross-validation a class may have so few rows that a fold lacks it.",
    });
  requireNotContinuous(classes, rows, what);
  return found;
}

/** Reads labels, however few classes there are. */
export function readClasses(y: Target, what: string): Classes {
  requireList(y, what);
  const values: ArrayLike<unknown> = y instanceof Column ? y.toArray() : y;
  const known = new Map<unknown, number>();
  const found = new Map<Label, number>();
  const codes = new Int32Array(values.length);
  // Labels often come in runs.
  let last: unknown;
  let code = -1;
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (code < 0 || value !== last) {
      last = value;
      code = known.get(value) ?? -1;
      if (code < 0) {
        const label = labelOf(value, row, what);
        code = found.get(label) ?? found.size;
        found.set(label, code);
        known.set(value, code);
      }
    }
    codes[row] = code;
  }
  const classes = sortLabels(found.keys());
  const place = new Int32Array(classes.length);
  classes.forEach((label, at) => {
    place[found.get(label)!] = at;
  });
  for (let row = 0; row < codes.length; row++) codes[row] = place[codes[row]];
  return { classes, codes };
}

/** Distinct labels in the order of `Classes.classes`. */
export function sortLabels(labels: Iterable<Label>): Label[] {
  return [...new Set(labels)].sort(compareLabels);
}

/**
 * Reads a target of numbers.
 *
 * @throws HF_MODEL_SHAPE, HF_MODEL_MISSING_VALUE, HF_MODEL_INFINITE, HF_MODEL_NOT_NUMERIC
 */
export function checkNumbers(y: Target | undefined, rows: number, what: string): Float64Array {
  const given = required(y, rows, what);
  if (given instanceof Column && !given.isNumeric) throw notNumeric(what, given.type, given.name);
  const values = given instanceof Column ? given.numbers() : given;
  const out = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const value = values[row];
    if (value === null || value === undefined) throw missing(what, row);
    if (typeof value !== "number") throw notNumeric(what, said(value), undefined, row);
    if (Number.isNaN(value)) throw missing(what, row);
    if (!Number.isFinite(value))
      throw new AnalysisError("HF_MODEL_INFINITE", {
        what: `${what} cannot use an infinite target`,
        row,
        got: String(value),
        expected: "a finite number",
      });
    out[row] = value;
  }
  return out;
}

/** The labels of predicted codes. */
export function labelsFrom(codes: ArrayLike<number>, classes: readonly Label[]): Label[] {
  return Array.from(codes, (code) => classes[code]);
}

/** Numbers (false is 0, true is 1) before text. */
function compareLabels(a: Label, b: Label): number {
  if ((typeof a === "string") !== (typeof b === "string")) return typeof a === "string" ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}

function required(y: Target | undefined, rows: number, what: string): Target {
  if (!isListLike(y) || y.length !== rows)
    throw new AnalysisError("HF_MODEL_SHAPE", {
      what: `${what} needs one target value per row`,
      got: y === undefined ? "no target" : isListLike(y) ? count(y.length, "value") : said(y),
      expected: `${rows}`,
      action:
        "Pass the target as the second argument, with as many values as the features have rows.",
    });
  return y;
}

/** The labels of a target as JavaScript values. @throws HF_MODEL_MISSING_VALUE */
export function labelsOf(y: Target, what: string): Label[] {
  requireList(y, what);
  const values = y instanceof Column ? y.toArray() : Array.from(y as ArrayLike<unknown>);
  return values.map((value, row) => labelOf(value, row, what));
}

function labelOf(value: unknown, row: number, what: string): Label {
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw missing(what, row);
    return value.toISOString();
  }
  if (value === null || value === undefined || Number.isNaN(value)) throw missing(what, row);
  if (typeof value === "object" || typeof value === "function" || typeof value === "symbol")
    throw new AnalysisError("HF_MODEL_SHAPE", {
      what: `${what} cannot use this target`,
      row,
      got: said(value),
      expected: "a text, a number or a truth value",
      action: "Pass one label per row, not a list of lists.",
    });
  // Adding 0 makes -0 a 0: they are one label.
  return typeof value === "number" ? value + 0 : (value as Label);
}

function missing(what: string, row: number): AnalysisError {
  return new AnalysisError("HF_MODEL_MISSING_VALUE", {
    what: `${what} cannot use a missing target`,
    row,
    action: "Drop the rows whose target is missing.",
  });
}

function notNumeric(what: string, got: string, column?: string, row?: number): AnalysisError {
  return new AnalysisError("HF_MODEL_NOT_NUMERIC", {
    what: `${what} needs a target of numbers`,
    column,
    row,
    got,
    expected: "numbers",
    action: "Use a classifier for labels, or convert the column with clean().",
  });
}

/** @throws HF_MODEL_SHAPE unless the value is a list of labels or numbers, or a column */
export function requireList(y: unknown, what: string): void {
  if (isListLike(y)) return;
  throw new AnalysisError("HF_MODEL_SHAPE", {
    what: `${what} needs one value per row`,
    got: said(y),
    expected: "a list or a column",
  });
}

/** Fewer rows than this may all be different and still be classes. */
const FEW_ROWS = 10;

/**
 * @throws HF_MODEL_TARGET when a target of classes is continuous: numbers with decimals, most of them different
 */
export function requireNotContinuous(
  classes: readonly Label[],
  rows: number,
  what: string,
  column?: string,
): void {
  if (rows < FEW_ROWS || classes.length * 2 <= rows) return;
  const decimal = classes.find((label) => typeof label === "number" && !Number.isInteger(label));
  if (decimal === undefined) return;
  throw new AnalysisError("HF_MODEL_TARGET", {
    what: `${what} needs classes, but the target is continuous`,
    column,
    got: `${count(classes.length, "different value")} in ${count(rows, "row")}, such as ${Number((decimal as number).toPrecision(6))}`,
    expected: "few classes, each with several rows",
    action: "Use a regressor (trainRegressors) for numbers, or cut them into classes first.",
  });
}
