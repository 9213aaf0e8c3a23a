import fc from "fast-check";
import { expect, test } from "vitest";
import type { BinnedFeatures } from "../../kernels/analysis/boosting/bins.ts";
import type { HistRows } from "../../kernels/analysis/boosting/hist-rows.ts";
import { openRows } from "../../kernels/analysis/boosting/open-rows.ts";
import { ScriptRows } from "../../kernels/analysis/boosting/script-rows.ts";
import { stream } from "../../kernels/analysis/random.ts";
import { WasmRows } from "../../kernels/analysis/wasm/wasm-rows.ts";

function features(rows: number, columns: number, missingBin: number, seed: number): BinnedFeatures {
  const random = stream(seed, "bins");
  return {
    rows,
    columns,
    missingBin,
    bins: Uint8Array.from({ length: rows * columns }, () => random.int(missingBin + 1)),
    thresholds: Array.from({ length: columns }, () => new Float64Array(missingBin - 1)),
    hasMissing: Array.from({ length: columns }, () => true),
  };
}

/** Multiples of 2^-30 of at most 1 in size, as `roundTo` leaves them. */
function derivatives(rows: number, seed: number): Float64Array {
  const random = stream(seed, "derivatives");
  return Float64Array.from({ length: rows }, () => (random.int(2 ** 31) - 2 ** 30) * 2 ** -30);
}

function open(binned: BinnedFeatures): WasmRows {
  const rows = WasmRows.open(binned);
  if (rows === undefined) throw new Error("the kernels are not there");
  return rows;
}

/** Splits at random, and what is to be seen after each step. */
function grow(work: HistRows, { rows: n, columns, missingBin }: BinnedFeatures, seed: number) {
  const random = stream(seed, "splits");
  const seen: unknown[] = [];
  for (let tree = 0; tree < 2; tree++) {
    work.start(derivatives(n, seed + tree), derivatives(n, seed + 9 + tree));
    const root = work.take();
    work.add(0, n, root);
    const open = [{ start: 0, end: n, histogram: root }];
    for (let splits = 0; splits < 6; splits++) {
      const node = open.splice(random.int(open.length), 1)[0]!;
      const middle = work.part(node.start, node.end, {
        feature: random.int(columns),
        bin: random.int(missingBin),
        missingLeft: random.int(2) === 1,
      });
      const own = work.take();
      work.add(node.start, middle, own);
      work.subtract(node.histogram, own);
      seen.push(middle, work.rows.slice(), work.values(own).slice());
      seen.push(work.values(node.histogram).slice());
      open.push({ start: node.start, end: middle, histogram: own });
      open.push({ start: middle, end: node.end, histogram: node.histogram });
    }
    for (const { histogram } of open) work.give(histogram);
  }
  return seen;
}

test("WebAssembly moves and adds rows as TypeScript does, bit for bit", () => {
  fc.assert(
    fc.property(
      fc.record({
        columns: fc.integer({ min: 1, max: 9 }),
        missingBin: fc.constantFrom(2, 3, 16, 255),
        extra: fc.integer({ min: 0, max: 40 }),
        seed: fc.integer({ min: 0, max: 1e6 }),
      }),
      ({ columns, missingBin, extra, seed }) => {
        const binned = features(Math.ceil(4096 / columns) + extra, columns, missingBin, seed);
        expect(grow(open(binned), binned, seed)).toEqual(
          grow(new ScriptRows(binned), binned, seed),
        );
      },
    ),
    { numRuns: 15 },
  );
});

test("few rows, and bins of two bytes, stay in TypeScript", () => {
  const many = features(4096, 1, 10, 1);
  expect(openRows(many)).toBeInstanceOf(WasmRows);
  expect(openRows(features(4095, 1, 10, 1))).toBeInstanceOf(ScriptRows);
  expect(openRows({ ...many, bins: Uint16Array.from(many.bins) })).toBeInstanceOf(ScriptRows);
});
