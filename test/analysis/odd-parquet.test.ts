import * as flechette from "@uwdata/flechette";
import { Table as WasmTable, writeParquet } from "parquet-wasm";
import { describe, expect, test } from "vitest";
import { readParquet, Table } from "../../kernels/analysis/index.ts";
import { failure, fixture } from "./fixtures.ts";

const trial = (name: string) => fixture(`trials/${name}.parquet`);
const types = (table: Table) => table.columns.map(({ type }) => type).join(" ");
const notes = (table: Table) => table.notes.join("\n");

type Arrays = Parameters<typeof flechette.tableFromArrays>[0];

function parquet(arrays: Arrays, columnTypes?: Record<string, flechette.DataType>): Uint8Array {
  const table = flechette.tableFromArrays(arrays, { types: columnTypes });
  return writeParquet(WasmTable.fromIPCStream(flechette.tableToIPC(table, { format: "stream" })!));
}

describe("integers and decimals", () => {
  test("beyond 2^53 are text with all digits, and a note says so", async () => {
    const table = await readParquet(trial("50-bigint"));
    expect(table.column("id").toArray()).toEqual(["1", "9007199254740993"]);
    expect(types(table)).toBe("text int32");
    expect(notes(table)).toContain("id: text because it holds whole numbers beyond 2^53");
    const file = parquet(
      {
        a: [9162371277713859723n, 9162371277713859735n, null],
        b: [2n ** 64n - 1n, 1n, 2n],
        c: [1n, null, -(2n ** 53n)],
      },
      { a: flechette.int64(), b: flechette.uint64(), c: flechette.int64() },
    );
    const all = await readParquet(file);
    expect(all.column("a").toArray()).toEqual(["9162371277713859723", "9162371277713859735", null]);
    expect(all.column("b").toArray()).toEqual(["18446744073709551615", "1", "2"]);
    expect(all.column("c").toArray()).toEqual([1, null, -(2 ** 53)]);
    expect((await readParquet(file, { columns: ["c"] })).notes).toEqual([]);
  });

  test("decimals are exact, as numbers or as text", async () => {
    expect(
      (await readParquet(trial("byte_array_decimal"))).column("value").toArray().slice(0, 3),
    ).toEqual([1, 2, 3]);
    const file = parquet(
      { a: [0.1, 1234.56, -0.05], b: [1, 2, 3] },
      { a: flechette.decimal(10, 2), b: flechette.decimal(30, 3) },
    );
    expect((await readParquet(file)).toArray()).toEqual([
      { a: 0.1, b: 1 },
      { a: 1234.56, b: 2 },
      { a: -0.05, b: 3 },
    ]);
    const huge = flechette.tableFromArrays(
      { d: [12345678901234567890123n, 5n, -5n, null] },
      { types: { d: flechette.decimal(38, 3) } },
    );
    const table = Table.from(
      flechette.tableFromIPC(flechette.tableToIPC(huge, {})!, { useDecimalBigInt: true }),
    );
    expect(table.column("d").toArray()).toEqual([
      "12345678901234567890.123",
      "0.005",
      "-0.005",
      null,
    ]);
  });
});

describe("bytes", () => {
  test("are text when all are UTF-8, else hexadecimal digits", async () => {
    expect((await readParquet(trial("50-binary"))).column("b").toArray()).toEqual(["PLN", null]);
    const table = await readParquet(
      parquet(
        { b: [Uint8Array.of(0xff, 0), Uint8Array.of(0x41), null] },
        { b: flechette.binary() },
      ),
    );
    expect(table.column("b").toArray()).toEqual(["ff00", "41", null]);
    expect(notes(table)).toContain("b: bytes that are no text");
    expect((await readParquet(trial("fixed_length_byte_array"))).column("flba_field").at(0)).toBe(
      "000003e8",
    );
    expect((await readParquet(trial("alltypes_plain"))).column("date_string_col").at(0)).toBe(
      "03/01/09",
    );
  });
});

