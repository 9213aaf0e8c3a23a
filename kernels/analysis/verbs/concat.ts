import { requireTable } from "../base/arguments.ts";
import { AnalysisError } from "../base/errors.ts";
import { likeShared, sharedInt32 } from "../columns/buffers.ts";
import { makeColumn } from "../columns/build.ts";
import { Column, type ColumnType } from "../columns/column.ts";
import { type Frame, findColumn, frame } from "../columns/frame.ts";
import { Strings } from "../columns/strings.ts";
import { validityWhere } from "../columns/validity.ts";

/**
 * Puts tables below each other. Columns are matched by name and must have the same type; a column that one table lacks is missing
 * there. int32 and float64 may meet and give float64.
 *
 * @throws HF_TABLE_COLUMN_TYPE when a column has different types
 */
export function concat(frames: readonly Frame[]): Frame {
  for (const part of frames) requireTable(part, "concat");
  const names = [...new Set(frames.flatMap((part) => part.columns.map((column) => column.name)))];
  const length = frames.reduce((total, part) => total + part.length, 0);
  const columns = names.map((name) => concatColumn(name, frames, length));
  return frame(columns, length);
}

function concatColumn(name: string, frames: readonly Frame[], length: number): Column {
  const parts = frames.map((part) =>
    part.columns.some((column) => column.name === name) ? findColumn(part, name) : undefined,
  );
  const present = parts.filter((part) => part !== undefined);
  const types = new Set(present.map((part) => part.type));
  const numeric = [...types].every((type) => type === "int32" || type === "float64");
  if (types.size > 1 && !numeric)
    throw new AnalysisError("HF_TABLE_COLUMN_TYPE", {
      what: "cannot put columns of different types below each other",
      column: name,
      got: [...types].join(" and "),
      action: "Convert one of them first, or rename it.",
    });
  const type = types.size > 1 ? "float64" : present[0].type;
  const starts = startsOf(frames);
  if (present.every((part) => part.dict !== undefined))
    return stackCodes(name, frames, parts, length, type);
  if (!present[0].isNumeric) {
    const values: (unknown | null)[] = [];
    frames.forEach((part, k) => {
      for (let i = 0; i < part.length; i++) values.push(parts[k]?.at(i) ?? null);
    });
    return makeColumn(name, values, type);
  }
  const data =
    type === "float64"
      ? likeShared(new Float64Array(0), length)
      : likeShared(present[0].data, length);
  if (type === "float64" || type === "date" || type === "float32") data.fill(Number.NaN);
  parts.forEach((part, k) => {
    if (part !== undefined) data.set(type === "float64" ? part.numbers() : part.data, starts[k]);
  });
  const valid = validityWhere(length, (i) => {
    let k = 0;
    while (i >= starts[k + 1]) k++;
    return parts[k]?.isMissing(i - starts[k]) ?? true;
  });
  return new Column({ name, type, length, data, valid });
}

/** Coded parts keep their codes; those of later parts are translated into one dictionary. */
function stackCodes(
  name: string,
  frames: readonly Frame[],
  parts: readonly (Column | undefined)[],
  length: number,
  type: ColumnType,
): Column {
  const known = new Map<string, number>();
  const data = sharedInt32(length).fill(-1);
  let at = 0;
  parts.forEach((part, k) => {
    if (part !== undefined) {
      const own = Int32Array.from(part.dict!.all(), (text) => {
        const code = known.get(text) ?? known.size;
        known.set(text, code);
        return code;
      });
      for (let i = 0; i < part.length; i++)
        if (!part.isMissing(i)) data[at + i] = own[part.data[i]];
    }
    at += frames[k].length;
  });
  const valid = validityWhere(length, (i) => data[i] < 0);
  return new Column({ name, type, length, data, valid, dict: Strings.from([...known.keys()]) });
}

function startsOf(frames: readonly Frame[]): number[] {
  const starts = [0];
  for (const part of frames) starts.push(starts[starts.length - 1] + part.length);
  return starts;
}
