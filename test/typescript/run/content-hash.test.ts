import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contentHash } from "../../../kernels/typescript/state/content-hash.ts";

const hash = (value: unknown): string => contentHash(value, "value");

describe("the hash of content", () => {
  test("is equal however V8 keeps the numbers", () => {
    const asDouble = { i: 0.5 };
    asDouble.i = 7; // its field holds doubles from here on
    expect(hash(asDouble)).toBe(hash({ i: 7 }));
    const doubles = [0.5, 1, 2];
    doubles[0] = 3;
    expect(hash(doubles)).toBe(hash([3, 1, 2]));
    expect(hash(["a", "ü".normalize("NFC").slice(0, 1)])).toBe(hash(["a", "ü"]));
  });

  test("does not depend on the order of keys or on whether memory is shared", () => {
    expect(hash({ a: 1, b: [2] })).toBe(hash({ b: [2], a: 1 }));
    const shared = new Float64Array(new SharedArrayBuffer(16)).fill(1.5);
    expect(hash(shared)).toBe(hash(new Float64Array([1.5, 1.5])));
  });

  test.each([
    [0, -0],
    [1, "1"],
    [1, 1n],
    [null, undefined],
    [[], {}],
    [
      [1, [2]],
      [[1], 2],
    ],
    ["ab", "a\0b"],
    [{ a: "b" }, { ab: "" }],
    [["a", "b"], ["ab"]],
    [new Map([[1, 2]]), new Set([1, 2])],
    [new Float32Array([1]), new Int32Array(new Float32Array([1]).buffer)],
    [new Date(0), 0],
    [/a/g, /a/i],
    [JSON.parse('{"__proto__":1}'), {}],
  ])("tells one from another %#", (a, b) => {
    expect(hash(a)).not.toBe(hash(b));
  });

  test("is the same for a copy, and another after any change (300 values)", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.jsonValue({ maxDepth: 4 }), (a, b) => {
        expect(hash(structuredClone(a))).toBe(hash(a));
        const isEqual = JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
        if (!hasMinusZero(a) && !hasMinusZero(b)) expect(hash(a) === hash(b)).toBe(isEqual);
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  test("ends for circles, and tells them apart", () => {
    const circle: unknown[] = [1];
    circle.push(circle);
    const other: unknown[] = [1];
    other.push([1, other]);
    expect(hash(circle)).not.toBe(hash(other));
  });
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .map(([key, item]) => [key, sorted(item)])
    .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))
    .concat([["an object", null]]);
}

/** JSON cannot tell it from 0. */
function hasMinusZero(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasMinusZero);
  if (typeof value === "object" && value !== null) return Object.values(value).some(hasMinusZero);
  return Object.is(value, -0);
}
