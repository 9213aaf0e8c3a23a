import { readFileSync } from "node:fs";
import { tableFromArrays } from "@uwdata/flechette";
import { describe, expect, test } from "vitest";
import * as analysis from "../../kernels/analysis/index.ts";
import { type AnalysisError, Table } from "../../kernels/analysis/index.ts";
import { failure } from "./fixtures.ts";

type Work = (...values: unknown[]) => unknown;
const all = analysis as unknown as Record<string, Work>;

/** Present values 1, 3, 10, 3; missing ones among them. */
const gaps = [1, null, 3, 10, 3];
const other = [2, 5, null, 4, 1];
const present = [1, 3, 10, 3];
const nan = Number.NaN;
const gapsNaN = gaps.map((x) => x ?? nan);

/** A polars series by its shape; danfo.js has `values`. */
const polars = (values: unknown[]) => ({ name: "x", length: values.length, toArray: () => values });
const danfo = (values: unknown[]) => ({ values, index: values.map((_, i) => i) });
const column = (values: unknown[], type?: "int32" | "float32") =>
  Table.from({ x: type === "float32" ? Float32Array.from(values as number[]) : values }).column(
    "x",
  );

/** The same sample in everything that people have one in. */
const carriers: readonly [string, (values: readonly (number | null)[]) => unknown][] = [
  ["an array with null", (v) => [...v]],
  ["an array with undefined", (v) => v.map((x) => x ?? undefined)],
  ["an array with NaN", (v) => v.map((x) => x ?? nan)],
  [
    "an array with a hole",
    (v) =>
      v.reduce<unknown[]>((out, x, i) => {
        if (x !== null) out[i] = x;
        return out;
      }, new Array(v.length)),
  ],
  ["doubles", (v) => Float64Array.from(v, (x) => x ?? nan)],
  ["floats", (v) => Float32Array.from(v, (x) => x ?? nan)],
  ["bigints with null", (v) => v.map((x) => (x === null ? null : BigInt(x)))],
  ["a column", (v) => column([...v])],
  [
    "a column of floats",
    (v) =>
      column(
        v.map((x) => x ?? nan),
        "float32",
      ),
  ],
  ["a column of integers", (v) => Table.from([...v].map((x) => ({ x }))).column("x")],
  [
    "a derived column",
    (v) =>
      Table.from({ a: [...v] })
        .derive({ x: (r) => (r.a as number) * 1 })
        .column("x"),
  ],
  ["a Polars series", (v) => polars([...v])],
  ["a danfo series", (v) => danfo([...v])],
  ["an Arrow column", (v) => tableFromArrays({ x: [...v] }).getChild("x")],
  [
    "a generator",
    (v) =>
      (function* () {
        yield* v;
      })(),
  ],
  [
    "a column of our Arrow view",
    (v) =>
      Table.from({ x: [...v] })
        .toArrow()
        .getChild("x"),
  ],
];

const [mean, m2] = [4.25, 46.75];
const m3 = present.reduce((s, x) => s + (x - mean) ** 3, 0);
const m4 = present.reduce((s, x) => s + (x - mean) ** 4, 0);
/** What pandas and scipy give, by their formulas (pandas skips missing values; scipy with nan_policy="omit"). */
const expected: Readonly<Record<string, readonly [unknown[], unknown]>> = {
  sum: [[], 17],
  mean: [[], mean],
  variance: [[], m2 / 3],
  std: [[], Math.sqrt(m2 / 3)],
  skewness: [[], (4 * Math.sqrt(3) * m3) / (2 * m2 ** 1.5)],
  kurtosis: [[], (4 * 5 * 3 * m4) / (2 * 1 * m2 * m2) - 27 / 2],
  median: [[], 3],
  quantile: [[0.25], 2.5],
  quantiles: [[[0.25, 0.75]], Float64Array.of(2.5, 4.75)],
  iqr: [[], 2.25],
  mad: [[], 1],
  mode: [[], [3]],
  rank: [[], Float64Array.of(1, nan, 2.5, 4, 2.5)],
  correlate: [[other], { n: 3 }],
  covariance: [[other], 0],
  outlierFences: [[], { lower: 2.5 - 1.5 * 2.25, upper: 4.75 + 1.5 * 2.25 }],
  outlierRows: [[{ lower: 2, upper: 9 }], Int32Array.of(0, 3)],
};
// The complete pairs are (1, 2), (10, 4), (3, 1).
const pairs = [
  [1, 2],
  [10, 4],
  [3, 1],
] as const;
const product = (i: 0 | 1, j: 0 | 1) => {
  const m = [14 / 3, 7 / 3];
  return pairs.reduce((s, p) => s + (p[i] - m[i]!) * (p[j] - m[j]!), 0);
};
const exactPairs: Record<string, unknown> = {
  correlate: { coefficient: product(0, 1) / Math.sqrt(product(0, 0) * product(1, 1)), n: 3 },
  covariance: product(0, 1) / 2,
};

