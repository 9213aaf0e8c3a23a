import fc from "fast-check";
import { expect, test } from "vitest";
import type { Matrix } from "../../kernels/analysis/base/matrix.ts";
import { AllPairs } from "../../kernels/analysis/neighbours/all-pairs.ts";
import { openPairs } from "../../kernels/analysis/neighbours/open-pairs.ts";
import { WasmPairs } from "../../kernels/analysis/neighbours/wasm-pairs.ts";

/** Values with equal pairs, far from 0, of very different sizes, and exactly representable ones. */
const value = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.double({ min: -1, max: 1, noNaN: true }),
  fc.double({ min: 1e9, max: 1e9 + 1, noNaN: true }),
  fc.constantFrom(1e-30, 1e30, -1e60, 1e18),
);
const kinds = [fc.integer({ min: -3, max: 3 }), fc.double({ min: 0, max: 1, noNaN: true }), value];

/** Matrices of one width that are large enough for WebAssembly: few drawn numbers, repeated with a turn. */
const matrices = fc
  .tuple(fc.integer({ min: 1, max: 23 }), fc.constantFrom(...kinds))
  .chain(([columns, kind]) =>
    fc.record({
      columns: fc.constant(columns),
      drawn: fc.array(kind, { minLength: 40, maxLength: 400 }),
      extra: fc.integer({ min: 0, max: 17 }),
      points: fc.array(value, { minLength: columns * 7, maxLength: columns * 7 }),
      k: fc.integer({ min: 1, max: 40 }),
    }),
  )
  .map(({ columns, drawn, extra, points, k }) => {
    const rows = Math.ceil(2048 / columns) + extra;
    const data = Float64Array.from(
      { length: rows * columns },
      (_, at) => drawn[(at * 7 + Math.floor(at / 97)) % drawn.length]!,
    );
    const asked: Matrix = { data: Float64Array.from(points), rows: 7, columns };
    return { rows: { data, rows, columns } satisfies Matrix, asked, k };
  });

function open(rows: Matrix): WasmPairs {
  const pairs = WasmPairs.open(rows);
  if (pairs === undefined) throw new Error("the kernels are not there");
  return pairs;
}

test("WebAssembly finds the nearest rows of TypeScript, bit for bit", () => {
  fc.assert(
    fc.property(matrices, ({ rows, asked, k }) => {
      const twin = new AllPairs(rows);
      const pairs = open(rows);
      expect(pairs.nearest(asked, 0, 7, k)).toEqual(twin.nearest(asked, 0, 7, k));
      expect(pairs.nearest(rows, 3, 20, k)).toEqual(twin.nearest(rows, 3, 20, k));
    }),
    { numRuns: 150 },
  );
});

test("WebAssembly finds the rows within a distance of TypeScript", () => {
  fc.assert(
    fc.property(matrices, fc.double({ min: 0, max: 4, noNaN: true }), ({ rows, asked }, limit) => {
      const twin = new AllPairs(rows);
      const pairs = open(rows);
      for (const point of [0, 6])
        expect(pairs.within(asked, point, limit)).toEqual(twin.within(asked, point, limit));
      // A limit that rows keep exactly.
      const exact = twin.nearest(rows, 1, 2, 30).distances[29]!;
      expect(pairs.within(rows, 1, exact)).toEqual(twin.within(rows, 1, exact));
    }),
    { numRuns: 150 },
  );
});

test("an index that is asked for more and more neighbours answers each time as a new one", () => {
  const rows: Matrix = {
    data: Float64Array.from({ length: 6000 }, (_, at) => Math.sin(at * at)),
    rows: 1000,
    columns: 6,
  };
  const pairs = open(rows);
  for (const [end, k] of [
    [5, 1],
    [1000, 60],
    [3, 1000],
    [9, 3],
  ] as const)
    expect(pairs.nearest(rows, 0, end, k)).toEqual(new AllPairs(rows).nearest(rows, 0, end, k));
  expect(pairs.within(rows, 0, 100)).toHaveLength(1000);
});

test("few numbers, and sizes that single precision cannot scale, stay in TypeScript", () => {
  const few = { data: new Float64Array(100), rows: 100, columns: 1 };
  expect(openPairs(few)).toBeInstanceOf(AllPairs);
  const data = Float64Array.from({ length: 4000 }, (_, at) => (at % 2 === 0 ? 1e150 : -1e150));
  expect(openPairs({ data, rows: 2000, columns: 2 })).toBeInstanceOf(AllPairs);
  expect(openPairs({ data: data.fill(3), rows: 2000, columns: 2 })).toBeInstanceOf(WasmPairs);
});
