import { describe, expect, test } from "vitest";
import { readJson, Table } from "../../kernels/analysis/index.ts";
import { failure, fixture } from "./fixtures.ts";

const json = (value: unknown) =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value));
const notes = (table: Table) => table.notes.join("\n");
const trial = (name: string) => fixture(`trials/${name}`);
const types = (table: Table) => table.columns.map(({ type }) => type).join(" ");

describe("faults", () => {
  test("are named by line and column of our own finding", async () => {
    expect(await failure(() => readJson(trial("30-json-error-position.json")))).toMatchObject({
      code: "HF_JSON_SYNTAX",
      line: 3,
      column: 8,
      got: '"oops"',
    });
  });

  test.each([
    ['[{"a": NaN}]', 1, 8, "JSON has no NaN: write null"],
    ['[{"a": 1},\n {"a": -Infinity}]', 2, 8, "JSON has no -Infinity"],
    ['[{"a": None}]', 1, 8, "JSON has no None"],
    ['[{"a": True}]', 1, 8, "true in small letters"],
    ["[{'a': 1}]", 1, 3, "double quotes"],
    ['[{"a": 1},]', 1, 11, "Take out the comma"],
    ['[{"a": 1,}]', 1, 10, "Take out the comma"],
    ['[{"a": 01}]', 1, 8, "no leading zero"],
    ['[{"a": .5}]', 1, 8, "no leading zero"],
    ['// list\n[{"a": 1}]', 1, 1, "no comments"],
    ['[{"a": "x\ny"}]', 1, 10, "a line end inside of a text"],
    ['[{"a": "\\x41"}]', 1, 9, "the escape \\x"],
    ['[{"a": "\\u12G4"}]', 1, 9, "the escape \\u"],
    ['[{"a": "x', 1, 10, "the end of the text"],
    ['[{"é": 1, "b" 2}]', 1, 15, "a colon"],
    ['{"a": [1, 2}', 1, 12, "a comma or ]"],
    ["[{a: 1}]", 1, 3, "a name in double quotes"],
    ["[1 2]", 1, 4, "a comma or ]"],
    ["[,]", 1, 2, "a value or ]"],
    ['{"a": 1} x', 1, 10, "the end of the text"],
    ['{"a":1}\n{"a":2}\n{"a":}', 3, 6, "a value"],
    ["nonsense", 1, 1, "a value"],
  ])("%s", async (text, line, column, words) => {
    const error = await failure(() => readJson(json(text)));
    expect(error).toMatchObject({ code: "HF_JSON_SYNTAX", line, column });
    expect(error.message).toContain(words);
  });

  test("are found in a large file that is parsed in pieces", async () => {
    const row = `{"a": "${"x".repeat(200)}"}`;
    const rows = Array(30_000).fill(row);
    expect((await readJson(json(`[${rows.join(",\n")}]`))).length).toBe(30_000);
    rows[25_000] = '{"a": y}';
    expect(await failure(() => readJson(json(`[${rows.join(",\n")}]`)))).toMatchObject({
      line: 25_001,
      column: 7,
    });
    rows[25_000] = "";
    expect(await failure(() => readJson(json(`[${rows.join(",\n")}]`)))).toMatchObject({
      code: "HF_JSON_SYNTAX",
      line: 25_001,
    });
    rows[25_000] = row;
    expect(await failure(() => readJson(json(`[${rows.join(",\n")}`)))).toMatchObject({
      line: 30_000,
    });
    expect(await failure(() => readJson(json(`[${rows.join(",\n")},]`)))).toMatchObject({
      line: 30_000,
    });
    expect(await failure(() => readJson(json(`[${rows.join(",\n")}] x`)))).toMatchObject({
      line: 30_000,
    });
  });

  test("deep nesting is an error, not an overflow", async () => {
    const deep = "[".repeat(200_000) + "]".repeat(200_000);
    for (const text of [deep, `[{"a": ${deep}}]`, `{"a": ${deep}}`, "[".repeat(200_000)]) {
      const error = await failure(() => readJson(json(text)));
      expect(error.code).toMatch(/^HF_JSON_/);
      expect(error.message).not.toContain("stack");
    }
  });
});

