import { AnalysisError } from "../errors.ts";
import type { Target } from "../run.ts";
import { Column } from "../table/column.ts";

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
      got: `only ${JSON.stringify(classes[0])}`,
      action: "Check the target column and the filter that made the table.",
    });
  return found;
}

/** Reads labels, however few classes there are. */
export function readClasses(y: Target, what: string): Classes {
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
    if (typeof value !== "number") throw notNumeric(what, typeof value);
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
  if (y === undefined || y.length !== rows)
    throw new AnalysisError("HF_MODEL_SHAPE", {
      what: `${what} needs one target value per row`,
      got: y === undefined ? "no target" : `${y.length} values`,
      expected: `${rows}`,
      action:
        "Pass the target as the second argument, with as many values as the features have rows.",
    });
  return y;
}

/** The labels of a target as JavaScript values. @throws HF_MODEL_MISSING_VALUE */
export function labelsOf(y: Target, what: string): Label[] {
  const values = y instanceof Column ? y.toArray() : Array.from(y as ArrayLike<unknown>);
  return values.map((value, row) => labelOf(value, row, what));
}

function labelOf(value: unknown, row: number, what: string): Label {
  if (value instanceof Date) return value.toISOString();
  if (value === null || value === undefined || Number.isNaN(value)) throw missing(what, row);
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

function notNumeric(what: string, got: string, column?: string): AnalysisError {
  return new AnalysisError("HF_MODEL_NOT_NUMERIC", {
    what: `${what} needs a target of numbers`,
    column,
    got,
    expected: "numbers",
    action: "Use a classifier for labels, or convert the column with clean().",
  });
}
