import { AnalysisError } from "../base/errors.ts";
import type { Frame } from "../columns/frame.ts";

/** `row.x === null`, `null !== row.x`, `Number.isNaN(row.x)`, `/a/.test(row.x)` with the place of the operand open. */
const tests = (operand: string) => [
  new RegExp(`${operand}\\s*[!=]==\\s*null\\b`),
  new RegExp(`\\bnull\\s*[!=]==\\s*${operand}`),
  new RegExp(`\\bNumber\\.isNaN\\(\\s*${operand}\\s*\\)`),
  // A regular expression reads a value that is not there as the word for it.
  new RegExp(`\\.(?:test|exec)\\(\\s*${operand}\\s*\\)`),
];

/** Whoever asks like this as well has thought of missing values. */
const asksRight = /(?<![=!])[=!]=\s*null\b|\bundefined\b|\bvoid 0\b|\bisMissing\b/;

/**
 * Refuses a row function that asks in vain whether a value is missing: a missing value is neither null nor the number NaN, so
 * `row.x === null` would be false in every row, silently; and `/e/.test(row.x)` would be true. Read from the source of the function, since JavaScript tells nobody of a
 * comparison; only columns that have missing values are looked for.
 *
 * @throws HF_TABLE_MISSING_TEST
 */
export function refuseStrictNull(from: Frame, by: unknown, what: string): void {
  const source = Function.prototype.toString.call(by);
  if (!/[!=]==\s*null\b|\bnull\s*[!=]==|\bNumber\.isNaN\(|\.(?:test|exec)\(/.test(source)) return;
  if (asksRight.test(source)) return;
  const row =
    /^(?:async\s*)?(?:function\s*)?[\w$]*\s*\(?\s*([A-Za-z_$][\w$]*)\s*(?:,|\)|=>|$)/.exec(
      source,
    )?.[1];
  const taken = /^(?:async\s*)?(?:function\s*)?[\w$]*\s*\(\s*\{([^}]*)\}/.exec(source)?.[1];
  for (const { name, missing } of from.columns) {
    if (missing === 0) continue;
    const operand = operandFor(name, row, taken);
    if (operand === undefined || !tests(operand).some((test) => test.test(source))) continue;
    const access = rowAccess(name);
    throw new AnalysisError("HF_TABLE_MISSING_TEST", {
      what: `the function of ${what} asks a value that may be missing with === null, Number.isNaN or a regular expression, which all take it for one that is there`,
      column: name,
      action: `Write isMissing(${access}), ${access} == null or ${access} != null, or ask that first.`,
    });
  }
}

/** How a function reads a column: row.price, row["unit price"]. */
export function rowAccess(column: string): string {
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(column)
    ? `row.${column}`
    : `row[${JSON.stringify(column)}]`;
}

/** How the function may name the column: as a property of its row, or by destructuring. */
function operandFor(
  name: string,
  row: string | undefined,
  taken: string | undefined,
): string | undefined {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  if (row !== undefined)
    return `(?<![\\w$.])${row.replaceAll("$", "\\$")}(?:\\.${escaped}(?![\\w$])|\\[\\s*["'\`]${escaped}["'\`]\\s*\\])`;
  const local = new RegExp(
    `(?:^|,)\\s*(?:${escaped}|["']${escaped}["']\\s*:\\s*([\\w$]+)|${escaped}\\s*:\\s*([\\w$]+))\\s*(?:,|=|$)`,
  );
  const found = taken === undefined ? null : local.exec(taken);
  if (found === null) return undefined;
  return `(?<![\\w$.])${(found[1] ?? found[2] ?? escaped).replaceAll("$", "\\$")}(?![\\w$])`;
}