function close(value: unknown): unknown {
  if (typeof value === "number" && !Number.isNaN(value)) return expect.closeTo(value, 6);
  if (Array.isArray(value)) return value.map(close);
  if (typeof value === "object" && value !== null && !ArrayBuffer.isView(value))
    return expect.objectContaining(
      Object.fromEntries(Object.entries(value).map(([key, v]) => [key, close(v)])),
    );
  return value;
}
const plain = (value: unknown) =>
  ArrayBuffer.isView(value)
    ? Array.from(value as Float64Array)
    : Array.isArray(value)
      ? value.map((x) => (typeof x === "bigint" ? Number(x) : x))
      : value;

test("every statistic of a sample that is public is tried here", () => {
  const list = readFileSync(
    new URL("../../kernels/analysis/names/statistics.ts", import.meta.url),
    "utf8",
  );
  const names = [...list.matchAll(/export \{([^}]*)\} from "\.\.\/(?:stats|numeric)\/[^"]*";/g)]
    .flatMap((match) => match[1]!.split(","))
    .map((name) => name.trim())
    .filter((name) => /^[a-z]/.test(name) && !name.startsWith("type "));
  expect([...names, "correlate", "covariance", "outlierFences", "outlierRows"].sort()).toEqual(
    Object.keys(expected).sort(),
  );
});

describe.each(Object.entries(expected))("%s", (name, [rest, value]) => {
  const work = all[name]!;
  test.each(carriers)("of %s skips what is missing", (_, carry) => {
    const second = Array.isArray(rest[0]) && rest[0] === other ? [carry(other)] : rest;
    expect(plain(work(carry(gaps), ...second))).toEqual(close(plain(exactPairs[name] ?? value)));
  });

  test.each<[string, unknown]>([
    ["text", ["a", "b"]],
    ["numbers and text", [1, "2", 3]],
    ["numbers and dates", [1, new Date(0)]],
    ["numbers and booleans", [1, true]],
    ["a matrix", [[1], [2]]],
    ["objects", [{ a: 1 }]],
    ["a table", Table.from({ x: [1, 2] })],
    ["a map", new Map([[1, 2]])],
    ["one number", 3],
    ["a text", "123"],
    ["nothing", undefined],
    ["null", null],
    ["an object", { a: 1 }],
    ["a column of text", column(["a", "b"])],
  ])("of %s is an error that names it", async (kind, bad) => {
    const orders = name === "mode" || name === "rank";
    if (orders && (kind === "text" || kind === "a column of text")) return;
    const error = (await failure(() => work(bad, ...rest))) as Error;
    expect(error.message).toMatch(/needs|cannot read/);
    expect(error.message).toMatch(/got/);
  });

  test.each(
    carriers.filter(() => !["rank", "outlierFences", "outlierRows", "mode"].includes(name)),
  )("of %s with skipMissing: false has no value", (_, carry) => {
    const before: unknown[] =
      {
        quantile: rest,
        quantiles: rest,
        variance: [1],
        std: [1],
        mad: [1],
        correlate: [other, "pearson"],
        covariance: [other, 1],
      }[name] ?? [];
    const found = work(carry(gaps), ...before, { skipMissing: false });
    const values =
      name === "correlate"
        ? [(found as { coefficient: number }).coefficient]
        : [plain(found)].flat();
    for (const x of values) expect(x).toBeNaN();
    const complete = work(
      [...present, 3],
      ...before.map((x) => (x === other ? [2, 5, 4, 4, 1] : x)),
      { skipMissing: false },
    );
    for (const x of name === "correlate"
      ? [(complete as { coefficient: number }).coefficient]
      : [plain(complete)].flat())
      expect(x).not.toBeNaN();
  });
});