describe("integers beyond 2^53", () => {
  test("are kept as text exactly, and a note says so", async () => {
    const table = await readJson(trial("31-json-big-int.json"));
    expect(table.column("id").toArray()).toEqual(["1234567890123456789", "1234567890123456790"]);
    expect(notes(table)).toContain("id: text because 2 of 2 values are whole numbers beyond 2^53");
    const text =
      '[{"id": -9223372036854775808, "n": 1e300, "f": 1234567890.12345678901, "t": "1234567890123456789"},{"id": 7, "n": 12345678901234567e2, "f": 2, "t": "\\\\\\"1234567890123456789"}]';
    for (const part of [text, text.slice(1, -1).replace("},{", "}\n{")]) {
      const mixed = await readJson(json(part));
      expect(mixed.column("id").toArray()).toEqual(["-9223372036854775808", "7"]);
      expect(mixed.column("n").toArray()).toEqual([1e300, Number("12345678901234567e2")]);
      expect(mixed.column("f").at(0)).toBe(Number("1234567890.12345678901"));
      expect(mixed.column("t").toArray()).toEqual([
        "1234567890123456789",
        '\\"1234567890123456789',
      ]);
    }
    const nested = await readJson(
      json('[{"a": {"id": 1234567890123456789, "b": [12345678901234567]}}]'),
    );
    expect(nested.column("a").at(0)).toBe('{"id":1234567890123456789,"b":[12345678901234567]}');
    const columns = await readJson(json('{"id": [1234567890123456789, 9007199254740993, null]}'));
    expect(columns.column("id").toArray()).toEqual([
      "1234567890123456789",
      "9007199254740993",
      null,
    ]);
    expect(types(await readJson(json('[{"a": 9007199254740991}]')))).toBe("float64");
    const error = await failure(() =>
      readJson(json('[{"a": 9007199254740993}]'), { types: { a: "float64" } }),
    );
    expect(error).toMatchObject({ code: "HF_TABLE_MIXED_TYPES" });
  });

  test("of JavaScript become text of the whole column, mixed or in a typed array", () => {
    const a = Table.from({ id: BigInt64Array.of(9162371277713859723n, 9162371277713859735n) });
    expect(a.column("id").toArray()).toEqual(["9162371277713859723", "9162371277713859735"]);
    const b = Table.from({ id: [9162371277713859723n, 5n, null] });
    expect(b.column("id").toArray()).toEqual(["9162371277713859723", "5", null]);
    expect(Table.from({ id: BigUint64Array.of(1n, 2n ** 53n) }).column("id").type).toBe("float64");
    expect(
      Table.from([{ id: 2n ** 63n }, { id: 1 }])
        .column("id")
        .toArray(),
    ).toEqual(["9223372036854775808", "1"]);
  });
});

