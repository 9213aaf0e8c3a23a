import { requireTable } from "../base/arguments.ts";
import * as rule from "../base/option-rules.ts";
import { callOptions } from "../base/option-table.ts";
import { makeColumn } from "../columns/build.ts";
import { type Frame, frame } from "../columns/frame.ts";
import { chdtrc } from "../special/distributions.ts";
import { Table } from "../table/table.ts";
import { groupRows } from "../verbs/group-by.ts";
import { labelText } from "../verbs/pivot.ts";
import { checkNames } from "../verbs/select.ts";

/** Options of `crosstab`. */
export interface CrosstabOptions {
  /** Cells as counts (default undefined), or as shares of the row, of the column, or of all. */
  readonly normalize?: "index" | "columns" | "all";
}

const crosstabOptions = callOptions<CrosstabOptions>(
  "crosstab",
  {
    normalize: rule.oneOf(["index", "columns", "all"], {
      row: "index",
      rows: "index",
      column: "columns",
      true: "all",
    }),
  },
  {
    bare: { text: "normalize" },
    habits: {
      values: "Use table.pivot({ index, columns, values, aggregate }) for a table of values.",
      aggfunc: "Use table.pivot({ index, columns, values, aggregate }) for a table of values.",
    },
  },
);

/** A cross table with its test of independence. */
export interface Crosstab {
  /** First column: the values of the row variable; then one column per value of the column variable. */
  readonly table: Table;
  /** Row-major counts, rows × columns. */
  readonly counts: readonly (readonly number[])[];
  /** Pearson's chi-squared statistic, without continuity correction. */
  readonly chi2: number;
  /** Degrees of freedom. */
  readonly dof: number;
  /** Probability of a statistic at least as large when the two are independent; NaN when dof is 0. */
  readonly pValue: number;
  /** Cramér's V (1946), 0 … 1; NaN when dof is 0. */
  readonly cramersV: number;
}

/**
 * Counts how often the values of two columns occur together. Rows and columns are in rising order of the values; a missing value is
 * left out, as in pandas.
 *
 * @param index column whose values name the rows
 * @param columns column whose values name the columns
 * @throws HF_TABLE_UNKNOWN_COLUMN
 */
export function crosstab(
  from: Frame,
  index: string,
  columns: string,
  options: CrosstabOptions = {},
): Crosstab {
  requireTable(from, "crosstab");
  const { normalize } = crosstabOptions.read(options);
  const rows = groupRows(from, [index]);
  const across = groupRows(from, [columns]);
  const counts = Array.from({ length: present(rows.keys) }, () =>
    new Array<number>(present(across.keys)).fill(0),
  );
  for (let i = 0; i < from.length; i++) {
    const row = counts[rows.groups.codes[i]];
    const j = across.groups.codes[i];
    if (row !== undefined && j < row.length) row[j]++;
  }
  const names = Array.from({ length: present(across.keys) }, (_, j) =>
    labelText(across.keys.columns[0].at(j)),
  );
  const cells = normalized(counts, normalize);
  const whole = normalize === undefined;
  const key = rows.keys.columns[0].toArray().slice(0, counts.length);
  const table = new Table(
    frame(
      checkNames([
        makeColumn(index, key, rows.keys.columns[0].type),
        ...names.map((name, j) =>
          makeColumn(
            name,
            cells.map((row) => row[j]),
            whole ? "int32" : "float64",
          ),
        ),
      ]),
      counts.length,
    ),
  );
  return { table, counts, ...chiSquared(counts) };
}

/** A missing key is the last group. */
function present(keys: Frame): number {
  const column = keys.columns[0];
  return column.length - column.missing;
}

function totals(counts: readonly (readonly number[])[]): {
  row: number[];
  column: number[];
  all: number;
} {
  const row = counts.map((cells) => cells.reduce((a, b) => a + b, 0));
  const column = (counts[0] ?? []).map((_, j) =>
    counts.reduce((total, cells) => total + cells[j], 0),
  );
  return { row, column, all: row.reduce((a, b) => a + b, 0) };
}

function normalized(
  counts: readonly (readonly number[])[],
  by: CrosstabOptions["normalize"],
): readonly (readonly number[])[] {
  if (by === undefined) return counts;
  const { row, column, all } = totals(counts);
  return counts.map((cells, i) =>
    cells.map((count, j) => count / (by === "index" ? row[i] : by === "columns" ? column[j] : all)),
  );
}

function chiSquared(counts: readonly (readonly number[])[]): Omit<Crosstab, "table" | "counts"> {
  const { row, column, all } = totals(counts);
  const dof = (row.length - 1) * (column.length - 1);
  if (dof <= 0 || all === 0) return { chi2: 0, dof: 0, pValue: Number.NaN, cramersV: Number.NaN };
  let chi2 = 0;
  counts.forEach((cells, i) => {
    cells.forEach((count, j) => {
      const expected = (row[i] * column[j]) / all;
      if (expected > 0) chi2 += (count - expected) ** 2 / expected;
    });
  });
  const least = Math.min(row.length, column.length) - 1;
  return { chi2, dof, pValue: chdtrc(dof, chi2), cramersV: Math.sqrt(chi2 / all / least) };
}
