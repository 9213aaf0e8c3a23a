import { mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseCsv } from "../../kernels/analysis/csv/parse.ts";
import { formatCsv } from "../../kernels/analysis/csv/write.ts";
import { readCsv, stream, Table, writeCsv } from "../../kernels/analysis/index.ts";
import { failure } from "./fixtures.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const parse = (text: string, options: Parameters<typeof parseCsv>[1] = {}) =>
  parseCsv(bytes(text), options);
const types = (table: Table) => table.columns.map(({ type }) => type).join(" ");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "csv-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("reading fields", () => {
  test("follows RFC 4180: quotes, doubled quotes, line ends and delimiters inside of quotes", () => {
    const table = parse('a,b\r\n"x, ""y""","line 1\nline 2"\r\nplain,"  kept  "\r\n');
    expect(table.toArray()).toEqual([
      { a: 'x, "y"', b: "line 1\nline 2" },
      { a: "plain", b: "  kept  " },
    ]);
  });

  test("finds comma, semicolon, tab and bar", () => {
    for (const mark of [",", ";", "\t", "|"])
      expect(parse(`a${mark}b\n1${mark}x\n2${mark}y\n`).columnNames).toEqual(["a", "b"]);
    expect(
      parse("name;price\nAnn;1,5\nBo;2,25\n", { decimal: "," }).column("price").toArray(),
    ).toEqual([1.5, 2.25]);
  });

  test("takes a byte order mark, blank lines, a last line without end, and line ends of CR alone", () => {
    expect(parse("\uFEFFa,b\n\n1,2\n\n3,4").toArray()).toEqual([
      { a: 1, b: 2 },
      { a: 3, b: 4 },
    ]);
    expect(parse("a,b\r1,2\r3,4\r").length).toBe(2);
  });

  test("names columns without a header, empty and repeated names", () => {
    expect(parse("1,2\n", { header: false }).columnNames).toEqual(["column_1", "column_2"]);
    expect(parse("1,2\n", { header: ["p", "q"] }).row(0)).toEqual({ p: 1, q: 2 });
    const table = parse("a,,a,a.1\n1,2,3,4\n");
    expect(table.columnNames).toEqual(["a", "column_2", "a.2", "a.1"]);
    expect(table.notes.length).toBe(2);
  });

  test("keeps only the columns and rows that were asked for", () => {
    const table = parse("a,b,c\n1,2,3\n4,5,6\n7,8,9\n", {
      columns: ["c", "a"],
      maxRows: 2,
      skipLines: 0,
    });
    expect(table.toArray()).toEqual([
      { c: 3, a: 1 },
      { c: 6, a: 4 },
    ]);
    expect(parse("report of May\na,b\n1,2\n", { skipLines: 1 }).row(0)).toEqual({ a: 1, b: 2 });
  });
});