describe("shapes", () => {
  test.each<[string, unknown, string[]]>([
    [
      "tables beside each other",
      { nodes: [{ id: 1 }, { id: 2 }], links: [{ a: 1, b: 2 }] },
      ['path: "nodes" (2 rows)', 'path: "links" (1 row)'],
    ],
    [
      "tables of one length",
      { nodes: [{ id: 1 }], links: [{ a: 1 }] },
      ['path: "nodes" (1 row)', 'path: "links" (1 row)'],
    ],
    ["rows in data", { data: [{ a: 1 }] }, ['path: "data" (1 row)']],
    [
      "rows beside facts",
      { count: 2, results: [{ a: 1 }, { a: 2 }] },
      ['path: "results" (2 rows)'],
    ],
    [
      "rows further in",
      { response: { page: { items: [{ a: 1 }] } } },
      ['path: "response.page.items" (1 row)'],
    ],
    [
      "GeoJSON",
      { type: "FeatureCollection", features: [{ type: "Feature" }] },
      ['path: "features"'],
    ],
    [
      "an array of arrays",
      [
        ["a", "b"],
        [1, 2],
      ],
      ["header: true"],
    ],
    ["an array of numbers", [1, 2], ["Table.from({ value"]],
    ["an object of objects", { x: { n: 1 }, y: { n: 2 } }, ["Table.from(Object.entries"]],
    ["arrays of different lengths", { a: [1, 2], b: [1] }, ["different lengths"]],
    ["a number", 5, ["the number 5"]],
    ["null", null, ["got null"]],
    ["an empty object", {}, ["without keys"]],
  ])("%s: what to do is said", async (_, value, words) => {
    const error = await failure(() => readJson(json(value)));
    expect(error).toMatchObject({ code: "HF_JSON_SHAPE" });
    for (const word of words) expect(error.message).toContain(word);
  });

  test("options that are offered work", async () => {
    const graph = { nodes: [{ id: 1 }, { id: 2 }], links: [{ a: 1, b: 2 }] };
    expect((await readJson(json(graph), { path: "links" })).row(0)).toEqual({ a: 1, b: 2 });
    const nested = { response: { page: { items: [{ a: 1 }] } }, "a.b": [{ c: 1 }] };
    expect((await readJson(json(nested), { path: "response.page.items" })).length).toBe(1);
    expect((await readJson(json(nested), { path: "a.b" })).row(0)).toEqual({ c: 1 });
    const lists = [["a", "b"], [1, "x"], [2]];
    expect((await readJson(json(lists), { header: true })).toArray()).toEqual([
      { a: 1, b: "x" },
      { a: 2, b: null },
    ]);
    expect((await readJson(json([[1, 2]]), { header: false })).row(0)).toEqual({
      column_1: 1,
      column_2: 2,
    });
    expect((await readJson(json([[1, 2]]), { header: ["p", "q"] })).row(0)).toEqual({ p: 1, q: 2 });
    for (const path of ["constructor", "__proto__", "nodes.length.x", "none"])
      expect(await failure(() => readJson(json(graph), { path }))).toMatchObject({
        code: "HF_JSON_SHAPE",
      });
  });

  test("the split form of pandas is read, and said", async () => {
    const split = {
      columns: ["a", "b"],
      index: ["x", "y"],
      data: [
        [1, "p"],
        [2, null],
      ],
    };
    const table = await readJson(json(split));
    expect(table.toArray()).toEqual([
      { index: "x", a: 1, b: "p" },
      { index: "y", a: 2, b: null },
    ]);
    expect(notes(table)).toContain("split");
    expect((await readJson(json({ ...split, index: [0, 1] }))).columnNames).toEqual(["a", "b"]);
  });

  test("missing values: NA among numbers, what is named, columns of nothing", async () => {
    const rows = [
      { n: 1, t: "NA", e: null, w: "n/a" },
      { n: "NA", t: "b", e: null, w: "NA" },
    ];
    const table = await readJson(json(rows));
    expect(types(table)).toBe("float64 text float64 float64");
    expect(table.column("n").toArray()).toEqual([1, null]);
    expect(table.column("t").toArray()).toEqual(["NA", "b"]);
    const named = await readJson(
      json([
        { n: -1, t: "?" },
        { n: 2, t: "x" },
      ]),
      { missing: ["-1", "?"] },
    );
    expect(named.toArray()).toEqual([
      { n: null, t: null },
      { n: 2, t: "x" },
    ]);
    const odd = await readJson(json([{ n: 1 }, { n: 2 }, { n: "oops" }]));
    expect(odd.notes).toEqual(['n: text because 1 of 3 values is no number: row 2, "oops".']);
    expect((await readJson(json([{ a: 1 }, { a: 2 }]), { skipRows: 1 })).toArray()).toEqual([
      { a: 2 },
    ]);
  });
});

describe("names and bounds", () => {
  test("names that objects have by nature are data", async () => {
    const text =
      '[{"__proto__": 1, "constructor": "x"}, {"toString": 2, "__defineGetter__": null}]';
    for (const part of [text, text.slice(1, -1).replace("}, {", "}\n{")]) {
      const table = await readJson(json(part), { types: JSON.parse('{"__proto__": "text"}') });
      expect(table.columnNames).toEqual([
        "__proto__",
        "constructor",
        "toString",
        "__defineGetter__",
      ]);
      expect(table.columns.map((column) => column.toArray())).toEqual([
        ["1", null],
        ["x", null],
        [null, 2],
        [null, null],
      ]);
    }
  });

  test("a line of 300,000 names is refused in words", async () => {
    const wide = JSON.stringify(
      Object.fromEntries(Array.from({ length: 300_000 }, (_, i) => [`k${i}`, i])),
    );
    for (const lines of [true, undefined])
      expect(await failure(() => readJson(json(`${wide}\n{"a":1}\n`), { lines }))).toMatchObject({
        code: "HF_READ_TOO_WIDE",
      });
  });

  test("encodings are guessed and named as for CSV", async () => {
    const table = await readJson(Buffer.from('[{"city": "Köln"}]', "latin1"));
    expect(table.row(0)).toEqual({ city: "Köln" });
    expect(notes(table)).toContain("Latin-1");
    expect((await readJson(Buffer.from('\uFEFF[{"a": "é"}]', "utf16le"))).row(0)).toEqual({
      a: "é",
    });
    expect((await readJson(json('\uFEFF[{"a": 1}]'))).row(0)).toEqual({ a: 1 });
    expect(await failure(() => readJson(json("<!doctype html><p>x")))).toMatchObject({
      code: "HF_READ_OTHER_FORMAT",
    });
  });

  test("a reading stops where it is asked to", async () => {
    const row = JSON.stringify({ a: "x".repeat(100) });
    const text = json(`[${Array(200_000).fill(row).join(",")}]`);
    const reading = readJson(text, { signal: AbortSignal.timeout(1) });
    await expect(reading).rejects.toThrow(/abort|timeout/i);
  });
});
