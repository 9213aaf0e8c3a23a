import { int64, list, tableFromArrays, tableFromIPC, tableToIPC } from "@uwdata/flechette";
import { Table as WasmTable, writeParquet } from "parquet-wasm";
import { describe, expect, test } from "vitest";
import {
  type AnalysisError,
  clean,
  readCsv,
  readExcel,
  readJson,
  readParquet,
  Table,
} from "../../kernels/analysis/index.ts";
import { failure } from "./fixtures.ts";
import { makeWorkbook, row } from "./make-workbook.ts";

/** Two identifiers that are one and the same number once they are doubles, and a small one. */
const ids = ["9007199254740993", "9007199254740992", "5"] as const;
const bytes = (text: string) => new TextEncoder().encode(text);
const arrow = () =>
  tableFromIPC(
    tableToIPC(tableFromArrays({ id: ids.map(BigInt) }, { types: { id: int64() } }), {})!,
    { useBigInt: true },
  );
const parquet = () =>
  writeParquet(
    WasmTable.fromIPCStream(
      tableToIPC(tableFromArrays({ id: ids.map(BigInt) }, { types: { id: int64() } }), {
        format: "stream",
      })!,
    ),
  );

describe("whole numbers beyond 2^53 keep all digits, and a note says so", () => {
  test.each<[string, boolean, () => unknown]>([
    ["CSV", true, () => readCsv(bytes(`id\n${ids.join("\n")}\n`))],
    ["JSON", true, () => readJson(bytes(`[${ids.map((id) => `{"id":${id}}`)}]`))],
    ["JSON lines", true, () => readJson(bytes(ids.map((id) => `{"id":${id}}`).join("\n")))],
    ["JSON of columns", true, () => readJson(bytes(`{"id":[${ids}]}`))],
    [
      "Excel",
      true,
      () =>
        readExcel(
          makeWorkbook(
            row(1, "id") + ids.map((id, i) => row(i + 2, `<c><v>${id}</v></c>`)).join(""),
          ),
        ),
    ],
    ["Parquet", true, () => readParquet(parquet())],
    ["Arrow", false, () => Table.from(arrow())],
    ["records with bigint", false, () => Table.from(ids.map((id) => ({ id: BigInt(id) })))],
    ["BigInt64Array", false, () => Table.from({ id: BigInt64Array.from(ids, BigInt) })],
    ["derive", false, () => Table.from({ t: [...ids] }).derive({ id: (r) => BigInt(r.t) })],
    ["clean of text", false, async () => (await clean(Table.from({ id: [...ids] }))).table],
    [
      "clean of text with spaces",
      false,
      async () => (await clean(Table.from({ id: ids.map((id) => ` ${id}`) }))).table,
    ],
  ])("%s", async (name, noted, read) => {
    const table = (await read()) as Table;
    const found = table.column("id");
    expect(found.type).toBe("text");
    expect(found.toArray().map((id) => String(id).trim())).toEqual([...ids]);
    expect(table.nunique("id")).toBe(3);
    if (noted)
      expect(table.notes.join("\n"), name).toMatch(/text because .*beyond 2\^53|text because/);
  });

  test.each<[string, () => unknown]>([
    ["CSV", () => readCsv(bytes("id\n9007199254740994.0\n5.5\n"))],
    ["JSON", () => readJson(bytes('[{"id":9007199254740994.0},{"id":5.5}]'))],
    ["bigint that are numbers", () => Table.from({ id: [2n ** 53n, 5n] })],
  ])("%s keeps as numbers what is written as doubles", async (_, read) => {
    expect(((await read()) as Table).column("id").type).toBe("float64");
  });

  test("lists of them in Arrow are text with all digits", () => {
    const nested = tableFromIPC(
      tableToIPC(
        tableFromArrays({ id: [[2n ** 53n + 1n]] }, { types: { id: list(int64()) } }),
        {},
      )!,
      { useBigInt: true },
    );
    expect(Table.from(nested).column("id").at(0)).toBe("[9007199254740993]");
  });

  test("an Arrow table that would round them is an error that says what to write", async () => {
    for (const values of [ids.map(BigInt), [null, ...ids.map(BigInt)]]) {
      const rounding = tableFromArrays({ id: values }, { types: { id: int64() } });
      const error = (await failure(() => Table.from(rounding))) as AnalysisError;
      expect(error.code).toBe("HF_TABLE_COLUMN_TYPE");
      expect(error.message).toMatch(/column "id".*useBigInt: true/);
    }
  });

  test("a column that clean is told to make numbers of says which it could not", async () => {
    const { table, data } = await clean(Table.from({ id: [...ids] }), { types: { id: "float64" } });
    expect(table.column("id").toArray()).toEqual([null, null, 5]);
    expect(data.changesTable().toArray().length).toBeGreaterThanOrEqual(2);
  });
});
