import { describe, expect, test } from "vitest";
import {
  correlate,
  correlation,
  covariance,
  crosstab,
  iqr,
  kurtosis,
  MAD_SCALE,
  mad,
  mean,
  median,
  mode,
  quantile,
  quantiles,
  rank,
  skewness,
  std,
  stream,
  Table,
  variance,
} from "../../kernels/analysis/index.ts";
import { quantileOfSorted } from "../../kernels/analysis/stats/quantile.ts";

describe("quantile", () => {
  // R 4: sapply(1:9, function(t) quantile(c(1,3,4,8,15,16,23,42), p, type=t))
  const x = [1, 3, 4, 8, 15, 16, 23, 42];
  test.each([
    [1, 0.25, 3],
    [2, 0.25, 3.5],
    [3, 0.25, 3],
    [4, 0.25, 3],
    [5, 0.25, 3.5],
    [6, 0.25, 3.25],
    [7, 0.25, 3.75],
    [8, 0.25, 3 + 5 / 12],
    [9, 0.25, 3.4375],
    [1, 0.3, 4],
    [4, 0.3, 3.4],
    [7, 0.3, 4.4],
  ] as const)("type %i of eight numbers at %d is %d", (type, q, expected) => {
    expect(quantile(x, q, { type })).toBeCloseTo(expected, 12);
  });

  test("of many numbers is found without sorting, with the same result", () => {
    const random = stream(1, "quantile");
    const values = Float64Array.from({ length: 5000 }, () => Math.round(random.normal() * 20));
    const sorted = values.slice().sort();
    for (const q of [0, 0.001, 0.25, 0.5, 0.77, 1]) {
      const h = (values.length - 1) * q;
      const low = sorted[Math.floor(h)]!;
      const expected = low + (h - Math.floor(h)) * (sorted[Math.ceil(h)]! - low);
      expect(quantiles(values, [q])[0]).toBeCloseTo(expected, 10);
    }
  });

  test("of several probabilities at once are those of the sorted values, to the last bit", () => {
    const random = stream(2, "order statistics");
    const shapes: readonly ((i: number) => number)[] = [
      (i) => i,
      (i) => -i,
      () => random.int(3),
      () => random.normal(),
      (i) => (i % 2 ? i : -i),
    ];
    for (let round = 0; round < 60; round++) {
      const shape = shapes[round % shapes.length]!;
      const values = Float64Array.from({ length: 64 + random.int(5000) }, (_, i) => shape(i));
      const qs = Array.from({ length: 1 + random.int(5) }, () =>
        random() < 0.2 ? random.int(2) : random(),
      );
      const found = quantiles(values, qs, { type: 7 });
      const sorted = values.slice().sort();
      expect(Array.from(found)).toEqual(qs.map((q) => quantileOfSorted(sorted, q)));
    }
  });

  test("skips missing values and has none of nothing", () => {
    expect(median([3, Number.NaN, 1])).toBe(2);
    expect(median([])).toBeNaN();
    expect(() => quantile([1], 1.1)).toThrow("expected a number from 0 to 1");
  });
});

