import fc from "fast-check";
import { expect, test } from "vitest";
import type { Matrix } from "../../kernels/analysis/base/matrix.ts";
import { openCentres } from "../../kernels/analysis/cluster/open-centres.ts";
import { ScriptCentres } from "../../kernels/analysis/cluster/script-centres.ts";
import { WasmCentres } from "../../kernels/analysis/cluster/wasm-centres.ts";

const values = [
  fc.integer({ min: -2, max: 2 }),
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.oneof(
    fc.double({ min: 1e6, max: 1e6 + 1, noNaN: true }),
    fc.constantFrom(1e-30, 1e25, -1e60, 1e-90),
  ),
];

/** Rows of one kind of values, and centres among and beside them. */
const tasks = fc
  .tuple(
    fc.integer({ min: 1, max: 11 }),
    fc.integer({ min: 1, max: 9 }),
    fc.constantFrom(...values),
  )
  .chain(([columns, k, value]) =>
    fc.record({
      columns: fc.constant(columns),
      k: fc.constant(k),
      drawn: fc.array(value, { minLength: 30, maxLength: 300 }),
      extra: fc.integer({ min: 0, max: 9 }),
      centres: fc.array(fc.oneof(value, fc.constantFrom(0, 1e40, 1e160)), {
        minLength: k * columns,
        maxLength: k * columns,
      }),
      isWeighted: fc.boolean(),
      candidates: fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 5 }),
    }),
  )
  .map(({ columns, k, drawn, extra, centres, isWeighted, candidates }) => {
    const rows = Math.max(501, Math.ceil(8192 / columns / k)) + extra;
    const data = Float64Array.from(
      { length: rows * columns },
      (_, at) => drawn[(at * 11 + Math.floor(at / 89)) % drawn.length]!,
    );
    const matrix: Matrix = { data, rows, columns };
    const weights = isWeighted ? Float64Array.from({ length: rows }, (_, i) => i % 4) : undefined;
    // One centre is a row, and rows are between equal centres: ties.
    const placed = Float64Array.from(centres);
    placed.set(data.subarray(0, columns));
    return { matrix, weights, k, centres: placed, candidates };
  });

function open(matrix: Matrix, weights: Float64Array | undefined, k: number): WasmCentres {
  const search = WasmCentres.open(matrix, weights, k);
  if (search === undefined) throw new Error("the kernels are not there");
  return search;
}

test("WebAssembly assigns rows, adds them up and draws centres as TypeScript does, bit for bit", () => {
  fc.assert(
    fc.property(tasks, ({ matrix, weights, k, centres, candidates }) => {
      const seen = [open(matrix, weights, k), new ScriptCentres(matrix, weights)].map((search) => {
        const labels = new Int32Array(matrix.rows).fill(-1);
        const changed = search.assign(centres, labels);
        const again = search.assign(centres.slice().reverse(), labels);
        const distances = search.distances(centres, labels);
        const sums = search.sums(labels, k);
        const first = search.potentials(candidates.slice(0, 1), undefined);
        const next = search.potentials(candidates, first[0]!.distances);
        return { labels, changed, again, distances, sums, first, next };
      });
      expect(seen[0]).toEqual(seen[1]);
    }),
    { numRuns: 60 },
  );
});

test("rows between two centres go where double precision says", () => {
  const columns = 3;
  const rows = 3000;
  const centres = Float64Array.of(0.11, 0.37, 0.53, 0.47, 0.29, 0.71);
  const between = [0, 1, 2].map((j) => centres[columns + j]! - centres[j]!);
  const square = between.reduce((sum, x) => sum + x * x, 0);
  const data = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    // In the plane as far from one as from the other, but for what single precision cannot tell.
    const aside = [0, 1, 2].map((j) => Math.sin(3 * i + j));
    const share = aside.reduce((sum, x, j) => sum + x * between[j]!, 0) / square;
    for (let j = 0; j < columns; j++) {
      const middle = (centres[j]! + centres[columns + j]!) / 2;
      const off = 1e-9 * Math.cos(i) - share;
      data[i * columns + j] = middle + aside[j]! + off * between[j]!;
    }
  }
  const matrix: Matrix = { data, rows, columns };
  const labels = new Int32Array(rows).fill(-1);
  const expected = labels.slice();
  expect(open(matrix, undefined, 2).assign(centres, labels)).toBe(rows);
  new ScriptCentres(matrix, undefined).assign(centres, expected);
  expect(labels).toEqual(expected);
  expect(new Set(labels)).toEqual(new Set([0, 1]));
});

test("rows are added up in the same blocks", () => {
  const data = Float64Array.from({ length: 60_000 }, (_, at) => Math.sin(at) * 2 ** (at % 40));
  const matrix: Matrix = { data, rows: 20_000, columns: 3 };
  const labels = Int32Array.from({ length: 20_000 }, (_, i) => (i * i) % 5);
  const sums = open(matrix, undefined, 5).sums(labels, 5);
  expect(sums).toEqual(new ScriptCentres(matrix, undefined).sums(labels, 5));
});

test("few products stay in TypeScript", () => {
  const matrix = { data: new Float64Array(4096), rows: 1024, columns: 4 };
  expect(openCentres(matrix, undefined, 1)).toBeInstanceOf(ScriptCentres);
  expect(openCentres(matrix, undefined, 2)).toBeInstanceOf(WasmCentres);
});
