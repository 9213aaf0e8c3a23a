import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { type AnalysisError, isMissing, readCsv, Table } from "../../kernels/analysis/index.ts";
import { failure } from "./fixtures.ts";

const day = (n: number) => new Date(Date.UTC(2024, 0, n));
// Row 1 has no value at all, row 2 has zeros and empty text, which are values.
const columns = {
  a: [3, null, 0],
  k: [3, null, 0] as unknown[],
  f: Float32Array.of(3, Number.NaN, 0),
  s: ["Ann", null, ""],
  d: [day(20), null, day(1)],
  e: [day(10), day(10), null],
  flag: [true, null, false],
  "last seen": [day(1), null, day(2)],
  full: [1, 2, 3],
};
const t = Table.from(columns).derive({ k: Table.from(columns).column("k") });
/** The row as a person thinks of it: that values may be missing is what they forget. */
interface Row {
  a: number;
  k: number;
  f: number;
  s: string;
  d: Date;
  e: Date;
  flag: boolean;
  "last seen": Date;
  full: number;
}
const mark = "!";
const unit = " kg";
const title = "Dr ";
const compute = (by: (row: Row, i: number) => unknown) =>
  t
    .derive({ z: by as never })
    .column("z")
    .toArray();
const kept = (by: (row: Row, i: number) => unknown) =>
  t
    .derive({ row: [0, 1, 2] })
    .filter(by as never)
    .column("row")
    .toArray();

describe("a missing value stays missing in derive", () => {
  test.each<[string, (row: Row, i: number) => unknown, unknown[]]>([
    ["a number times 2", (r) => r.a * 2, [6, null, 0]],
    ["a number of 32 bits times 2", (r) => r.f * 2, [6, null, 0]],
    ["2 minus a number", (r) => 2 - r.a, [-1, null, 2]],
    ["a sum with a complete column", (r) => r.a + r.full, [4, null, 3]],
    ["a sign", (r) => -r.a, [-3, null, -0]],
    ["a number itself", (r) => r.a, [3, null, 0]],
    ["a root", (r) => Math.sqrt(r.a), [Math.sqrt(3), null, 0]],
    ["the larger of two", (r) => Math.max(r.a, 1), [3, null, 1]],
    ["a share", (r) => r.full / r.a, [1 / 3, null, Number.POSITIVE_INFINITY]],
    ["days between dates", (r) => (+r.d - +r.e) / 86_400_000, [10, null, null]],
    [
      "days between dates, as people write it",
      (r) => Number(r.d) - Number(r.e),
      [864e6, null, null],
    ],
    ["a date from a date", (r) => new Date(r.d), [day(20), null, day(1)]],
    ["a method of a date", (r) => r.d?.getUTCDate(), [20, null, 1]],
    ["a flag as a number", (r) => Number(r.flag), [1, null, 0]],
    ["a flag itself", (r) => r.flag, [true, null, false]],
    ["a text itself", (r) => r.s, ["Ann", null, ""]],
    ["a text and a mark", (r) => `${r.s}!`, ["Ann!", null, "!"]],
    ["a text plus a mark", (r) => r.s + mark, ["Ann!", null, "!"]],
    ["a mark plus a text", (r) => title + r.s, ["Dr Ann", null, "Dr "]],
    ["a text in capitals", (r) => String(r.s).toUpperCase(), ["ANN", null, ""]],
    ["a number with its unit", (r) => r.a + unit, ["3 kg", null, "0 kg"]],
    ["a rounded number with its unit", (r) => `${Math.round(r.a)} kg`, ["3 kg", null, "0 kg"]],
    ["a number made text", (r) => String(r.a * 2), ["6", null, "0"]],
    ["a method of a text", (r) => r.s?.toUpperCase(), ["ANN", null, ""]],
    ["a value in its place", (r) => r.a ?? 7, [3, 7, 0]],
    ["a value in the place of a text", (r) => r.s ?? "?", ["Ann", "?", ""]],
    ["a text with a value in its place", (r) => `${r.s ?? "nobody"}!`, ["Ann!", "nobody!", "!"]],
    ["a default", ({ a = 7 }) => a, [3, 7, 0]],
    ["the question", (r) => isMissing(r.a), [false, true, false]],
    ["the question in JavaScript", (r) => r.s == null, [false, true, false]],
    ["a branch on it", (r) => (r.a == null ? "none" : "some"), ["some", "none", "some"]],
    [
      "a word of the writer's own",
      (r) => (r.a == null ? "undefined" : "x"),
      ["x", "undefined", "x"],
    ],
    ["another word of the writer's own", (r) => (isMissing(r.s) ? "NaN" : "x"), ["x", "NaN", "x"]],
    [
      "a text that has such a word",
      (r) => `${r.a ?? "-"} Banana`,
      ["3 Banana", "- Banana", "0 Banana"],
    ],
    ["text or NaN", (r) => (r.a >= 0 ? "ok" : r.a * 1), ["ok", null, "ok"]],
    ["flag or NaN", (r) => (r.a >= 0 ? r.a > 1 : Number.NaN), [true, null, false]],
    ["missing first, then text", (r, i) => (i < 2 ? r.k * Number.NaN : "x"), [null, null, "x"]],
  ])("%s", (_, by, expected) => {
    expect(compute(by)).toEqual(expected);
  });
});

