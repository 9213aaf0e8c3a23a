import { describe, expect, test } from "vitest";
import {
  clean,
  compareTables,
  correlation,
  knnImpute,
  profile,
  readCsv,
  type Table,
} from "../../kernels/analysis/index.ts";
import { fixture, fixtureJson } from "./fixtures.ts";

/** Every field that some case has. */
interface Expected {
  rows: number;
  columns: number;
  missing_cells: number;
  missing_share: number;
  duplicate_rows: number;
  duplicate_row_indices_first20: number[];
  duplicates_on?: Record<string, number>;
  column: Record<
    string,
    Record<string, number> & { top: string | null; stats?: Record<string, number> }
  >;
  columns_types: Record<string, string>;
  rows_after: number;
  missing: Record<string, number>;
  amount_sum: number;
  amount_iqr_outliers: number;
  customers: string[];
  date_min: string;
  date_max: string;
  active_true: number;
  wrong_cells: number;
  wrong_share: number;
  wrong_by_column: Record<string, number>;
  rows_with_errors: number;
  mean: Record<string, number>;
  median: Record<string, number>;
  mode: Record<string, number>;
  complete_rows: number;
  checked_rows: number[];
  ffill: number[][];
  linear: number[][];
  knn: number[][];
  corr_pairwise: number[][];
}
interface Case {
  id: string;
  data: string;
  params: { truth: string; columns: string[] };
  expected: Expected;
}
const { cases } = fixtureJson<{ cases: Case[] }>("cleaning.json");
const named = (id: string) => cases.find((entry) => entry.id === id)!;
const asText = (name: string) => readCsv(fixture(name), { types: "text", missing: [] });

/** Equal, or equal within a relative tolerance. */
function near(got: unknown, expected: number | undefined, relative: number): void {
  const wanted = expected ?? Number.NaN;
  expect(Math.abs((got as number) - wanted)).toBeLessThanOrEqual(relative * Math.abs(wanted));
}

describe.each(cases.filter(({ id }) => id.startsWith("profile/")))("$id", ({ data, expected }) => {
  test("agrees with pandas in every count and statistic", async () => {
    const table = await asText(data);
    const found = profile(table);
    expect([found.rows, found.columns, found.missingCells, found.duplicateRows]).toEqual([
      expected.rows,
      expected.columns,
      expected.missing_cells,
      expected.duplicate_rows,
    ]);
    near(found.missingShare, expected.missing_share, 1e-9);
    expect(Array.from(found.duplicateRowIndices.subarray(0, 20))).toEqual(
      expected.duplicate_row_indices_first20,
    );
    for (const [name, column] of Object.entries(expected.column)) {
      const got = found.column[name]!;
      expect([
        name,
        got.missing,
        got.distinct,
        got.top,
        got.topCount,
        got.numeric,
        got.integer,
      ]).toEqual([
        name,
        column.missing,
        column.distinct,
        column.top,
        column.top_count,
        column.numeric,
        column.integer,
      ]);
      expect([got.minLength, got.maxLength, got.untrimmed]).toEqual([
        column.min_length,
        column.max_length,
        column.untrimmed,
      ]);
      const { stats } = column;
      expect(got.stats === undefined).toBe(stats === undefined);
      if (got.stats === undefined || stats === undefined) continue;
      for (const key of ["mean", "sd", "min", "q1", "median", "q3", "max"] as const)
        near(got.stats[key], stats[key]!, 1e-9);
      expect([got.stats.iqrOutliers, got.stats.z3Outliers]).toEqual([
        stats.iqr_outliers,
        stats.z3_outliers,
      ]);
    }
    for (const [name, count] of Object.entries(expected.duplicates_on ?? {}))
      expect(table.duplicateRows({ subset: [name] }).length).toBe(count);
  });
});

describe("types/messy-orders", () => {
  const { data, expected } = named("types/messy-orders");
  const typeNames = {
    int32: "integer",
    float64: "number",
    float32: "number",
    bool: "boolean",
    date: "date",
    text: "text",
    category: "text",
  };

  test.each([
    ["every cell read as text", { types: "text", missing: [] } as const],
    ["types read as they are", {}],
  ])("every cell gets its known meaning (%s)", async (_, options) => {
    const { table, data: report } = await clean(await readCsv(fixture(data), options));
    expect(
      Object.fromEntries(table.columns.map(({ name, type }) => [name, typeNames[type]])),
    ).toEqual(expected.columns_types);
    expect(table.length).toBe(expected.rows_after);
    for (const [name, count] of Object.entries(expected.missing))
      expect(table.column(name).missing).toBe(count);
    expect(Math.abs(table.column("amount").sum() - expected.amount_sum)).toBeLessThan(1e-6);
    expect(report.outliers.find(({ column }) => column === "amount")!.rows.length).toBe(
      expected.amount_iqr_outliers,
    );
    expect(table.valueCounts("customer").sort("customer").column("customer").toArray()).toEqual(
      expected.customers,
    );
    const [first, last] = [table.column("date").min(), table.column("date").max()];
    expect([first, last]).toEqual([new Date(expected.date_min), new Date(expected.date_max)]);
    expect(table.column("active").sum()).toBe(expected.active_true);

    const truth = fixtureJson<{ columns: string[]; rows: unknown[][] }>("messy-orders-truth.json");
    const cells = table.toArray().map((row) =>
      truth.columns.map((name) => {
        const value: unknown = row[name];
        return value instanceof Date ? value.toISOString().slice(0, 10) : value;
      }),
    );
    expect(cells).toEqual(Array.from(report.origins, (row) => truth.rows[row]));
  });
});

describe("errors/hospital", () => {
  test("are all found by comparing with the truth", async () => {
    const { data, params, expected } = named("errors/hospital");
    const found = compareTables(await asText(data), await asText(params.truth));
    expect([found.cells, found.rows.length, found.byColumn]).toEqual([
      expected.wrong_cells,
      expected.rows_with_errors,
      expected.wrong_by_column,
    ]);
    near(found.share, expected.wrong_share, 1e-9);
  });
});

describe("impute/california-housing", () => {
  const { data, params, expected } = named("impute/california-housing");
  const { columns } = params;
  const load = async () => (await readCsv(fixture(data))).select(...columns);
  const checked = (table: Table) =>
    expected.checked_rows.map((i) => columns.map((name) => table.column(name).at(i) as number));
  const agree = (got: number[][], wanted: number[][]) =>
    got.forEach((row, i) => {
      row.forEach((value, j) => {
        near(value, wanted[i]![j]!, 1e-8);
      });
    });

  test("mean, median and mode agree", async () => {
    const table = await load();
    for (const name of columns) {
      near(table.column(name).mean(), expected.mean[name], 1e-8);
      near(table.column(name).median(), expected.median[name], 1e-8);
      near(
        table
          .aggregate({ mode: [name, "mode"] })
          .column("mode")
          .at(0),
        expected.mode[name],
        1e-8,
      );
      expect(table.column(name).missing).toBe(expected.missing[name]);
    }
    expect(table.dropna().length).toBe(expected.complete_rows);
  });

  test("forward fill, interpolation and nearest rows agree in the checked rows", async () => {
    const table = await load();
    agree(checked(table.fillna("ffill")), expected.ffill);
    agree(checked(table.fillna("linear")), expected.linear);
    agree(checked(knnImpute(table)), expected.knn);
  });

  test("pairwise correlations agree", async () => {
    const found = correlation(await load());
    columns.forEach((name, j) => {
      found
        .column(name)
        .toArray()
        .forEach((value, i) => {
          near(value, expected.corr_pairwise[i]![j], 1e-8);
        });
    });
  });
});
