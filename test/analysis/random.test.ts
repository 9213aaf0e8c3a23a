import { describe, expect, test } from "vitest";
import { resumeStream, rowBits, stream, sum } from "../../kernels/analysis/index.ts";
import { threefry4x32 } from "../../kernels/analysis/random/threefry.ts";

const hex = (block: Int32Array) =>
  Array.from(block, (x) => (x >>> 0).toString(16).padStart(8, "0"));

describe("threefry4x32", () => {
  // Known answers of the Random123 distribution (kat_vectors, threefry4x32, 20 rounds).
  test.each([
    [[0, 0, 0, 0], [0, 0, 0, 0], "9c6ca96a e17eae66 fc10ecd4 5256a7d8"],
    [[-1, -1, -1, -1], [-1, -1, -1, -1], "2a881696 57012287 f6c7446e a16a6732"],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0, 0x082efa98, 0xec4e6c89],
      "59cd1dbb b8879579 86b5d00c ac8b6d84",
    ],
  ] as [[number, number, number, number], [number, number, number, number], string][])(
    "of counter %j and key %j gives the published answer",
    (counter, key, answer) => {
      expect(hex(threefry4x32(key, counter, new Int32Array(4))).join(" ")).toBe(answer);
    },
  );
});

describe("stream", () => {
  const first = (random: () => number) => Array.from({ length: 4 }, () => random());

  test("gives the same numbers for the same seed, purpose and unit", () => {
    expect(first(stream(7, "tree", 3))).toEqual(first(stream(7, "tree", 3)));
  });

  test("gives other numbers when any of the three differs", () => {
    const starts = [
      stream(7, "tree", 3),
      stream(8, "tree", 3),
      stream(7, "fold", 3),
      stream(7, "tree", 4),
      stream(7, "tree", -1),
      stream(7, "tree", "3"),
      stream(7, "tree", 3 + 2 ** 32),
      stream(7 + 2 ** 32, "tree", 3),
    ].map((random) => random.uint32());
    expect(new Set(starts).size).toBe(starts.length);
  });

  test("keeps its digits from release to release", () => {
    const random = stream(42, "golden", 1);
    const integers = [random.uint32(), random.uint32()];
    expect(integers).toEqual([3014657048, 3439177774]);
    expect(random()).toBe(0.9683961866503764);
    // The layer edges come from Math.exp and Math.log, whose last bit may differ between V8 versions.
    expect(random.normal()).toBeCloseTo(-2.0760874382799623, 13);
    expect(random.int(1000)).toBe(358);
  });

  test("goes on from a saved state exactly where it was", () => {
    const random = stream(1, "resume");
    for (let i = 0; i < 100; i++) random.normal();
    const again = resumeStream(random.state());
    expect(first(again)).toEqual(first(random));
  });

  test("refuses a seed that is not an integer", () => {
    expect(() => stream(0.5, "x")).toThrow("expected an integer");
    expect(() => stream(0, "x", Number.NaN)).toThrow("expected an integer");
  });

  test("gives each unit an uncorrelated start: 20,000 first draws fill 64 bins evenly", () => {
    const counts = new Float64Array(64);
    for (let unit = 0; unit < 20_000; unit++) counts[Math.floor(stream(0, "unit", unit)() * 64)]!++;
    expect(chiSquared(counts, 20_000 / 64)).toBeLessThan(CHI2_63_AT_1E6);
  });
});

describe("uniform draws", () => {
  test("fill 256 bins evenly, also pair by pair", () => {
    const random = stream(3, "uniform");
    const counts = new Float64Array(256);
    const pairs = new Float64Array(256);
    for (let i = 0; i < 400_000; i++) {
      const a = random();
      const b = random();
      counts[Math.floor(a * 256)]!++;
      pairs[Math.floor(a * 16) * 16 + Math.floor(b * 16)]!++;
    }
    expect(chiSquared(counts, 400_000 / 256)).toBeLessThan(CHI2_255_AT_1E6);
    expect(chiSquared(pairs, 400_000 / 256)).toBeLessThan(CHI2_255_AT_1E6);
  });

  test("stay in [0, 1) and use 53 bits", () => {
    const random = stream(4, "bits");
    let low = 0;
    for (let i = 0; i < 1000; i++) {
      const x = random();
      expect(x >= 0 && x < 1).toBe(true);
      if ((x * 2 ** 53) % 2 === 1) low++;
    }
    expect(Math.abs(low - 500)).toBeLessThan(80);
  });
});

