import fc from "fast-check";
import { expect, test } from "vitest";
import type { BinnedFeatures } from "../../kernels/analysis/boosting/bins.ts";
import { openDerivatives, ScriptDerivatives } from "../../kernels/analysis/boosting/derivatives.ts";
import type { HistRows } from "../../kernels/analysis/boosting/hist-rows.ts";
import { binaryLogLoss } from "../../kernels/analysis/boosting/losses.ts";
import { openRows } from "../../kernels/analysis/boosting/open-rows.ts";
import { gradientBits, hessianBits } from "../../kernels/analysis/boosting/round.ts";
import { ScriptRows } from "../../kernels/analysis/boosting/script-rows.ts";
import { WasmLogistic } from "../../kernels/analysis/boosting/wasm-logistic.ts";
import { WasmRows } from "../../kernels/analysis/boosting/wasm-rows.ts";
import { exponential } from "../../kernels/analysis/numeric/exponential.ts";
import { stream } from "../../kernels/analysis/random/stream.ts";

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

/** Numbers of any size from -size to size. */
function derivatives(rows: number, size: number, seed: number): Float64Array {
  const random = stream(seed, "derivatives");
  return Float64Array.from({ length: rows }, () => size * (2 * random() - 1));
}

function open(binned: BinnedFeatures): WasmRows {
  const rows = WasmRows.open(binned);
  if (rows === undefined) throw new Error("the kernels are not there");
  return rows;
}

/** The best split of a histogram, whose own sums are those of its first column. */
function bestOf(work: HistRows, own: number, minSamplesLeaf: number, columns: number) {
  const sums = work.values(own, 1);
  const node = { gradient: 0, hessian: 0, rows: 0 };
  for (let at = 0; at < sums.length; at += 3) {
    node.gradient += sums[at]!;
    node.hessian += sums[at + 1]!;
    node.rows += sums[at + 2]!;
  }
  return work.split(own, node, {
    maxLeafNodes: 31,
    maxDepth: 9,
    minSamplesLeaf,
    minHessian: 1e-3,
    l2: columns % 2,
  });
}

/** Splits at random, and what is to be seen after each step. */
function grow(work: HistRows, { rows: n, columns, missingBin }: BinnedFeatures, seed: number) {
  const random = stream(seed, "splits");
  const seen: unknown[] = [];
  for (let tree = 0; tree < 2; tree++) {
    const hessian = derivatives(n, 0.25, seed + 9 + tree).map(Math.abs);
    seen.push(work.start(derivatives(n, 10 ** (seed % 7), seed + tree), hessian));
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
      seen.push(work.values(node.histogram).slice(), work.values(own, 1).slice());
      for (const minSamplesLeaf of [0, 20]) seen.push(bestOf(work, own, minSamplesLeaf, columns));
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

test("so it does when many rows leave hessians fewer bits", () => {
  expect([65_535, 65_536, 8_000_000].map(hessianBits)).toEqual([30, 28, 16]);
  expect([2_000_000, 8_000_000].map(gradientBits)).toEqual([30, 28]);
  const many = features(70_001, 2, 16, 3);
  expect(grow(open(many), many, 3)).toEqual(grow(new ScriptRows(many), many, 3));
});

test("WebAssembly derives the logistic loss as TypeScript does, bit for bit", () => {
  const random = stream(4, "log-odds");
  const target = Float64Array.from({ length: 5001 }, () => random.int(2));
  const fast = openDerivatives(binaryLogLoss, target);
  const slow = new ScriptDerivatives(binaryLogLoss, target);
  expect(fast).toBeInstanceOf(WasmLogistic);
  fast.raw.set(target.map((_, i) => (i < 9 ? (i - 4) * 1e5 : 40 * random.normal())));
  slow.raw.set(fast.raw);
  fast.derive();
  slow.derive();
  expect(fast.gradient).toEqual(slow.gradient);
  expect(fast.hessian).toEqual(slow.hessian);
  for (const x of fast.raw) {
    const bounded = Math.max(-700, Math.min(700, x));
    expect(Math.abs(exponential(x) / Math.exp(bounded) - 1)).toBeLessThan(4.5e-16);
  }
});

test("few rows, and bins of two bytes, stay in TypeScript", () => {
  const many = features(4096, 1, 10, 1);
  expect(openRows(many)).toBeInstanceOf(WasmRows);
  expect(openRows(features(4095, 1, 10, 1))).toBeInstanceOf(ScriptRows);
  expect(openRows({ ...many, bins: Uint16Array.from(many.bins) })).toBeInstanceOf(ScriptRows);
});
