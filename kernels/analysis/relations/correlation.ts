import { requireNumberArgument, requireTable, said, wrongArgument } from "../base/arguments.ts";
import * as rule from "../base/option-rules.ts";
import { callOptions, nearestWord } from "../base/option-table.ts";
import { makeColumn } from "../columns/build.ts";
import { type Frame, findNumeric, frame } from "../columns/frame.ts";
import {
  hasMissing,
  type MissingOptions,
  readSample,
  type Sample,
  skipsMissing,
} from "../numeric/sample.ts";
import { tTwoSided } from "../special/distributions.ts";
import { kendall } from "../stats/kendall.ts";
import { meanOf } from "../stats/moments.ts";
import { rank } from "../stats/rank.ts";
import { Table } from "../table/table.ts";

/** How two columns are compared. */
export type CorrelationMethod = "pearson" | "spearman" | "kendall";

/** One correlation coefficient and how it was found. */
export interface Correlation {
  /** -1 … 1; NaN when a column is constant or fewer than two pairs are complete. */
  readonly coefficient: number;
  /** Complete pairs. */
  readonly n: number;
  /** Two-sided p-value of "no correlation"; by Student's t with n - 2 degrees of freedom, for Kendall by the normal approximation. */
  readonly pValue: number;
}

const methodRule = rule.oneOf(["pearson", "spearman", "kendall"]);

/**
 * Correlates two samples over their complete pairs (pairwise deletion).
 *
 * Pearson: product moments in two passes. Spearman: Pearson of mean ranks. Kendall: tau-b with ties (Kendall 1945; Knight 1966).
 *
 * @throws HF_ARGUMENT when the lengths differ
 */
export function correlate(
  x: Sample,
  y: Sample,
  method: CorrelationMethod = "pearson",
  options: MissingOptions = {},
): Correlation {
  if (!methodRule.accepts(method))
    throw wrongArgument("correlate does not know the method", {
      got: said(method),
      expected: methodRule.expected,
      action: `Write correlate(x, y, ${JSON.stringify(nearestWord(method, methodRule) ?? "spearman")}).`,
    });
  const [a, b] = pairsOf(x, y, "correlate", options);
  const n = a.length;
  switch (method) {
    case "pearson":
      return withT(pearson(a, b), n);
    case "spearman":
      return withT(pearson(rank(a), rank(b)), n);
    case "kendall":
      return { n, ...kendall(a, b) };
    default: {
      const never: never = method;
      throw new Error(`no such method: ${said(never)}`);
    }
  }
}

/** The sample covariance of the complete pairs, ddof 1 by default; NaN when fewer than ddof + 1 pairs are complete. */
export function covariance(x: Sample, y: Sample, ddof = 1, options: MissingOptions = {}): number {
  requireNumberArgument(ddof, "ddof", "covariance");
  const [a, b] = pairsOf(x, y, "covariance", options);
  if (a.length <= ddof) return Number.NaN;
  return products(a, b)[0] / (a.length - ddof);
}

/** Options of `correlation`. */
export interface CorrelationOptions {
  /** Default "pearson". */
  readonly method?: CorrelationMethod;
  /** Columns to correlate; default all numeric ones except dates. */
  readonly columns?: readonly string[];
}

const correlationOptions = callOptions<CorrelationOptions>(
  "correlation",
  {
    method: rule.by("pearson", methodRule),
    columns: rule.texts,
  },
  { bare: { text: "method", list: "columns" } },
);

/**
 * Correlates every pair of numeric columns, each over its complete pairs of rows (as pandas' corr).
 *
 * @returns a table with the column names in "column" and one column of coefficients each
 * @throws HF_TABLE_UNKNOWN_COLUMN, HF_TABLE_COLUMN_TYPE
 */
export function correlation(from: Frame, options: CorrelationOptions = {}): Table {
  requireTable(from, "correlation");
  const own = correlationOptions.read(options);
  const names =
    own.columns ??
    from.columns.filter((column) => column.isNumeric && column.type !== "date").map((c) => c.name);
  const data = names.map((name) => findNumeric(from, name, "correlation").numbers());
  const size = names.length;
  const cells = data.map(() => new Float64Array(size));
  for (let i = 0; i < size; i++)
    for (let j = i; j < size; j++) {
      const { coefficient } = correlate(data[i], data[j], own.method);
      cells[i][j] = coefficient;
      cells[j][i] = coefficient;
    }
  const label = names.includes("column") ? "column_" : "column";
  return new Table(
    frame([
      makeColumn(label, names, "text"),
      ...names.map((name, j) =>
        makeColumn(
          name,
          cells.map((row) => row[j]),
          "float64",
        ),
      ),
    ]),
  );
}

/**
 * Reads two samples as pairs: the complete ones, or none when one is incomplete and `skipMissing` is false.
 *
 * @throws HF_ARGUMENT when the lengths differ
 */
function pairsOf(
  x: Sample,
  y: Sample,
  what: string,
  options: MissingOptions,
): [Float64Array, Float64Array] {
  const skip = skipsMissing(options, what);
  const [a, b] = [readSample(x, what), readSample(y, what)];
  if (a.length !== b.length)
    throw wrongArgument(`${what} needs two lists of the same rows`, {
      got: `${a.length} and ${b.length} values`,
      expected: "equal lengths",
      action: "Pass two columns of one table.",
    });
  if (!skip && (hasMissing(a) || hasMissing(b))) return [new Float64Array(0), new Float64Array(0)];
  return completePairs(a, b);
}

function completePairs(x: ArrayLike<number>, y: ArrayLike<number>): [Float64Array, Float64Array] {
  const a = new Float64Array(x.length);
  const b = new Float64Array(x.length);
  let n = 0;
  for (let i = 0; i < x.length; i++) {
    if (Number.isNaN(x[i]) || Number.isNaN(y[i])) continue;
    a[n] = x[i];
    b[n++] = y[i];
  }
  return [a.subarray(0, n), b.subarray(0, n)];
}

function pearson(a: Float64Array, b: Float64Array): number {
  if (a.length < 2) return Number.NaN;
  const [ab, aa, bb] = products(a, b);
  // A constant column has no correlation; rounding alone must not give it one.
  if (isConstant(a) || isConstant(b)) return Number.NaN;
  // The root of a square is exact, so a column correlates with itself by exactly 1; the long way is for what would overflow.
  const scale = Math.sqrt(aa * bb);
  const usual = scale > 1e-150 && Number.isFinite(scale);
  return Math.max(-1, Math.min(1, usual ? ab / scale : ab / Math.sqrt(aa) / Math.sqrt(bb)));
}

function isConstant(values: Float64Array): boolean {
  return values.every((value) => value === values[0]);
}

/** Sums of products of deviations: xy, xx, yy. */
function products(a: Float64Array, b: Float64Array): [number, number, number] {
  const ma = meanOf(a);
  const mb = meanOf(b);
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < a.length; i++) {
    const da = a[i] - ma;
    const db = b[i] - mb;
    ab += da * db;
    aa += da * da;
    bb += db * db;
  }
  return [ab, aa, bb];
}

function withT(coefficient: number, n: number): Correlation {
  const df = n - 2;
  if (Number.isNaN(coefficient) || df < 1) return { coefficient, n, pValue: Number.NaN };
  const rest = 1 - coefficient * coefficient;
  const pValue = rest <= 0 ? 0 : tTwoSided(df, coefficient * Math.sqrt(df / rest));
  return { coefficient, n, pValue };
}