describe("normal draws", () => {
  const random = stream(5, "normal");
  const n = 1_000_000;
  const draws = Float64Array.from({ length: n }, () => random.normal());

  test("have the first four moments of the standard normal within 5 standard errors", () => {
    const m = (k: number) => sum(draws.map((x) => x ** k)) / n;
    expect(Math.abs(m(1))).toBeLessThan(5 / Math.sqrt(n));
    expect(Math.abs(m(2) - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
    expect(Math.abs(m(3))).toBeLessThan(5 * Math.sqrt(15 / n));
    expect(Math.abs(m(4) - 3)).toBeLessThan(5 * Math.sqrt(96 / n));
  });

  test("follow the normal distribution: Kolmogorov-Smirnov distance below its 1e-6 point", () => {
    const sorted = draws.slice().sort();
    let distance = 0;
    for (let i = 0; i < n; i++)
      distance = Math.max(distance, Math.abs(normalCdf(sorted[i]!) - (i + 0.5) / n));
    expect(distance * Math.sqrt(n)).toBeLessThan(2.7);
  });

  test("reach the tail beyond the last layer as often as they should", () => {
    const beyond = draws.reduce((count, x) => count + (Math.abs(x) > 3.442619855899 ? 1 : 0), 0);
    const expected = n * 5.7607e-4;
    expect(Math.abs(beyond - expected)).toBeLessThan(5 * Math.sqrt(expected));
  });
});

describe("int(below)", () => {
  test.each([1, 2, 3, 7, 10, 1000])("hits every value below %i equally often", (below) => {
    const random = stream(6, "int", below);
    const counts = new Float64Array(below);
    const draws = 1000 * below;
    for (let i = 0; i < draws; i++) counts[random.int(below)]!++;
    const z = (chiSquared(counts, 1000) - (below - 1)) / Math.sqrt(2 * Math.max(1, below - 1));
    expect(Math.abs(z)).toBeLessThan(6);
  });

  test("stays below bounds that do not divide 2^32, and below 2^53", () => {
    const random = stream(6, "wide");
    for (const below of [3_000_000_000, 2 ** 32, 2 ** 32 + 1, 2 ** 53]) {
      let most = 0;
      for (let i = 0; i < 2000; i++) {
        const x = random.int(below);
        expect(Number.isInteger(x) && x >= 0 && x < below).toBe(true);
        most = Math.max(most, x);
      }
      expect(most).toBeGreaterThan(below * 0.99);
    }
  });

  test("has no bias where multiply-shift without rejection would have one", () => {
    // With 3·2^30 values a draw of 2^32 favours every third value by 2:1 when nothing is rejected.
    const random = stream(6, "bias");
    let first = 0;
    for (let i = 0; i < 90_000; i++) if (random.int(3 * 2 ** 30) % 3 === 0) first++;
    expect(Math.abs(first - 30_000)).toBeLessThan(5 * Math.sqrt(20_000));
  });

  test("refuses bounds that are no positive integers", () => {
    for (const bad of [0, -1, 1.5, Number.NaN, 2 ** 54])
      expect(() => stream(0, "x").int(bad)).toThrow("expected an integer from 1 to 2^53");
  });
});

describe("shuffle", () => {
  test("gives each of the 24 orders of 4 items equally often", () => {
    const random = stream(8, "shuffle");
    const counts = new Map<string, number>();
    for (let i = 0; i < 48_000; i++) {
      const order = random.shuffle(["a", "b", "c", "d"]).join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    expect(chiSquared(Float64Array.from(counts.values()), 2000)).toBeLessThan(75);
  });

  test("shuffles in place and returns the same array", () => {
    const items = [1, 2, 3];
    expect(stream(1, "s").shuffle(items)).toBe(items);
    expect(Array.from(stream(1, "p").permutation(5)).sort()).toEqual([0, 1, 2, 3, 4]);
  });
});

describe("rowBits", () => {
  test("answers for any row in any order", () => {
    const forward = [0, 1, 2].map((row) => rowBits(1, "bootstrap", 4, row));
    const backward = [2, 1, 0].map((row) => rowBits(1, "bootstrap", 4, row));
    expect(backward.reverse()).toEqual(forward);
    expect(new Set(forward).size).toBe(3);
  });
});

describe("sum", () => {
  test("keeps what a plain sum loses", () => {
    expect(sum([1, 1e100, 1, -1e100])).toBe(2);
    expect(sum(new Float64Array(1_000_000).fill(0.1))).toBe(100_000);
  });

  test("skips NaN, and answers infinity as IEEE does", () => {
    expect(sum([1, Number.NaN, 2])).toBe(3);
    expect(sum([1, Number.POSITIVE_INFINITY])).toBe(Number.POSITIVE_INFINITY);
    expect(sum([])).toBe(0);
  });
});

const CHI2_63_AT_1E6 = 130;
const CHI2_255_AT_1E6 = 375;

function chiSquared(counts: Float64Array, expected: number): number {
  return counts.reduce((total, count) => total + (count - expected) ** 2 / expected, 0);
}

/** Hart's rational approximation is more than the test needs; the error function by its series and continued fraction. */
function normalCdf(x: number): number {
  const z = Math.abs(x) / Math.SQRT2;
  let tail: number;
  if (z < 3) {
    let term = z;
    let total = z;
    for (let k = 1; k < 100; k++) {
      term *= (-z * z) / k;
      total += term / (2 * k + 1);
    }
    tail = 0.5 - total / Math.sqrt(Math.PI);
  } else {
    let fraction = 0;
    for (let k = 60; k > 0; k--) fraction = k / 2 / (z + fraction);
    tail = Math.exp(-z * z) / (2 * Math.sqrt(Math.PI) * (z + fraction));
  }
  return x < 0 ? tail : 1 - tail;
}
