import { sharedFloat64, sharedInt32, sharedUint8 } from "../columns/buffers.ts";
import { Column, type ColumnType } from "../columns/column.ts";
import { validityWhere } from "../columns/validity.ts";
import { distinctTexts } from "./distinct.ts";
import { type KindReport, readTexts } from "./kinds.ts";
import { parseNumberText } from "./number-text.ts";

/** A text column with its values converted. */
export interface Converted {
  readonly column: Column;
  /** Rows that were not written in the plain form of the new type, or whose text could not be read. */
  readonly rows: Int32Array;
  readonly rule: string;
}

/**
 * Converts a text column whose missing words are gone.
 *
 * @param stated the type that was asked for; undefined converts only when every present value fits one type
 * @returns undefined when the column stays text
 */
export function convertText(
  column: Column,
  report: KindReport,
  stated: ColumnType | undefined,
): Converted | undefined {
  if (stated === "text" || report.present === 0) return undefined;
  if (stated === "category")
    return {
      column: new Column({ ...column.parts(), type: "category" }),
      rows: new Int32Array(0),
      rule: "text to category",
    };
  const kind = stated === undefined ? report.dominant : kindOfType[stated];
  if (kind === "text" || (stated === undefined && report.fits[kind] < report.present))
    return undefined;
  // Amounts in several currencies are no numbers of one column.
  if (kind === "number" && stated === undefined && report.currencies.size > 1) return undefined;
  const { texts, codes } = distinctTexts(column);
  const { values, plain, whole } =
    kind === report.dominant ? report.read : readTexts(texts, kind, report);
  const fits = whole && areInt32(values);
  const type = stated ?? (kind === "number" ? (fits ? "int32" : "float64") : kind);
  const keep = new Uint8Array(values.length);
  for (let k = 0; k < keep.length; k++) {
    const x = values[k];
    keep[k] = (type === "int32" ? x === (x | 0) : !Number.isNaN(x)) ? 1 : 0;
  }
  const made = fromCodes(column, codes, { values, keep }, type);
  const rows = new Int32Array(codes.length);
  let n = 0;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i];
    if (code >= 0 && (plain[code] === 0 || keep[code] === 0)) rows[n++] = i;
  }
  return { column: made, rows: rows.slice(0, n), rule: ruleText(type, report) };
}

/** Whether all numbers that are there are whole numbers of 32 bits. */
function areInt32(values: Float64Array): boolean {
  for (let k = 0; k < values.length; k++) {
    const x = values[k];
    if (x !== (x | 0) && !Number.isNaN(x)) return false;
  }
  return true;
}

const kindOfType = {
  float64: "number",
  float32: "number",
  int32: "number",
  bool: "bool",
  date: "date",
} as const;

function fromCodes(
  column: Column,
  codes: Int32Array,
  { values, keep }: { values: Float64Array; keep: Uint8Array },
  type: ColumnType,
): Column {
  const { name, length } = column;
  const data =
    type === "int32"
      ? sharedInt32(length)
      : type === "bool"
        ? sharedUint8(length)
        : type === "float32"
          ? new Float32Array(sharedUint8(length * 4).buffer)
          : sharedFloat64(length);
  const doubles = data instanceof Float64Array ? data : new Float64Array(length);
  let missing = 0;
  for (let i = 0; i < length; i++) {
    const code = codes[i];
    const present = code >= 0 && keep[code] === 1;
    doubles[i] = present ? values[code] : Number.NaN;
    if (!present) missing++;
  }
  if (data !== doubles) data.set(doubles);
  const valid =
    missing > 0 ? validityWhere(length, (i) => codes[i] < 0 || keep[codes[i]] === 0) : undefined;
  return new Column({ name, type, length, data, valid });
}

function ruleText(type: ColumnType, report: KindReport): string {
  if (type === "date") {
    const order = report.dayFirst ? "day first" : "month first";
    return report.ambiguousDates
      ? `text to date (${order}, a guess: pass dayFirst)`
      : "text to date";
  }
  if (type === "bool") return "text to bool";
  const remarks = [
    report.numberStyle === "comma" ? "decimal comma" : "",
    currencyRemark(report),
    guessRemark(report),
  ].filter(Boolean);
  return remarks.length > 0 ? `text to ${type} (${remarks.join("; ")})` : `text to ${type}`;
}

function currencyRemark({ currencies, present }: KindReport): string {
  if (currencies.size === 0) return "";
  const names = [...currencies.keys()].join(", ");
  if (currencies.size > 1) return `the currencies ${names} were left out`;
  const [count] = currencies.values();
  return count === present ? `amounts in ${names}` : `${names} in ${count} of ${present} cells`;
}

function guessRemark({ ambiguousNumbers, ambiguousText, numberStyle }: KindReport): string {
  if (ambiguousNumbers === 0 || ambiguousText === undefined) return "";
  const value = parseNumberText(ambiguousText, numberStyle)?.value;
  const other = numberStyle === "dot" ? "comma" : "dot";
  return `${ambiguousText} was taken as ${value}, and so ${ambiguousNumbers} ${ambiguousNumbers === 1 ? "cell" : "cells"}, a guess: pass numbers: "${other}" for ${parseNumberText(ambiguousText, other)?.value}`;
}
