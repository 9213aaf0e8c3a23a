import fc from "fast-check";
import { expect, test } from "vitest";
import { openColumn } from "../../kernels/analysis/boosting/open-column.ts";
import { ScriptColumn } from "../../kernels/analysis/boosting/script-column.ts";
import { WasmColumn } from "../../kernels/analysis/boosting/wasm-column.ts";

function open(rows: number): WasmColumn {
  const room = WasmColumn.open(rows);
  if (room === undefined) throw new Error("the kernels are not there");
  return room;
}

const value = fc.oneof(
  fc.double({ noNaN: true }),
  fc.integer({ min: -300, max: 300 }),
  fc.constantFrom(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324, -5e-324),
);

test("WebAssembly sorts and bins as TypeScript does, bit for bit", () => {
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 1, maxLength: 400 }),
      fc.uniqueArray(fc.oneof(value, fc.integer({ min: -500, max: 500 })), { maxLength: 254 }),
      fc.integer({ min: 0, max: 2048 }),
      (drawn, between, count) => {
        const values = Float64Array.from(
          { length: 2048 },
          (_, i) => drawn[(i * 7) % drawn.length]! + 0,
        );
        const cuts = Float64Array.from(new Set(between.map((cut) => cut + 0))).sort();
        const seen = [open(2048), new ScriptColumn(2048, 255)].map((room) => {
          room.values.set(values);
          const sorted = room.sorted(count).slice();
          room.values.set(values);
          for (let i = 0; i < 2048; i += 5) room.values[i] = i % 2 === 0 ? Number.NaN : -0;
          const bins = room.bins(cuts, 255).slice();
          return { sorted, bins, none: room.bins(new Float64Array(), 255).slice() };
        });
        expect(seen[0]).toEqual(seen[1]);
      },
    ),
    { numRuns: 100 },
  );
});

test("short columns, and bins of two bytes, stay in TypeScript", () => {
  expect(openColumn(2048, 255)).toBeInstanceOf(WasmColumn);
  expect(openColumn(2047, 255)).toBeInstanceOf(ScriptColumn);
  expect(openColumn(2048, 256)).toBeInstanceOf(ScriptColumn);
});