describe("a filter keeps no row whose condition is missing", () => {
  test.each<[string, (row: Row, i: number) => unknown, number[]]>([
    ["below", (r) => r.a < 5, [0, 2]],
    ["at most", (r) => r.a <= 0, [2]],
    ["at least", (r) => r.a >= 0, [0, 2]],
    ["above a negative number", (r) => r.a > -1, [0, 2]],
    ["is 0", (r) => r.a === 0, [2]],
    ["a date before", (r) => r.d < day(30), [0, 2]],
    ["a date after 1970", (r) => r.d >= new Date(0), [0, 2]],
    ["two dates", (r) => r.d >= r.e, [0]],
    ["a text below", (r) => r.s < "z", [0, 2]],
    ["a text at least", (r) => r.s >= "", [0, 2]],
    ["a flag", (r) => r.flag, [0]],
    ["a difference", (r) => r.full - r.a, [0, 2]],
    ["there", (r) => r.a != null, [0, 2]],
    ["not there", (r) => isMissing(r.d), [1]],
    ["a value in its place", (r) => (r.a ?? 9) > 5, [1]],
    ["a condition that is null", (r) => (r.a == null ? null : true), [0, 2]],
    ["a text that only a missing value wrote", (r) => r.s + mark, [0, 2]],
    ["a condition that is NaN", (r) => r.a * 1 + 1, [0, 2]],
  ])("%s", (_, by, rows) => {
    expect(kept(by)).toEqual(rows);
  });

  test("flags and columns as well", () => {
    const flag = t.column("flag");
    expect(t.filter(flag).length).toBe(1);
    expect(t.filter([true, null, Number.NaN]).length).toBe(1);
    expect(t.filter(Table.from({ x: [1, null, 0] }).column("x")).length).toBe(1);
    expect(() => t.filter(t.column("s"))).toThrow(
      /needs a bool column: got the column "s" of text/,
    );
    expect(() => t.filter(["Ann", "x", ""])).toThrow(/needs one flag per row: got the text "Ann"/);
    expect(() => t.filter(async () => false)).toThrow(/returns a promise/);
  });
});