describe("types", () => {
  test("are the narrowest that every present value fits", () => {
    const table = parse(
      [
        "flag,int,big,float,day,time,zip,phone,text,empty",
        "true,1,3000000000,1.5,2024-02-29,2024-03-01T12:00:00Z,01234,12345678901234567890,x,",
        "FALSE,-2,1,1e3,2024/03/01,2024-03-01 14:00:00+02:00,99999,1,NA,",
        "NA,,NaN,null,N/A,,,,,",
      ].join("\n"),
    );
    expect(types(table)).toBe("bool int32 float64 float64 date date text text text float64");
    expect(table.row(1)).toEqual({
      flag: false,
      int: -2,
      big: 1,
      float: 1000,
      day: new Date("2024-03-01"),
      time: new Date("2024-03-01T12:00:00Z"),
      zip: "99999",
      phone: "1",
      text: "NA",
      empty: null,
    });
    expect(Object.values(table.row(2))).toEqual(Array(10).fill(null));
  });

  test("refuse days that do not exist", () => {
    expect(types(parse("d\n2023-02-29\n"))).toBe("text");
    expect(types(parse("d\n2024-01-01 24:30\n"))).toBe("text");
  });

  test("widen when a later value contradicts the sample, and say where", () => {
    const rows = Array.from({ length: 30_000 }, (_, i) =>
      i === 25_000 ? "1.25,x7,2024-13-01" : `${i},${i},2024-01-01`,
    );
    const table = parse(`a,b,c\n${rows.join("\n")}\n`);
    expect(types(table)).toBe("float64 text text");
    expect(table.row(25_000)).toEqual({ a: 1.25, b: "x7", c: "2024-13-01" });
    expect(table.column("b").at(7)).toBe("7");
    expect(table.notes).toEqual([
      expect.stringContaining("b: text because 1 of 30000 values is no number: line 25002, `x7`."),
      expect.stringContaining(
        "c: text because 1 of 30000 values is no date: line 25002, `2024-13-01`.",
      ),
    ]);
  });

  test("keep missing values missing when whole numbers widen behind them", () => {
    const rows = Array.from({ length: 12_000 }, (_, i) =>
      i === 11_000 ? "1.5" : i % 2 ? "" : "4",
    );
    const column = parse(`a,b\n${rows.map((row) => `${row},x`).join("\n")}\n`).column("a");
    expect(column.type).toBe("float64");
    expect(column.missing).toBe(5_999 + 1);
    expect(column.numbers()[1]).toBeNaN();
    expect(column.mean()).toBeCloseTo(4 - 2.5 / 6000, 12);
  });

  test("can be stated; a value that does not fit is an error with its place", async () => {
    expect(types(parse("a,b\n1,2\n", { types: { a: "text", b: "float64" } }))).toBe("text float64");
    expect(types(parse("a,b\n1,2\n", { types: "text" }))).toBe("text text");
    const error = await failure(() =>
      parse("a,b\n1,2\n3,4.5\n", { types: { b: "int32" }, file: "o.csv" }),
    );
    expect(error).toMatchObject({ code: "HF_CSV_VALUE", file: "o.csv", line: 3, column: 3 });
    expect(error.message).toContain('got "4.5"');
  });

  test("take the words that mean missing from the caller", () => {
    const table = parse("a,b\n-,x\n1,-\n,y\n", { missing: ["-", ""] });
    expect(table.toArray()).toEqual([
      { a: null, b: "x" },
      { a: 1, b: null },
      { a: null, b: "y" },
    ]);
    expect(parse('a\nx\n""\n', { missing: [] }).column("a").toArray()).toEqual(["x", ""]);
  });

  test("read numbers as the language does, to the last bit", () => {
    const random = stream(1, "decimal");
    const values = Array.from(
      { length: 5000 },
      () => random.normal() * 10 ** (random.int(34) - 20),
    );
    const written = values.map((x, i) =>
      i % 3 === 0 ? x.toFixed(6) : i % 3 === 1 ? String(x) : x.toExponential(20),
    );
    const table = parse(`x\n${written.join("\n")}\n`);
    expect(table.column("x").toArray()).toEqual(written.map(Number));
    const edges = [
      "5e-324",
      "1.7976931348623157e308",
      "-0.1",
      "+.5",
      "5.",
      "inf",
      "-Infinity",
      "9007199254740993.0",
    ];
    expect(
      parse(`x\n${edges.join("\n")}\n`)
        .column("x")
        .toArray(),
    ).toEqual([
      5e-324,
      1.7976931348623157e308,
      -0.1,
      0.5,
      5,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      9007199254740992,
    ]);
  });
});

