import { describe, expect, test } from "vitest";
import { consoleText } from "../../kernels/analysis/base/console-text.ts";
import { formatCsv } from "../../kernels/analysis/csv/write.ts";
import {
  clean,
  crosstab,
  profile,
  readCsv,
  readJson,
  Table,
  undoClean,
} from "../../kernels/analysis/index.ts";

const names = [
  "__proto__",
  "constructor",
  "toString",
  "__defineGetter__",
  "hasOwnProperty",
  "valueOf",
];

/** Objects whose own keys are these names; each lacks one that the next has. */
const records = names.map((_, i) =>
  Object.fromEntries(names.filter((__, j) => j !== i).map((name, j) => [name, i * 10 + j])),
);

function table(): Table {
  return Table.from(Object.fromEntries(names.map((name, j) => [name, [j, j + 1, j]])));
}

/** The values of an object by its own keys. */
const own = (row: object) => Object.entries(row);

describe("columns that are called as what objects have by nature", () => {
  test("come from objects, CSV and JSON as data, and go back", async () => {
    const made = Table.from(records);
    expect(made.columnNames.toSorted()).toEqual([...names].sort());
    for (const [i, row] of made.toArray().entries())
      expect(
        own(row)
          .filter(([, value]) => value !== null)
          .toSorted(),
      ).toEqual(own(records[i] as object).toSorted());
    const text = [...formatCsv(made)].join("");
    const back = await readCsv(new TextEncoder().encode(text));
    expect(back.toArray().map(own)).toEqual(made.toArray().map(own));
    const json = await readJson(new TextEncoder().encode(JSON.stringify(records)));
    expect(json.columnNames.toSorted()).toEqual([...names].sort());
    expect(json.column("toString").missing).toBe(1);
  });

  test("go through every verb", () => {
    const t = table() as Table;
    for (const [j, name] of names.entries()) {
      expect(t.column(name).toArray()).toEqual([j, j + 1, j]);
      expect(t.select(name).columnNames).toEqual([name]);
      expect(t.drop(name).columnNames).not.toContain(name);
      expect(t.has(name)).toBe(true);
      expect(t.filter((row) => row[name] === j).length).toBe(2);
      expect(t.sort({ column: name, descending: true }).column(name).at(0)).toBe(j + 1);
      expect(own(t.groupBy(name).aggregate({ n: "size" }).row(0))).toEqual([
        [name, j],
        ["n", 2],
      ]);
      expect(t.valueCounts(name).column(name).at(0)).toBe(j);
      expect(t.nunique(name)).toBe(2);
      expect(t.describe(name).length).toBe(1);
      expect(
        t
          .fillna(Object.fromEntries([[name, { value: 0 }]]))
          .column(name)
          .at(0),
      ).toBe(j);
      expect(t.dropna({ subset: [name] }).length).toBe(3);
      expect(t.duplicateRows({ subset: [name] })).toEqual(Int32Array.of(2));
      const renamed = t.rename(Object.fromEntries([[name, "__lookupGetter__"]]));
      expect(renamed.columnNames).toContain("__lookupGetter__");
      const derived = t.derive(
        Object.fromEntries([[name, (row: Record<string, number>) => (row[name] as number) * 2]]),
      );
      expect(derived.column(name).at(1)).toBe(2 * (j + 1));
      expect(
        t
          .aggregate(Object.fromEntries([[name, [name, "sum"]]]))
          .column(name)
          .at(0),
      ).toBe(3 * j + 1);
      const joined = t.select(name).join(t.select(name), { on: name, how: "inner" });
      expect(joined.length).toBe(5);
      expect(
        t.melt({ idVars: name, valueVars: names.filter((other) => other !== name) }).length,
      ).toBe(15);
      expect(t.toArrow().getChild(name)?.toArray()).toEqual(t.column(name).data);
    }
    const wide = Table.from({ id: [1, 1], key: ["__proto__", "constructor"], v: [5, 6] }).pivot({
      index: "id",
      columns: "key",
      values: "v",
    });
    expect(own(wide.row(0))).toEqual([
      ["id", 1],
      ["__proto__", 5],
      ["constructor", 6],
    ]);
    expect(crosstab(t, "__proto__", "constructor").counts).toEqual([
      [2, 0],
      [0, 1],
    ]);
    expect(own(t.row(1))).toEqual(names.map((name, j) => [name, j + 1]));
    expect(t.concat(t).length).toBe(6);
    expect(Table.fromShared(structuredClone(t.toShared())).columnNames).toEqual(names);
    expect(JSON.stringify(t.toArray()[0])).toContain('"__proto__":0');
    expect(String(t)).toContain("__defineGetter__");
  });

  test("are profiled, cleaned and uncleaned", async () => {
    const t = Table.from(Object.fromEntries(names.map((name) => [name, ["1", " 2", "n/a"]])));
    expect(Object.keys(profile(t).column)).toEqual(names);
    const cleaned = await clean(t, {
      case: Object.fromEntries([["constructor", "upper"]]),
      fill: Object.fromEntries([["toString", "mode"]]),
    });
    for (const name of names) expect(cleaned.table.column(name).type).toBe("int32");
    expect(cleaned.table.column("toString").missing).toBe(0);
    expect(cleaned.table.column("valueOf").missing).toBe(1);
    const ids = cleaned.data.changes
      .filter(({ column }) => column === "__proto__")
      .map(({ id }) => id);
    expect((await undoClean(t, cleaned, ids)).table.column("__proto__").type).toBe("text");
  });

  test("may lie about nothing: inherited values are no cells", () => {
    class Point {
      x = 1;
      get y() {
        return 2;
      }
    }
    expect(Table.from([new Point(), { x: 2, y: 3 }]).toArray()).toEqual([
      { x: 1, y: null },
      { x: 2, y: 3 },
    ]);
  });
});