describe("what cannot work says what to write", () => {
  test.each<[string, (row: Row) => unknown, string, RegExp]>([
    [
      "a method of a missing text",
      (r) => r.s.toUpperCase(),
      "HF_TABLE_MISSING_VALUE",
      /row 1, column "s".*row\.s\?\.toUpperCase/,
    ],
    [
      "a method of a missing date",
      (r) => r.d.getTime(),
      "HF_TABLE_MISSING_VALUE",
      /row 1, column "d".*row\.d\?\.getTime/,
    ],
    [
      "a method of a missing number",
      (r) => r.a.toFixed(1),
      "HF_TABLE_MISSING_VALUE",
      /row\.a\?\.toFixed/,
    ],
    [
      "spreading a missing text",
      (r) => [...r.s].length,
      "HF_TABLE_MISSING_VALUE",
      /isMissing\(row\.s\)/,
    ],
    [
      "writing a date of nothing",
      (r) => new Date(r.d).toISOString(),
      "HF_TABLE_MISSING_VALUE",
      /"d"/,
    ],
    ["=== null", (r) => (r.a === null ? 0 : r.a), "HF_TABLE_MISSING_TEST", /isMissing\(row\.a\)/],
    ["!== null", (r) => (r.s !== null ? r.s : ""), "HF_TABLE_MISSING_TEST", /row\.s != null/],
    ["null ===", (r) => null === r.d, "HF_TABLE_MISSING_TEST", /"d"/],
    [
      "by a name in brackets",
      (r) => r["last seen"] === null,
      "HF_TABLE_MISSING_TEST",
      /isMissing\(row\["last seen"\]\)/,
    ],
    ["a regular expression", (r) => /e/.test(r.s), "HF_TABLE_MISSING_TEST", /row\.s != null/],
    ["Number.isNaN", (r) => Number.isNaN(r.a), "HF_TABLE_MISSING_TEST", /isMissing\(row\.a\)/],
    [
      "=== null of a part",
      ({ a, s: text }) => (text === null ? a : 0),
      "HF_TABLE_MISSING_TEST",
      /"s"/,
    ],
    [
      "writing on a row",
      (r) => Object.assign(r, { z: 1 }),
      "HF_TABLE_ROW_READ_ONLY",
      /derive\(\{ "z"/,
    ],
    [
      "writing on a column",
      (r) => Object.assign(r, { a: 1 }),
      "HF_TABLE_ROW_READ_ONLY",
      /derive\(\{ "a"/,
    ],
  ])("%s", async (_, by, code, message) => {
    const error = (await failure(() => compute(by))) as AnalysisError;
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.message).not.toMatch(/Cannot read|undefined/);
  });

  test("what only looks like it is left alone", () => {
    const found = new Map([[3, null]]);
    expect(compute((r) => (found.get(r.a) === null ? 1 : 2))).toEqual([1, 2, 2]);
    expect(compute((r) => (r.full === null ? 1 : 2))).toEqual([2, 2, 2]);
    expect(compute((r) => (r.a === null || r.a === undefined ? 1 : 2))).toEqual([2, 1, 2]);
    expect(compute((r) => r.s != null && /n/.test(r.s))).toEqual([true, false, false]);
    expect(compute((r) => Number.isNaN(r.a * 2))).toEqual([false, true, false]);
  });

  test("an error of the function itself comes as it is", async () => {
    const own = new TypeError("my own");
    const thrown = await failure(() =>
      compute((r) => {
        if (isMissing(r.a)) throw own;
      }),
    );
    expect(thrown).toBe(own);
  });
});

describe("a name that is no column", () => {
  const sales = Table.from([{ price: 3, quantity: 2, "unit cost": 1 }]);
  test.each<[string, (row: Record<string, unknown>) => unknown, RegExp]>([
    [
      "a letter wrong",
      (r) => Number(r.prise) * 2,
      /"prise"\).*expected "price".*Did you mean "price"/,
    ],
    ["the case wrong", (r) => r.Price, /expected "price"/],
    ["in brackets", (r) => r["unit costs"], /expected "unit cost"/],
    ["destructured", ({ quantitiy }) => quantitiy, /expected "quantity"/],
    ["destructured with a default", ({ prise = 0 }) => prise, /expected "price"/],
    ["with a value in its place", (r) => r.prise ?? 0, /expected "price"/],
    ["optionally", (r) => (r.prise as string)?.length, /expected "price"/],
    ["with nothing near", (r) => r.zzzzzz, /one of price, quantity, unit cost/],
    ["length", (r) => r.length, /one of price/],
    ["a number", (r) => r[0 as never], /"0"/],
  ])("%s is an error with the nearest name", async (_, by, message) => {
    for (const work of [() => sales.derive({ z: by as never }), () => sales.filter(by as never)]) {
      const error = (await failure(work)) as AnalysisError;
      expect(error.code).toBe("HF_TABLE_UNKNOWN_COLUMN");
      expect(error.message).toMatch(message);
    }
  });

  test.each<[string, (row: Record<string, unknown>) => unknown, unknown]>([
    ["in", (r) => ["price" in r, "prise" in r, "toString" in r].join(), "true,false,false"],
    ["hasOwn", (r) => [Object.hasOwn(r, "price"), Object.hasOwn(r, "prise")].join(), "true,false"],
    ["hasOwnProperty", (r) => (r.hasOwnProperty as (n: string) => boolean)("prise"), false],
    ["keys", (r) => Object.keys(r).join(), "price,quantity,unit cost"],
    ["values", (r) => Object.values(r).join(), "3,2,1"],
    [
      "for in",
      (r) => {
        const names = [];
        for (const name in r) names.push(name);
        return names.join();
      },
      "price,quantity,unit cost",
    ],
    ["spread", (r) => JSON.stringify({ ...r, price: 4 }), '{"price":4,"quantity":2,"unit cost":1}'],
    ["rest", ({ price, ...rest }) => JSON.stringify(rest), '{"quantity":2,"unit cost":1}'],
    ["JSON", (r) => JSON.stringify(r), '{"price":3,"quantity":2,"unit cost":1}'],
    ["template", (r) => `${r}`, "[object Object]"],
    ["inspect", (r) => inspect(r), "{ price: 3, quantity: 2, 'unit cost': 1 }"],
    ["clone", (r) => JSON.stringify(structuredClone(r)), '{"price":3,"quantity":2,"unit cost":1}'],
    ["symbols", (r) => [r[Symbol.iterator as never], r[Symbol.toPrimitive as never]].join(), ","],
    ["then", (r) => r.then === undefined, true],
    ["instanceof", (r) => r instanceof Map || Array.isArray(r), false],
    ["constructor", (r) => typeof r.constructor, "function"],
  ])("%s works on a row", (_, by, expected) => {
    expect(
      sales
        .derive({ z: by as never })
        .column("z")
        .at(0),
    ).toBe(expected);
  });

  test("columns of such names are columns", () => {
    const odd = Table.from(
      Object.fromEntries(["then", "toString", "__proto__", "toJSON"].map((name, i) => [name, [i]])),
    );
    const sum = (r: Record<string, number>) =>
      odd.columnNames.map((name) => r[name] ?? Number.NaN).reduce((a, b) => a + b);
    expect(
      odd
        .derive({ z: sum as never })
        .column("z")
        .at(0),
    ).toBe(6);
  });
});

test("columns of every way of storing read a missing value alike", async () => {
  const text = new TextEncoder().encode(
    "i,f,b,d,t\n1,1.5,true,2024-01-01,x\n,,,,\n0,0.5,false,2024-01-02,y\n",
  );
  const few = await readCsv(text);
  // Mostly distinct texts of many rows are stored without a dictionary.
  const many = Table.from({
    t: Array.from({ length: 70_000 }, (_, i) => (i === 1 ? null : `t${i}`)),
  });
  expect(many.column("t").offsets).toBeDefined();
  expect(few.columns.map(({ type }) => type)).toEqual(["int32", "float64", "bool", "date", "text"]);
  for (const table of [few, many])
    for (const name of table.columnNames) {
      const seen: unknown[] = [];
      table.filter((row) => seen.push(row[name]) > 0);
      expect(seen.slice(0, 3).map((value) => value === undefined)).toEqual([false, true, false]);
    }
});

test("the plain row of a table has null, and can be written on", () => {
  const row = t.row(1) as Record<string, unknown>;
  expect(row.a).toBe(null);
  row.z = 1;
  expect(row.z).toBe(1);
  expect([...t][1]).toEqual(t.toArray()[1]);
});