describe("broken input", () => {
  test("names file, line and what to do for a row of another width", async () => {
    const error = await failure(() => parse("a,b\n1,2\n3\n", { file: "o.csv" }));
    expect(error).toMatchObject({
      code: "HF_CSV_FIELD_COUNT",
      file: "o.csv",
      line: 3,
      got: "1 field",
    });
    expect(error.message).toContain("badRows");
    expect(parse("a,b\n1,2\n3\n4,5,6\n", { badRows: "skip" }).length).toBe(1);
    const padded = parse("a,b\n1,2\n3\n4,5,6\n", { badRows: "pad" });
    expect(padded.column("b").toArray()).toEqual([2, null, 5]);
    expect(padded.notes[0]).toContain("line 3");
  });

  test("names the place of a quote that is never closed or goes wrong", async () => {
    expect(await failure(() => parse('a,b\n1,"x\n2,y\n'))).toMatchObject({
      code: "HF_CSV_QUOTE",
      line: 2,
      column: 3,
    });
    expect(await failure(() => parse('a,b\n1,"x"y\n'))).toMatchObject({
      code: "HF_CSV_QUOTE",
      line: 2,
      column: 6,
    });
    expect(parse('a,b\n1,"x\n2,y\n', { quote: null }).length).toBe(2);
  });

  test("suggests the column that was probably meant", async () => {
    const error = await failure(() => parse("price,city\n1,x\n", { columns: ["prise"] }));
    expect(error).toMatchObject({ code: "HF_TABLE_UNKNOWN_COLUMN", expected: '"price"' });
  });

  test("refuses empty files, missing files and folders", async () => {
    const empty = join(folder, "empty.csv");
    await writeFile(empty, "");
    expect(await failure(() => readCsv(empty))).toMatchObject({
      code: "HF_READ_EMPTY_FILE",
      file: empty,
    });
    expect(await failure(() => parse("\n\n"))).toMatchObject({ code: "HF_READ_EMPTY_FILE" });
    expect(await failure(() => readCsv(join(folder, "none.csv")))).toMatchObject({
      code: "HF_READ_NOT_FOUND",
    });
    expect(await failure(() => readCsv(folder))).toMatchObject({ code: "HF_READ_FAILED" });
  });

  test("names line and column of a byte that is not UTF-8, and shows the place in the likely encoding", async () => {
    const latin = Buffer.from("name,city\nAnn,Köln\nBo,Málaga\n", "latin1");
    const error = await failure(() => readCsv(latin, { encoding: "utf-8" }));
    expect(error).toMatchObject({ code: "HF_READ_ENCODING", line: 2, column: 6, got: "byte 0xf6" });
    expect(error.message).toContain("Köln");
    expect((await readCsv(latin, { encoding: "windows-1252" })).column("city").at(1)).toBe(
      "Málaga",
    );
    await expect(readCsv(latin, { encoding: "nonsense" })).rejects.toMatchObject({
      code: "HF_OPTION",
    });
  });

  test("reads UTF-16 with a mark, and without one says that it guessed", async () => {
    const text = "a,b\n1,é\n";
    const utf16 = Buffer.from(`\uFEFF${text}`, "utf16le");
    expect((await readCsv(utf16)).row(0)).toEqual({ a: 1, b: "é" });
    const guessed = await readCsv(Buffer.from("a,b\n1,e\n", "utf16le"));
    expect(guessed.row(0)).toEqual({ a: 1, b: "e" });
    expect(guessed.notes.join()).toContain('encoding: "utf-16le"');
  });

  test("stops at a line that is too long before it is read whole", async () => {
    const file = join(folder, "long.csv");
    await writeFile(file, `a,b\n1,2\n${"x".repeat(3_000_000)}\n`);
    const error = await failure(() => readCsv(file, { maxLineBytes: 1_000_000 }));
    expect(error).toMatchObject({ code: "HF_READ_LINE_TOO_LONG", file, line: 3 });
    expect(error.message).toContain("maxLineBytes");
  });

  test("names the endless line of a file of 2 GB, without reading it", async () => {
    const file = join(folder, "huge.csv");
    await writeFile(file, "a,b\n1,2\n");
    await truncate(file, 2_300_000_000);
    const error = await failure(() => readCsv(file));
    expect(error).toMatchObject({ code: "HF_READ_LINE_TOO_LONG", file, line: 3 });
    expect(await failure(() => readCsv(file, { maxLineBytes: 100_000_000 }))).toMatchObject({
      code: "HF_READ_TOO_LARGE",
    });
  });

  test("tells damaged compression from damaged text", async () => {
    const file = join(folder, "cut.csv.gz");
    const packed = gzipSync(`a,b\n${"1,2\n".repeat(10_000)}`);
    await writeFile(file, packed.subarray(0, packed.length - 20));
    expect(await failure(() => readCsv(file))).toMatchObject({ code: "HF_READ_COMPRESSION", file });
    expect((await readCsv(packed)).length).toBe(10_000);
  });

  test("stops when it is aborted", async () => {
    const controller = new AbortController();
    controller.abort();
    const file = join(folder, "abort.csv");
    await writeFile(file, "a\n1\n");
    expect((await failure(() => readCsv(file, { signal: controller.signal }))).name).toBe(
      "AbortError",
    );
  });
});

describe("writing", () => {
  const table = Table.from({
    t: ['say "hi"', "a,b", "line\nend", null, " x "],
    x: [0.1, 1e21, -5, null, 3],
    on: [true, false, null, true, false],
    day: [new Date("2024-01-02"), null, new Date(0), new Date(0), new Date(0)],
  });

  test("comes back as the same table, also compressed", async () => {
    for (const name of ["out.csv", "out.csv.gz"]) {
      const file = join(folder, name);
      await writeCsv(table, file);
      expect((await readCsv(file)).toArray()).toEqual(table.toArray());
    }
    expect((await readFile(join(folder, "out.csv"), "utf8")).split("\n")[0]).toBe("t,x,on,day");
  });

  test("keeps a row whose only cell is missing", () => {
    const one = Table.from({ a: [1, null, 3] });
    expect(
      parse([...formatCsv(one)].join(""))
        .column("a")
        .toArray(),
    ).toEqual([1, null, 3]);
  });

  test("leaves nothing behind when it fails", async () => {
    const error = await failure(() => writeCsv(table, join(folder, "no", "such", "x.csv")));
    expect(error).toMatchObject({ code: "HF_WRITE_FAILED" });
  });

  test("agrees with reading on 300 random tables of awkward texts", () => {
    const random = stream(9, "round trip");
    const alphabet = ['"', ",", "\n", "\r\n", "x", " ", "é", ";", "'", "0", "\u{1F600}"];
    for (let round = 0; round < 300; round++) {
      const cell = () =>
        Array.from({ length: random.int(6) }, () => alphabet[random.int(alphabet.length)]).join("");
      const rows = Array.from({ length: 1 + random.int(8) }, () => ({
        a: cell(),
        b: cell(),
        c: cell(),
      }));
      const text = [...formatCsv(Table.from(rows))].join("");
      const back = parse(text, { types: "text", missing: [], delimiter: "," }).toArray();
      expect(back).toEqual(rows);
    }
  });
});