describe("moments", () => {
  test("of 96 bits keep their years, and what is out of range is missing and said", async () => {
    const table = await readParquet(trial("int96_from_spark"));
    expect(
      table
        .column("a")
        .toArray()
        .map((value) => (value as Date | null)?.toISOString() ?? null),
    ).toEqual([
      "2024-01-01T20:34:56.123Z",
      "2024-01-01T01:00:00.000Z",
      "9999-12-31T03:00:00.000Z",
      "2024-12-30T23:00:00.000Z",
      null,
      null,
    ]);
    expect(notes(table)).toContain("a: 1 moment is out of the range of dates and missing.");
    expect((await readParquet(trial("int96_from_spark"), { maxRows: 2 })).length).toBe(2);
  });

  test("of 64 bits that no date can hold are missing and said, and the table can be shown", async () => {
    const data = BigInt64Array.of(0n, 9_089_380_393_200_000_000n);
    const stamp = flechette.tableFromArrays({ t: data }, { types: { t: flechette.int64() } });
    // The same bytes under the type of a timestamp in microseconds.
    const bytes = flechette.tableToIPC(stamp, { format: "stream" })!;
    const read = flechette.tableFromIPC(bytes, { useBigInt: true });
    const foreign = {
      numRows: 2,
      schema: {
        fields: [{ name: "t", type: flechette.timestamp(flechette.TimeUnit.MICROSECOND) }],
      },
      getChild: () => ({ length: 2, at: (i: number) => Number(read.getChild("t").at(i)) / 1000 }),
    };
    const table = Table.from(foreign);
    expect(table.column("t").toArray()).toEqual([new Date(0), null]);
    expect(notes(table)).toContain("out of the range");
    expect(String(table)).toContain("1970-01-01");
  });

  test("times of day are text", async () => {
    const table = await readParquet(
      parquet({ t: [45_296_789, 0, null] }, { t: flechette.timeMillisecond() }),
    );
    expect(table.column("t").toArray()).toEqual(["12:34:56.789", "00:00:00", null]);
  });
});

describe("nested values", () => {
  test("lists with gaps, typed lists, maps and structs become JSON text", async () => {
    const table = await readParquet(trial("nullable.impala"));
    expect(table.column("int_array").toArray().slice(0, 3)).toEqual([
      "[1,2,3]",
      "[null,1,2,null,3,null]",
      "[]",
    ]);
    expect(JSON.parse(String(table.column("nested_struct").at(0))).C.d[0][0]).toEqual({
      E: 10,
      F: "aaa",
    });
    expect(
      (await readParquet(trial("repeated_primitive_no_list"))).column("Int32_list").toArray(),
    ).toEqual(["[0,1,2,3]", "[]", "[4]", "[5,6,7,8]"]);
    const lists = await readParquet(
      parquet({ l: [[2n ** 60n, 1n, null], null, []] }, { l: flechette.list(flechette.int64()) }),
    );
    expect(lists.column("l").toArray()).toEqual(["[1152921504606846976,1,null]", null, "[]"]);
  });

  test("repeated fields that are not marked as lists are an error, never an empty table", async () => {
    const error = await failure(() => readParquet(trial("repeated_no_annotation")));
    expect(error).toMatchObject({ code: "HF_PARQUET_FORMAT", got: "0 rows" });
    expect(error.message).toContain("6, as the file states");
    const ids = await readParquet(trial("repeated_no_annotation"), { columns: ["id"] });
    expect(ids.column("id").toArray()).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

describe("columns", () => {
  test("names that objects have by nature are data", async () => {
    const names = ["__proto__", "constructor", "toString", "__defineGetter__"];
    const arrays = Object.fromEntries(names.map((name, i) => [name, Int32Array.of(i)]));
    const table = Table.from(arrays);
    expect(table.columnNames).toEqual(names);
    const foreign = {
      numRows: 1,
      schema: { fields: names.map((name) => ({ name })) },
      getChild: (name: string) => [names.indexOf(name)],
    };
    expect(Object.entries(Table.from(foreign).row(0))).toEqual(names.map((name, i) => [name, i]));
  });

  test("wrong options and other files are named", async () => {
    for (const options of [
      { columns: "id" as never },
      { columns: [1] as never },
      { maxRows: -1 },
      { maxRows: Number.NaN },
    ])
      expect(await failure(() => readParquet(trial("50-bigint"), options))).toMatchObject({
        code: "HF_OPTION",
      });
    expect(
      await failure(() => readParquet(trial("50-bigint"), { columns: ["toString"] })),
    ).toMatchObject({ code: "HF_TABLE_UNKNOWN_COLUMN" });
    expect(
      await failure(() => readParquet(Buffer.from("version https://git-lfs.github.com/spec/v1\n"))),
    ).toMatchObject({ code: "HF_READ_OTHER_FORMAT" });
    const cut = parquet({ a: [1, 2, 3] });
    for (const bytes of [
      cut.subarray(0, cut.length - 10),
      cut.subarray(20),
      Buffer.from("PAR1PAR1"),
    ])
      expect(await failure(() => readParquet(bytes))).toMatchObject({ code: "HF_PARQUET_FORMAT" });
  });
});