describe("dates", () => {
  const day = (n: number, hour = 0) => new Date(Date.UTC(2024, 0, n, hour));
  const days = [day(10), null, day(1), day(2)];
  const dates = Table.from({ d: days, g: ["a", "b", "b", "b"], x: [1, 2, 3, 4] });
  const d = dates.column("d");

  test.each<[string, () => unknown, unknown]>([
    ["the mean of an array", () => analysis.mean(days), day(5, -16)],
    ["the mean of a column", () => analysis.mean(d), day(5, -16)],
    ["the mean, as a method", () => d.mean(), day(5, -16)],
    ["the median of an array", () => analysis.median(days), day(2)],
    ["the median, as a method", () => d.median(), day(2)],
    ["a quantile", () => analysis.quantile(d, 0.25), day(1, 12)],
    ["a quantile, as a method", () => d.quantile(0.75), day(6)],
    ["quantiles", () => analysis.quantiles(days, [0, 1]), [day(1), day(10)]],
    ["the mode", () => analysis.mode([...days, day(2)]), [day(2)]],
    ["the rank", () => Array.from(analysis.rank(days)), [3, nan, 1, 2]],
    ["the range", () => [d.min(), d.max()], [day(1), day(10)]],
    ["a distance, in milliseconds", () => analysis.iqr(days), 4.5 * 86_400_000],
    [
      "the mean of groups",
      () =>
        dates
          .groupBy("g")
          .aggregate({ m: ["d", "mean"] })
          .column("m")
          .toArray(),
      [day(10), day(1, 12)],
    ],
    [
      "the median of groups",
      () =>
        dates
          .groupBy("g")
          .aggregate({ m: ["d", "median"] })
          .row(1).m,
      day(1, 12),
    ],
    [
      "a quantile of groups",
      () =>
        dates
          .groupBy("g")
          .aggregate({ m: ["d", { quantile: 1 }] })
          .row(1).m,
      day(2),
    ],
    [
      "the mean of none",
      () =>
        analysis.isMissing(
          dates
            .filter(() => false)
            .column("d")
            .mean(),
        ),
      true,
    ],
    [
      "describe",
      () => {
        const { min, median, max, mean: m } = dates.describe("d").row(0);
        return [min, median, max, m];
      },
      [day(1), day(2), day(10), day(5, -16)],
    ],
    [
      "describe beside numbers",
      () => {
        const { earliest, middle, latest, min } = dates.describe().row(0);
        return [earliest, middle, latest, min];
      },
      [day(1), day(2), day(10), null],
    ],
    [
      "describe of the numbers beside",
      () => {
        const { earliest, min, max } = dates.describe().row(2);
        return [earliest, min, max];
      },
      [null, 1, 4],
    ],
  ])("%s", (_, work, value) => {
    expect(work()).toEqual(value);
  });

  test("have no sum", async () => {
    expect(() => analysis.sum(days as never)).toThrow(/dates/);
    for (const work of [() => d.sum(), () => dates.aggregate({ s: ["d", "sum"] })])
      expect(((await failure(work)) as AnalysisError).code).toBe("HF_TABLE_COLUMN_TYPE");
  });

  test("a table without dates is described as ever", () => {
    expect(dates.select("x").describe().has("earliest")).toBe(false);
  });
});

describe("mode and rank of what is no number", () => {
  test.each<[string, unknown, unknown]>([
    ["text", ["b", "a", null, "b", "a", "c"], ["a", "b"]],
    ["a column of text", column(["b", null, "b", "a"]), ["b"]],
    ["a column of booleans", column([true, null, true, false]), [true]],
    ["bigints", [2n ** 60n, 5n, 2n ** 60n], [2n ** 60n]],
    ["0 and -0", [-0, 0, 1], [0]],
    ["nothing", [], []],
    ["nothing present", [null, nan], []],
  ])("mode of %s", (_, values, found) => {
    expect(all.mode!(values)).toEqual(found);
  });
  test("mode counts missing values when it is asked to", () => {
    expect(analysis.mode(["a", null, undefined], { skipMissing: false })).toEqual([null]);
    expect(analysis.mode(["a", null], { skipMissing: false })).toEqual(["a", null]);
  });
  test("rank of text is in order of code points", () => {
    expect(Array.from(analysis.rank(["b", "a", null, "b"]))).toEqual([2.5, 1, nan, 2.5]);
    expect(Array.from(analysis.rank(column(["b", null, "é", "Z"])))).toEqual([2, nan, 3, 1]);
  });
  test("the mean of booleans is a share", () => {
    expect(analysis.mean([true, false, null, true])).toBeCloseTo(2 / 3, 15);
    expect(column([true, false, null, true]).mean()).toBeCloseTo(2 / 3, 15);
  });
  test("methods of a column skip or not, too", () => {
    const x = column(gaps);
    expect([x.sum(), x.mean(), x.median()]).toEqual([17, 4.25, 3]);
    for (const value of [
      x.sum({ skipMissing: false }),
      x.mean({ skipMissing: false }),
      x.std(1, { skipMissing: false }),
      x.median({ skipMissing: false }),
      x.quantile(0.5, { skipMissing: false }),
    ])
      expect(value).toBeNaN();
    expect(() => x.mean({ skipMissing: "no" as never })).toThrow(
      /option "skipMissing".*expected one of true, false/,
    );
  });
});

describe("sample weights", () => {
  const X = [[1], [2], [3], [4]];
  const y = [1, 3, 2, 5];
  const weights = [1, 2, 1, 2];
  const slope = (given: unknown) =>
    new analysis.LinearRegression().fit(X, y, { sampleWeight: given as number[] }).coef_;
  test.each<[string, unknown]>([
    ["a column", column(weights)],
    ["a column of integers", Table.from({ x: Int32Array.from(weights) }).column("x")],
    ["floats", Float32Array.from(weights)],
    ["bigints", weights.map(BigInt)],
  ])("%s", (_, given) => {
    expect(slope(given)).toEqual(slope(weights));
  });
  test.each<[string, unknown]>([
    ["a missing one", [1, null, 1, 1]],
    ["a missing one in a column", column([1, null, 1, 1])],
    ["NaN", [1, nan, 1, 1]],
    ["text", ["1", "2", "1", "1"]],
    ["a column of text", column(["1", "2", "1", "1"])],
    ["dates", weights.map((x) => new Date(x))],
  ])("%s is an error", async (_, given) => {
    expect(((await failure(() => slope(given))) as Error).message).toMatch(/got|needs numbers/);
  });
});

test("NaN among the values of the fixture is missing as null is", () => {
  expect(gapsNaN.filter(analysis.isMissing).length).toBe(1);
});
