import type { Column } from "../columns/column.ts";
import { shortName } from "../columns/column-names.ts";
import type { GridCell } from "./excel-grid.ts";
import { isMissingText, type LooseOptions, type LooseValue, looseColumn } from "./loose-column.ts";

/** Makes a column of cells; a note counts errors and formulas without a stored value, and says that times are text. */
export function excelColumn(
  name: string,
  cells: readonly (GridCell | undefined)[],
  options: LooseOptions,
  notes: string[],
): Column {
  const errors = new Map<string, number>();
  let firstError = -1;
  let formulas = 0;
  let firstFormula = -1;
  let clocks = 0;
  const values = cells.map((cell, i): LooseValue => {
    if (cell === undefined) return null;
    if (typeof cell !== "object" || cell instanceof Date) return cell;
    if ("clock" in cell) {
      clocks++;
      return cell.clock;
    }
    if (cell.none === "formula") {
      if (formulas++ === 0) firstFormula = i;
    } else {
      if (errors.size === 0) firstError = i;
      errors.set(cell.text, (errors.get(cell.text) ?? 0) + 1);
    }
    return null;
  });
  const label = shortName(name);
  if (errors.size > 0) {
    const count = [...errors.values()].reduce((sum, each) => sum + each, 0);
    const kinds = [...errors].map(([text, each]) => `${each} × ${text}`).join(", ");
    notes.push(
      `${label}: ${count} ${count === 1 ? "cell holds an error and is" : "cells hold errors and are"} missing (${kinds}), the first in ${options.place(firstError)}.`,
    );
  }
  if (formulas > 0)
    notes.push(
      `${label}: ${formulas} ${formulas === 1 ? "formula has no stored value and is" : "formulas have no stored values and are"} missing, the first in ${options.place(firstFormula)}: open the workbook in a spreadsheet program and save it.`,
    );
  if (clocks > 0)
    notes.push(
      `${label}: times of day and durations are text, as hours:minutes:seconds (beyond 24 hours too).`,
    );
  return looseColumn(
    name,
    clocks > 0 ? clocksAlone(values, cells, options) : values,
    options,
    notes,
  );
}

/** Times are texts here, but a word such as NA among them is missing as it is among numbers. */
function clocksAlone(
  values: readonly LooseValue[],
  cells: readonly (GridCell | undefined)[],
  { missing, stated }: LooseOptions,
): readonly LooseValue[] {
  if (missing !== undefined || stated !== undefined) return values;
  const isWord = (i: number) => typeof cells[i] === "string" && isMissingText(values[i] as string);
  return values.map((value, i) => (isWord(i) ? null : value));
}