describe("values that are no cells of their own", () => {
  test("show as a console shows them", () => {
    const circle: Record<string, unknown> = { name: "c" };
    circle.self = circle;
    const cases: [unknown, string][] = [
      [new Set(["a"]), "Set(1) { 'a' }"],
      [new Map([[1, { a: [2] }]]), "Map(1) { 1 => { a: [ 2 ] } }"],
      [/x/g, "/x/g"],
      [new TypeError("no"), "TypeError: no"],
      [[1, "it's", null, undefined, -0, 5n], `[ 1, "it's", null, undefined, -0, 5n ]`],
      [{ a: 1, "b c": "d", __proto__: null }, "[Object: null prototype] { a: 1, 'b c': 'd' }"],
      [() => 1, "[Function (anonymous)]"],
      [Math.max, "[Function: max]"],
      [class Dog {}, "[class Dog]"],
      [Symbol("s"), "Symbol(s)"],
      [7n, "7"],
      [Float64Array.of(1, 2), "Float64Array(2) [ 1, 2 ]"],
      [circle, "{ name: 'c', self: [Circular] }"],
      [
        {
          get x() {
            throw new Error("run");
          },
        },
        "{ x: [Getter] }",
      ],
      [{ a: { b: { c: { d: 1 } } } }, "{ a: { b: { c: [Object] } } }"],
      [new Date(Number.NaN), "Invalid Date"],
      [
        new (class Dog {
          age = 3;
        })(),
        "Dog { age: 3 }",
      ],
      [Array(101).fill(0), `[ ${Array(100).fill(0).join(", ")}, ... 1 more item ]`],
      [
        new Proxy(
          {},
          {
            ownKeys() {
              throw new Error("trap");
            },
          },
        ),
        "[object]",
      ],
    ];
    for (const [value, text] of cases) expect(consoleText(value)).toBe(text);
    expect(consoleText("x".repeat(20_000)).length).toBe(10_000);
  });

  test("become the text of a table's cells", () => {
    const t = Table.from([
      {
        tags: new Set(["a"]),
        m: new Map([[1, 2]]),
        r: /x/,
        e: new Error("e"),
        f: Math.max,
        s: Symbol("s"),
        o: { a: 1 },
      },
      { tags: null, m: undefined, r: "plain", e: null, f: null, s: null, o: [1] },
    ]);
    expect(Object.values(t.row(0))).toEqual([
      "Set(1) { 'a' }",
      "Map(1) { 1 => 2 }",
      "/x/",
      "Error: e",
      "[Function: max]",
      "Symbol(s)",
      "{ a: 1 }",
    ]);
    expect(Object.values(t.row(1))).toEqual([null, null, "plain", null, null, null, "[ 1 ]"]);
    expect(String(t)).toContain("Map(1) { 1 => 2 }");
    expect(Table.from({ d: [new Date(Number.NaN), new Date(0)] }).column("d").missing).toBe(1);
  });
});