describe("moments", () => {
  test("are those of pandas: mean, var, std, skew, kurt of 2 4 4 4 5 5 7 9", () => {
    const x = [2, 4, 4, 4, 5, 5, 7, 9];
    expect([mean(x), variance(x), variance(x, 0), std(x, 0)]).toEqual([5, 32 / 7, 4, 2]);
    expect(skewness(x)).toBeCloseTo(0.8184875533567997, 12);
    expect(kurtosis(x)).toBeCloseTo(0.940625, 12);
  });

  test("keep their digits far from zero", () => {
    expect(variance([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16])).toBe(30);
    expect(std([3, 3, 3])).toBe(0);
  });

  test("of too few values are NaN", () => {
    expect([mean([]), variance([1]), skewness([1, 2]), kurtosis([1, 2, 3])]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
  });
});

describe("spread", () => {
  test("mad, iqr and mode follow their definitions", () => {
    expect(mad([1, 1, 2, 2, 4, 6, 9])).toBe(1);
    expect(mad([1, 1, 2, 2, 4, 6, 9], MAD_SCALE)).toBe(MAD_SCALE);
    expect(iqr([1, 2, 3, 4])).toBe(1.5);
    expect(mode([3, 1, 3, 1, 2, Number.NaN])).toEqual([1, 3]);
  });
});

describe("correlate", () => {
  const x = [1, 2, 3, 4, 5];
  const y = [2, 1, 4, 3, 5];

  test("gives Pearson, Spearman and Kendall with scipy's p-values", () => {
    expect(correlate(x, y).coefficient).toBeCloseTo(0.8, 14);
    expect(correlate(x, y).pValue).toBeCloseTo(0.10408803866182788, 12);
    expect(correlate(x, y, "spearman").coefficient).toBeCloseTo(0.8, 14);
    expect(correlate(x, y, "kendall").coefficient).toBeCloseTo(0.6, 14);
  });

  test("counts ties in Kendall's tau-b as a comparison of all pairs does", () => {
    const random = stream(2, "kendall");
    const a = Float64Array.from({ length: 80 }, () => random.int(6));
    const b = Float64Array.from({ length: 80 }, (_, i) => a[i]! + random.int(5));
    let [score, na, nb] = [0, 0, 0];
    for (let i = 0; i < 80; i++)
      for (let j = 0; j < i; j++) {
        const [s, t] = [Math.sign(a[i]! - a[j]!), Math.sign(b[i]! - b[j]!)];
        score += s * t;
        na += s * s;
        nb += t * t;
      }
    expect(correlate(a, b, "kendall").coefficient).toBeCloseTo(score / Math.sqrt(na * nb), 12);
  });

  test("leaves out incomplete pairs, and has nothing to say about constants", () => {
    expect(correlate([...x, Number.NaN, 7], [...y, 1, Number.NaN]).n).toBe(5);
    expect(correlate([0.1, 0.1, 0.1], [1, 2, 3]).coefficient).toBeNaN();
    expect(covariance(x, y)).toBe(2);
    expect(() => correlate([1], [1, 2])).toThrow("expected equal lengths");
  });

  test("ranks ties by their mean rank", () => {
    expect(Array.from(rank([10, 20, 10, Number.NaN, 30]))).toEqual([1.5, 3, 1.5, Number.NaN, 4]);
  });

  test("makes a table of all pairs", () => {
    const table = correlation(Table.from({ x, y, label: ["a", "b", "c", "d", "e"] }));
    expect(table.columnNames).toEqual(["column", "x", "y"]);
    expect(table.column("x").toArray()).toEqual([1, expect.closeTo(0.8, 12)]);
  });
});

describe("crosstab", () => {
  const table = Table.from({
    sex: ["m", "m", "f", "f", "f", null, "m"],
    answer: ["yes", "no", "yes", "yes", "no", "yes", null],
  });

  test("counts pairs in rising order and leaves out missing values", () => {
    const { counts, table: cells } = crosstab(table, "sex", "answer");
    expect(cells.columnNames).toEqual(["sex", "no", "yes"]);
    expect(counts).toEqual([
      [1, 2],
      [1, 1],
    ]);
  });

  test("tests independence: 2 x 3 counts give scipy's chi2, p and V", () => {
    const rows = [
      [10, 20, 30],
      [6, 9, 17],
    ].flatMap((counts, i) => counts.flatMap((n, j) => Array<object>(n).fill({ a: i, b: j })));
    const { chi2, dof, pValue } = crosstab(Table.from(rows), "a", "b");
    expect([chi2, dof, pValue]).toEqual([
      expect.closeTo(0.27157465150403504, 12),
      2,
      expect.closeTo(0.873028283380073, 12),
    ]);
  });

  test("gives shares of row, column or all", () => {
    const { table: cells } = crosstab(table, "sex", "answer", { normalize: "index" });
    expect(cells.row(0)).toEqual({ sex: "f", no: 1 / 3, yes: 2 / 3 });
  });
});
