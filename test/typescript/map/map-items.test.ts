import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { estimateText } from "../../../kernels/protocol/kernel/estimate.ts";
import { mapItems, sampleOf } from "../../../kernels/typescript/map/map-items.ts";

describe("items", () => {
  test("are named by their content; equal ones are told apart", () => {
    const [a, b, c] = mapItems([{ x: 1 }, { x: 2 }, { x: 1 }], undefined);
    expect(a!.key).not.toBe(b!.key);
    expect(c!.key).toBe(`${a!.key}#2`);
    expect(mapItems([{ x: 2 }, { x: 1 }], undefined).map(({ key }) => key)).toEqual([
      b!.key,
      a!.key,
    ]);
  });

  test("of a smaller sample are among those of every larger one, whatever the order of the list", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer(), { maxLength: 60 }),
        fc.nat(60),
        fc.nat(60),
        fc.integer(),
        (list, one, other, seed) => {
          const [small, large] = [Math.min(one, other), Math.max(one, other)];
          const few = sampleOf(mapItems(list, undefined), small, seed).map(({ item }) => item);
          const many = sampleOf(mapItems([...list].reverse(), undefined), large, seed);
          expect(few).toHaveLength(Math.min(small, list.length));
          expect(many.map(({ item }) => item)).toEqual(expect.arrayContaining(few));
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe("an estimate", () => {
  test("says the middle, the range, what it comes from, and the other number of threads", () => {
    const basis = { seconds: [0.36, 0.4, 0.5], from: "from 3 earlier runs" };
    expect(estimateText(basis, { left: 100, workers: 1, cores: 2 })).toBe(
      "about 40 s (36 s to 50 s), from 3 earlier runs; with 2 workers about 23 s",
    );
    expect(estimateText(basis, { left: 100, workers: 2, cores: 2 })).toBe(
      "about 23 s (20 s to 28 s), from 3 earlier runs; with 1 worker about 40 s",
    );
    expect(
      estimateText(
        { seconds: [0.01], from: "from an earlier run" },
        { left: 50, workers: 1, cores: 8 },
      ),
    ).toBe("about 1 s, from an earlier run");
  });
});
