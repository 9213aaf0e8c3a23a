import fc from "fast-check";
import { expect, test } from "vitest";
import { stream } from "../../kernels/analysis/random/stream.ts";
import type { CodedFeatures } from "../../kernels/analysis/tree/codes.ts";
import { type Cut, scanFor } from "../../kernels/analysis/tree/criterion.ts";
import { Groups } from "../../kernels/analysis/tree/groups.ts";
import type { GrowLimits } from "../../kernels/analysis/tree/splitter.ts";
import { WasmNodes } from "../../kernels/analysis/tree/wasm-nodes.ts";

function features(columns: number, codes: number, seed: number): CodedFeatures {
  const random = stream(seed, "codes");
  const rows = Math.ceil(16_384 / columns);
  return {
    rows,
    columns,
    codes: Uint8Array.from({ length: rows * columns }, () => random.int(codes)),
    starts: Int32Array.from({ length: columns + 1 }, (_, j) => j * codes),
    lower: new Float64Array(columns * codes),
    upper: new Float64Array(columns * codes),
  };
}

const limits: GrowLimits = {
  criterion: "gini",
  splitter: "best",
  maxDepth: 9,
  minSamplesSplit: 2,
  minSamplesLeaf: 1,
  minWeightLeaf: 0,
  maxFeatures: 1,
  maxLeafNodes: 9,
  minImpurityDecrease: 0,
};

/** A node, looked at in WebAssembly and in TypeScript. */
function compare(coded: CodedFeatures, classes: 0 | 2, minWeightLeaf: number, seed: number): void {
  const criterion = classes === 0 ? "squared_error" : "gini";
  const own = { ...limits, criterion, minWeightLeaf } as const;
  const fast = WasmNodes.open(coded, classes, own);
  if (fast === undefined) throw new Error("the kernels are not there");
  const random = stream(seed, "nodes");
  const { rows, columns, codes } = coded;
  const pairs = Array.from({ length: rows }, () => ({
    weight: 1 + random.int(3),
    target: classes === 0 ? random.normal() : random.int(2),
  }));
  pairs.forEach(({ weight, target }, row) => {
    fast.vectors[2 * row] = classes === 0 || target === 0 ? weight : 0;
    fast.vectors[2 * row + 1] = classes === 0 ? weight * target : weight * target;
    fast.rows[row] = row;
  });
  const groups = new Groups(coded, 2, classes > 0, false);
  let end = rows;
  for (let split = 0; split < 6 && end > 0; split++) {
    const node = {
      start: 0,
      end,
      lane: Int32Array.from(fast.rows.subarray(0, end), (row) => pairs[row]!.target),
      target: Float64Array.from(fast.rows.subarray(0, end), (row) => pairs[row]!.target),
      weight: Float64Array.from(fast.rows.subarray(0, end), (row) => pairs[row]!.weight),
    };
    const total = new Float64Array(2);
    for (const row of fast.rows.subarray(0, end)) {
      total[0]! += fast.vectors[2 * row]!;
      total[1]! += fast.vectors[2 * row + 1]!;
    }
    fast.sum(0, end);
    expect(fast.total).toEqual(total);
    for (let column = 0; column < columns; column++) {
      const found = fast.find(column, 0, end);
      const isVaried = groups.fill(column, fast.rows, node);
      expect(found > 0).toBe(isVaried);
      if (!isVaried) continue;
      const cut: Cut = { gain: 0, group: -1 };
      scanFor(criterion, 2)(groups, total, end, own, cut);
      expect(found === 2).toBe(cut.group >= 0);
      if (found < 2) continue;
      expect(fast.gain).toBe(cut.gain);
      expect([fast.code, fast.nextCode]).toEqual([
        groups.code[cut.group],
        groups.code[cut.group + 1],
      ]);
    }
    const column = random.int(columns);
    const code = random.int(256);
    const before = [...fast.rows.subarray(0, end)];
    const goesLeft = (row: number) => codes[column * rows + row]! <= code;
    const middle = fast.part(column, code, 0, end);
    expect([...fast.rows.subarray(0, end)]).toEqual([
      ...before.filter(goesLeft),
      ...before.filter((row) => !goesLeft(row)),
    ]);
    end = Math.min(middle, Math.floor(end / 4));
  }
}

test("cuts of a node have the same bits in WebAssembly and in TypeScript", () => {
  fc.assert(
    fc.property(
      fc.record({
        columns: fc.integer({ min: 1, max: 7 }),
        codes: fc.constantFrom(1, 2, 17, 255, 256),
        classes: fc.constantFrom<0 | 2>(0, 2),
        minWeight: fc.constantFrom(0, 40),
        seed: fc.integer({ min: 0, max: 1e6 }),
      }),
      ({ columns, codes, classes, minWeight, seed }) =>
        compare(features(columns, codes, seed), classes, minWeight, seed),
    ),
    { numRuns: 25 },
  );
});

test("other tasks stay in TypeScript", () => {
  const coded = features(2, 9, 1);
  expect(WasmNodes.open(coded, 2, limits)).toBeInstanceOf(WasmNodes);
  expect(WasmNodes.open(coded, 3, limits)).toBeUndefined();
  expect(WasmNodes.open(coded, 0, limits)).toBeUndefined();
  expect(WasmNodes.open(coded, 2, { ...limits, minSamplesLeaf: 2 })).toBeUndefined();
  expect(WasmNodes.open(coded, 2, { ...limits, splitter: "random" })).toBeUndefined();
  const ints = { ...coded, codes: Int32Array.from(coded.codes) };
  expect(WasmNodes.open(ints, 2, limits)).toBeUndefined();
});
