import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { utils, write } from "@e965/xlsx";
import { tableFromArrays, tableToIPC } from "@uwdata/flechette";
import { Table as WasmTable, writeParquet } from "parquet-wasm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readExcel, readJson, readParquet, Table } from "../../kernels/analysis/index.ts";
import { failure } from "./fixtures.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "readers-"));
});
afterAll(() => rm(folder, { recursive: true }));

const json = (value: unknown) =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value));

describe("readJson", () => {
  test("takes an array of objects, an object of columns, and one object per line", async () => {
    const rows = [
      { a: 1, day: "2024-03-01", tags: ["x"] },
      { a: null, day: null, b: true },
    ];
    const expected = [
      { a: 1, day: new Date("2024-03-01"), tags: '["x"]', b: null },
      { a: null, day: null, tags: null, b: true },
    ];
    expect((await readJson(json(rows))).toArray()).toEqual(expected);
    const lines = rows.map((row) => JSON.stringify(row)).join("\n");
    expect((await readJson(json(lines))).toArray()).toEqual(expected);
    const file = join(folder, "rows.jsonl");
    await writeFile(file, lines);
    expect((await readJson(pathToFileURL(file))).toArray()).toEqual(expected);
    expect((await readJson(json({ a: [1, 2], b: ["x", null] }))).row(1)).toEqual({ a: 2, b: null });
    expect((await readJson(json({ meta: 1, rows }), { path: "rows" })).length).toBe(2);
  });

  test("makes a column of mixed types text, and refuses a stated type that does not fit", async () => {
    const rows = [{ x: 1 }, { x: "two" }];
    expect((await readJson(json(rows))).column("x").toArray()).toEqual(["1", "two"]);
    expect(await failure(() => readJson(json(rows), { types: { x: "float64" } }))).toMatchObject({
      code: "HF_TABLE_MIXED_TYPES",
      column: "x",
      row: 1,
    });
  });

  test("names line and column of a syntax error", async () => {
    expect(await failure(() => readJson(json('[\n  {"a": 1},\n  {"a" 2}\n]')))).toMatchObject({
      code: "HF_JSON_SYNTAX",
      line: 3,
      column: 8,
    });
    expect(await failure(() => readJson(json('{"a":1}\n{"a":'), { lines: true }))).toMatchObject({
      code: "HF_JSON_SYNTAX",
      line: 2,
    });
    expect(await failure(() => readJson(json('[{"a":1}')))).toMatchObject({
      got: "the end of the text",
    });
  });

  test("says what is wrong with JSON that is no table", async () => {
    expect(await failure(() => readJson(json([{ a: 1 }, 5])))).toMatchObject({
      code: "HF_JSON_SHAPE",
      row: 1,
    });
    expect(await failure(() => readJson(json({ a: 1 })))).toMatchObject({ code: "HF_JSON_SHAPE" });
    expect(await failure(() => readJson(json("  ")))).toMatchObject({ code: "HF_READ_EMPTY_FILE" });
  });
});

describe("readParquet", () => {
  const source = tableFromArrays({
    x: [1.5, null, 3],
    n: Int32Array.of(1, 2, 3),
    t: ["a", "b", "a"],
    on: [true, false, true],
    day: [new Date("2024-03-01T10:00:00Z"), null, new Date(0)],
    big: [1n, 2n, 3n],
  });
  const bytes = writeParquet(WasmTable.fromIPCStream(tableToIPC(source, { format: "stream" })!));

  test("gives typed columns with missing values", async () => {
    const table = await readParquet(bytes);
    expect(table.columns.map(({ type }) => type)).toEqual([
      "float64",
      "int32",
      "text",
      "bool",
      "date",
      "float64",
    ]);
    expect(table.row(1)).toEqual({ x: null, n: 2, t: "b", on: false, day: null, big: 2 });
    expect(table.column("day").at(0)).toEqual(new Date("2024-03-01T10:00:00Z"));
  });

  test("reads only the columns and rows that were asked for", async () => {
    const file = join(folder, "x.parquet");
    await writeFile(file, bytes);
    const table = await readParquet(file, { columns: ["t", "x"], maxRows: 2 });
    expect(table.toArray()).toEqual([
      { t: "a", x: 1.5 },
      { t: "b", x: null },
    ]);
    expect(await failure(() => readParquet(file, { columns: ["nn"] }))).toMatchObject({
      code: "HF_TABLE_UNKNOWN_COLUMN",
      file,
    });
  });

  test("refuses other bytes", async () => {
    expect(await failure(() => readParquet(Buffer.from("a,b\n1,2\n")))).toMatchObject({
      code: "HF_PARQUET_FORMAT",
    });
    expect(await failure(() => readParquet(new Uint8Array(0)))).toMatchObject({
      code: "HF_READ_EMPTY_FILE",
    });
  });
});

describe("an Arrow table", () => {
  test("becomes a table by its shape", () => {
    const table = Table.from(tableFromArrays({ x: Float64Array.of(1, 2), t: ["a", null] }));
    expect(table.toArray()).toEqual([
      { x: 1, t: "a" },
      { x: 2, t: null },
    ]);
  });
});

describe("readExcel", () => {
  const book = utils.book_new();
  const sheet = utils.aoa_to_sheet(
    [
      ["id", "name", "day", "mixed", "id"],
      [1, "Ann", new Date(Date.UTC(2024, 2, 1)), 5, true],
      [2, null, null, "x", false],
    ],
    { UTC: true },
  );
  utils.book_append_sheet(book, sheet, "Orders 2024");
  utils.book_append_sheet(book, utils.aoa_to_sheet([["only"], [1]]), "Other");
  const bytes = new Uint8Array(write(book, { type: "array", bookType: "xlsx" }));

  test("reads numbers, texts, dates and truth values of the first sheet", async () => {
    const table = await readExcel(bytes);
    expect(table.toArray()).toEqual([
      { id: 1, name: "Ann", day: new Date("2024-03-01"), mixed: "5", "id.1": true },
      { id: 2, name: null, day: null, mixed: "x", "id.1": false },
    ]);
    expect(table.notes.length).toBe(2);
  });

  test("finds sheets by name or number, and ranges", async () => {
    expect((await readExcel(bytes, { sheet: "Other" })).columnNames).toEqual(["only"]);
    expect((await readExcel(bytes, { sheet: 1 })).row(0)).toEqual({ only: 1 });
    expect((await readExcel(bytes, { range: "A1:B2" })).toArray()).toEqual([
      { id: 1, name: "Ann" },
    ]);
    const error = await failure(() => readExcel(bytes, { sheet: "Order 2024" }));
    expect(error).toMatchObject({ code: "HF_EXCEL_UNKNOWN_SHEET" });
    expect(error.message).toContain('Did you mean "Orders 2024"?');
  });

  test("refuses other bytes", async () => {
    expect(await failure(() => readExcel(Buffer.from("a,b\n1,2\n")))).toMatchObject({
      code: "HF_EXCEL_FORMAT",
    });
  });
});
