import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { mimeBundle } from "../../kernels/typescript/display/mime-bundle.ts";
import { plainText } from "../../kernels/typescript/display/plain-text.ts";

const many = (n: number): Record<string, number> =>
  Object.fromEntries(Array.from({ length: n }, (_, i) => [`key${i}`, i]));
const nested = (width: number, depth: number): unknown =>
  depth === 0 ? 1 : Array.from({ length: width }, () => nested(width, depth - 1));

describe("the text of a value", () => {
  test("of usual size is Node's own", () => {
    const values = [
      1,
      "text",
      [1, 2, 3],
      { a: { b: { c: { d: 1 } } } },
      new Map([["a", 1]]),
      new Set([1]),
      /x/,
      new Date(0),
      null,
      undefined,
      10n,
      new URL("https://a.b/c"),
    ];
    for (const value of values)
      expect(plainText(value)).toBe(inspect(value, { depth: 4, breakLength: 100 }));
  });

  // Without limits the texts of these have up to 1 GB and take up to minutes.
  test.each<[string, () => unknown, RegExp]>([
    ["a typed array of 1 GB", () => new Float64Array(134_217_728), /134217628 more items/],
    [
      "an array of a million objects",
      () => Array.from({ length: 1e6 }, (_, i) => ({ i })),
      /999900 more items/,
    ],
    [
      "a map of a million",
      () => new Map(Array.from({ length: 1e6 }, (_, i) => [i, { i }])),
      /999900 more items/,
    ],
    [
      "a set of a million",
      () => new Set(Array.from({ length: 1e6 }, (_, i) => i)),
      /999900 more items/,
    ],
    ["an object with a million keys", () => many(1e6), /key49: 49(?:.|\n)*… 999,950 more keys$/],
    ["nested arrays", () => nested(60, 4), /more items/],
    [
      "10,000 long strings",
      () => Array.from({ length: 100 }, () => Array.from({ length: 100 }, () => "x".repeat(1e4))),
      /more/,
    ],
    ["objects of many keys", () => ({ a: many(4_000), b: [many(4_000), many(4_000)] }), /key/],
    ["a string of 100 MB", () => "x".repeat(1e8), /more characters/],
    ["an object of a class", () => Object.assign(new (class Wide {})(), many(6_000)), /^Wide \{/],
  ])("of %s is short, and says that it is", (_, make, text) => {
    const value = make();
    const began = performance.now();
    const shown = plainText(value);
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(shown.length).toBeLessThan(600_000);
    expect(shown).toMatch(text);
  });

  test("of a circle is not taken for a large one", () => {
    const root = { children: [] as object[] };
    for (let i = 0; i < 90; i++) root.children.push({ parent: root, i });
    expect(plainText(root)).toBe(inspect(root, { depth: 4, breakLength: 100 }));
  });

  test("calls no getter and no trap", () => {
    const fail = (): never => {
      throw new Error("called");
    };
    const value = {
      get a(): number {
        return fail();
      },
      p: new Proxy({}, { ownKeys: fail, get: fail }),
    };
    expect(plainText(value)).toBe("{ a: [Getter], p: {} }");
  });
});

describe("the bundle of a large value", () => {
  test("of rows with large cells is bounded", async () => {
    const [list, deep] = [Array.from({ length: 5_000 }, (_, j) => j), many(4_000)];
    const text = "x".repeat(50_000);
    const rows = Array.from({ length: 2_000 }, (_, i) => ({ i, text, list, deep }));
    const bundle = await mimeBundle(rows);
    expect(JSON.stringify(bundle).length).toBeLessThan(20e6);
    const { data, total } = bundle["application/vnd.dataresource+json"] as unknown as {
      data: Record<string, string>[];
      total: number;
    };
    expect(total).toBe(2_000);
    expect(data.length).toBeGreaterThan(10);
    expect(data[0]?.text).toMatch(/^x{10000}… 40,000 more characters$/);
    expect(bundle["text/plain"]).toMatch(/10 of 2000 rows$/);
  });

  test("of rows with very many columns shows the first, and says so", async () => {
    const bundle = await mimeBundle([many(10_000), many(3)]);
    const { schema } = bundle["application/vnd.dataresource+json"] as unknown as {
      schema: { fields: unknown[] };
    };
    expect(schema.fields.length).toBe(500);
    expect(bundle["text/plain"]).toMatch(/2 of 2 rows, the first 500 columns$/);
  });
});
