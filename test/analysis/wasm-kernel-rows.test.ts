import fc from "fast-check";
import { expect, test } from "vitest";
import { stream } from "../../kernels/analysis/random/stream.ts";
import {
  type Kernel,
  ScriptKernelRows,
  squaredLengths,
} from "../../kernels/analysis/svm/kernel.ts";
import { openKernelRows } from "../../kernels/analysis/svm/open-kernel-rows.ts";
import { WasmKernelRows } from "../../kernels/analysis/svm/wasm-kernel-rows.ts";

const radial: Kernel = { kind: "rbf", gamma: 0.3, degree: 3, coef0: 0 };

function sample(columns: number, extra: number, seed: number) {
  const random = stream(seed, "kernel rows");
  const rows = Math.ceil(512 / columns) + extra;
  const data = Float64Array.from({ length: rows * columns }, () => 3 * random.normal());
  return { data, rows, columns };
}

test("radial kernels have the same bits in WebAssembly and in TypeScript", () => {
  fc.assert(
    fc.property(
      fc.record({
        columns: fc.integer({ min: 1, max: 9 }),
        extra: fc.integer({ min: 0, max: 9 }),
        gamma: fc.constantFrom(1e-3, 0.3, 50),
        seed: fc.integer({ min: 0, max: 1e6 }),
      }),
      ({ columns, extra, gamma, seed }) => {
        const matrix = sample(columns, extra, seed);
        const squares = squaredLengths(matrix);
        const kernel = { ...radial, gamma };
        const fast = openKernelRows(kernel, matrix, squares);
        expect(fast).toBeInstanceOf(WasmKernelRows);
        const slow = new ScriptKernelRows(kernel, matrix, squares);
        const own = new Float64Array(matrix.rows);
        const other = new Float64Array(matrix.rows);
        for (let i = 0; i < 5; i++) {
          fast.fill(matrix.data, i * columns, squares[i]!, own);
          slow.fill(matrix.data, i * columns, squares[i]!, other);
          expect(own).toEqual(other);
        }
      },
    ),
    { numRuns: 20 },
  );
});

test("other kernels, and few rows, stay in TypeScript", () => {
  const matrix = sample(4, 0, 1);
  const squares = squaredLengths(matrix);
  expect(openKernelRows({ ...radial, kind: "poly" }, matrix, squares)).toBeInstanceOf(
    ScriptKernelRows,
  );
  const few = { data: matrix.data.slice(0, 508), rows: 127, columns: 4 };
  expect(openKernelRows(radial, few, squares)).toBeInstanceOf(ScriptKernelRows);
});
