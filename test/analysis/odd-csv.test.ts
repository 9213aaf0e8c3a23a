import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { readCsv, type Table } from "../../kernels/analysis/index.ts";
import { failure, fixture } from "./fixtures.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const types = (table: Table) => table.columns.map(({ type }) => type).join(" ");
const notes = (table: Table) => table.notes.join("\n");
const trial = (name: string) => fixture(`trials/${name}`);

describe("encodings", () => {
  const text = "name;city\n1;Ärger – naïve\n2;日本\n";

  test("UTF-16 is read in both orders, with and without mark and last line end, stated or not", async () => {
    for (const last of ["", "\n", "\r\n"])
      for (const mark of ["", "\uFEFF"])
        for (const order of ["utf-16le", "utf-16be"] as const) {
          const file = Buffer.from(mark + text.trimEnd() + last, "utf16le");
          if (order === "utf-16be") file.swap16();
          for (const encoding of [undefined, order, order.replace("-", "").toUpperCase()]) {
            const table = await readCsv(file, { encoding });
            expect(table.column("city").toArray()).toEqual(["Ärger – naïve", "日本"]);
            expect(table.notes.length).toBe(mark === "" && encoding === undefined ? 1 : 0);
          }
        }
    const table = await readCsv(trial("20-utf16le.csv"));
    expect(table.toArray()).toEqual([
      { id: 1, name: "Ärger" },
      { id: 2, name: "naïve" },
    ]);
    expect((await readCsv(trial("20-utf16le.csv"), { encoding: "utf-16le" })).length).toBe(2);
    expect((await readCsv(trial("20-utf16le.csv"), { encoding: "utf-16" })).length).toBe(2);
  });

  test("a file of UTF-16 that was cut in the middle of a character is an error that says so", async () => {
    const cut = Buffer.from("\uFEFFa,b\n1,2\n", "utf16le").subarray(0, 17);
    const error = await failure(() => readCsv(cut));
    expect(error).toMatchObject({ code: "HF_READ_ENCODING", got: "17 bytes, an odd number" });
  });

  test("windows-1252, Latin-1 and Mac Roman are told apart and named in a note", async () => {
    const words = "name,note\nRenée,“déjà vu”\nJürgen,5 €\nBjörk’s,Señor – où\n";
    const windows: Record<string, number> = {
      "“": 0x93,
      "”": 0x94,
      "€": 0x80,
      "’": 0x92,
      "–": 0x96,
    };
    const inWindows = Buffer.from([...words].map((c) => windows[c] ?? c.charCodeAt(0)));
    const first = await readCsv(inWindows);
    expect(first.column("note").toArray()).toEqual(["“déjà vu”", "5 €", "Señor – où"]);
    expect(notes(first)).toContain("windows-1252");
    const latin = await readCsv(Buffer.from("city\nKöln\nMálaga\nÅrhus\nSÃO\n", "latin1"));
    expect(latin.column("city").toArray()).toEqual(["Köln", "Málaga", "Århus", "SÃO"]);
    expect(notes(latin)).toContain("Latin-1");
    const mac: Record<string, number> = {
      é: 0x8e,
      ü: 0x9f,
      ö: 0x9a,
      ñ: 0x96,
      à: 0x88,
      "’": 0xd5,
      ß: 0xa7,
    };
    const inMac = Buffer.from(
      [..."city\nMálaga’s\nKöln\nZürich\ncafé\nSeñor\nStraße\n".replace("á", "à")].map(
        (c) => mac[c] ?? c.charCodeAt(0),
      ),
    );
    const third = await readCsv(inMac);
    expect(third.column("city").toArray()).toEqual([
      "Màlaga’s",
      "Köln",
      "Zürich",
      "café",
      "Señor",
      "Straße",
    ]);
    expect(notes(third)).toContain("Mac Roman");
    expect(notes(third)).toContain('encoding: "macintosh"');
  });

  test("what is stated is obeyed, also against a better guess, under the names of other programs", async () => {
    const file = Buffer.from([0x61, 10, 0x8e, 10]);
    expect((await readCsv(file, { encoding: "mac_roman" })).column("a").at(0)).toBe("é");
    expect((await readCsv(file, { encoding: "cp1252" })).column("a").at(0)).toBe("Ž");
    const euro = await readCsv(Buffer.from([0x61, 10, 0x80, 10]), { encoding: "windows-1252" });
    expect(euro.column("a").at(0)).toBe("€");
    expect((await readCsv(file, { encoding: "windows-1252" })).notes).toEqual([]);
    expect((await readCsv(bytes("\uFEFFa,b\n1,é\n"), { encoding: "utf-8-sig" })).row(0)).toEqual({
      a: 1,
      b: "é",
    });
    expect(
      (await readCsv(Buffer.from([0x61, 10, 0x93, 0xfa, 10]), { encoding: "cp932" }))
        .column("a")
        .at(0),
    ).toBe("日");
  });

  test("text of another alphabet is not taken for western text", async () => {
    // Москва, Петербург in windows-1251; 日本語 in Shift_JIS.
    const cyrillic = Buffer.from(
      "city\n\xcc\xee\xf1\xea\xe2\xe0\n\xcf\xe5\xf2\xe5\xf0\xe1\xf3\xf0\xe3\n",
      "latin1",
    );
    const error = await failure(() => readCsv(cyrillic));
    expect(error).toMatchObject({ code: "HF_READ_ENCODING", line: 2 });
    expect(error.message).toContain("windows-1251");
    const japanese = Buffer.from("w\n\x93\xfa\x96\x7b\x8c\xea\n", "latin1");
    expect((await failure(() => readCsv(japanese))).message).toContain("shift_jis");
    expect(await failure(() => readCsv(Buffer.from("a,b\n1,\0\n2,3\n4,5\n")))).toMatchObject({
      code: "HF_READ_ENCODING",
      line: 2,
      column: 3,
    });
  });
});

describe("types", () => {
  test("are found from rows all over the file, and in a column whose first values come late", async () => {
    const table = await readCsv(trial("21-empty-first-10000-rows.csv"));
    expect(types(table)).toBe("int32 float64");
    expect(table.column("v").missing).toBeGreaterThanOrEqual(10_000);
    const rows = Array.from({ length: 40_000 }, (_, i) => {
      const late = i === 39_990;
      return `${i},${late ? "2.5" : ""},${late ? "true" : "NA"},${late ? "x" : "NA"},"q"`;
    });
    const late = await readCsv(bytes(`i,n,b,t,q\n${rows.join("\n")}\n`));
    expect(types(late)).toBe("int32 float64 bool text text");
    expect(late.column("n").at(39_990)).toBe(2.5);
    expect(late.column("n").missing).toBe(39_999);
    expect(late.column("b").at(39_990)).toBe(true);
    expect(late.column("t").at(0)).toBe("NA");
  });

  test("a few odd values in a column of numbers are named with line and value", async () => {
    const values = Array.from({ length: 109 }, (_, i) => (i === 2 ? "@!#F" : `${i}.5`));
    const table = await readCsv(bytes(`price\n${values.join("\n")}\n`));
    expect(types(table)).toBe("text");
    expect(table.notes).toEqual([
      expect.stringContaining("price: text because 1 of 109 values is no number: line 4, `@!#F`."),
    ]);
    const dates = await readCsv(bytes("d,x\n2024-01-01,1\n2024-01-02,2\nsoon,3\n,4\n"));
    expect(dates.notes[0]).toContain("d: text because 1 of 3 values is no date: line 4, `soon`.");
    const flags = await readCsv(bytes("f,x\ntrue,1\nFALSE,2\nmaybe,3\nno idea,4\nfalse,5\n"));
    expect(flags.notes[0]).toContain("f: text because 2 of 5 values are no truth values: line 4");
  });

  test("lines are right behind quoted line ends, and for rows far down", async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => (i === 15_000 ? '"a\nb",x' : `"c",${i}`));
    const table = await readCsv(bytes(`t,n\n${rows.join("\n")}\n`));
    expect(table.notes).toEqual([
      expect.stringContaining("n: text because 1 of 20000 values is no number: line 15003, `x`."),
    ]);
  });

  test("identifiers, numbers beyond 2^53 and decimal commas are said", async () => {
    const table = await readCsv(
      bytes("zip;id;price\n01234;9162371277713859723;1,5\n12345;9162371277713859735;2,25\n"),
    );
    expect(types(table)).toBe("text text text");
    expect(table.nunique("id")).toBe(2);
    expect(notes(table)).toContain("zip: text because 1 of 2 values has a leading zero");
    expect(notes(table)).toContain(
      "id: text because 2 of 2 values are whole numbers beyond 2^53, which text keeps exactly: line 2, `9162371277713859723`.",
    );
    expect(notes(table)).toContain('decimal: ","');
    expect((await readCsv(bytes("w\nx\ny\n"))).notes).toEqual([]);
  });

  test("white space of every kind around numbers, dates and truth values is no part of them", async () => {
    expect(types(await readCsv(trial("22-tabs-around-numbers.csv")))).toBe("int32 float64");
    for (const blank of [
      " ",
      "\t",
      "\u00a0",
      "\u202f",
      "\u2009",
      "\u3000",
      "\u2003",
      "\ufeff",
      "\v",
    ]) {
      const around = (value: string) => `${blank}${value}${blank}${blank}`;
      const table = await readCsv(
        bytes(
          `i,f,d,b,m\n${["7", "1.5", "2024-03-01", "TRUE", "NA"].map(around).join(",")}\n1,2,2024-03-02,false,3\n`,
        ),
        { delimiter: "," },
      );
      expect(types(table)).toBe("int32 float64 date bool int32");
      expect(table.row(0)).toEqual({ i: 7, f: 1.5, d: new Date("2024-03-01"), b: true, m: null });
    }
  });

  test("a column of nothing but NA is missing, in every usual spelling", async () => {
    const words = [
      "NA",
      "N/A",
      "n/a",
      "NaN",
      "nan",
      "null",
      "NULL",
      "None",
      "<NA>",
      "#N/A",
      "\\N",
      "na",
      "",
      "  ",
    ];
    const table = await readCsv(bytes(`x,y\n${words.map((word) => `${word},1`).join("\n")}\n`));
    expect(types(table)).toBe("float64 int32");
    expect(table.column("x").missing).toBe(words.length);
    const own = await readCsv(bytes("x\n1\n-999\n?\n \u00a0\n"), { missing: ["-999", "?"] });
    expect(own.column("x").toArray()).toEqual([1, null, null, null]);
  });
});

describe("layouts", () => {
  test("a first line sep= names the delimiter", async () => {
    expect((await readCsv(trial("24-sep-line.csv"))).toArray()).toEqual([{ a: 1, b: 2 }]);
    for (const [mark, head] of [
      [";", "sep=;"],
      ["|", "SEP=|"],
      ["\t", "sep=\t"],
      ["^", '"sep=^"'],
      [",", "\uFEFFsep=,"],
    ])
      for (const end of ["\n", "\r\n"]) {
        const table = await readCsv(bytes(`${head}${end}a${mark}b${end}1${mark}2${end}`));
        expect(table.toArray()).toEqual([{ a: 1, b: 2 }]);
      }
    expect((await readCsv(bytes("sep=;\na,b;c\n"), { delimiter: "," })).columnNames).toEqual([
      "a",
      "b;c",
    ]);
  });

  test("R's row names are noticed, and read with rowNames", async () => {
    const error = await failure(() => readCsv(trial("25-r-row-names.csv")));
    expect(error).toMatchObject({ code: "HF_CSV_FIELD_COUNT", line: 2 });
    expect(error.message).toContain("rowNames: true");
    expect(error.message).not.toContain("badRows");
    const table = await readCsv(trial("25-r-row-names.csv"), { rowNames: true });
    expect(table.toArray()).toEqual([
      { row_name: 1, x: 5, y: 6 },
      { row_name: 2, x: 7, y: 8 },
    ]);
    const named = await readCsv(bytes('"mpg" "cyl"\n"Mazda RX4" 21 6\n"Fiat 128" 32.4 4\n'), {
      rowNames: true,
    });
    expect(named.row(0)).toEqual({ row_name: "Mazda RX4", mpg: 21, cyl: 6 });
    expect((await readCsv(bytes('"","x"\n"1",2\n'), { rowNames: true })).columnNames).toEqual([
      "column_1",
      "x",
    ]);
  });

  test("rows that end with a delimiter are not taken for row names", async () => {
    const error = await failure(() => readCsv(bytes("a,b\n1,2,\n3,4,\n")));
    expect(error.message).toContain("ends with a delimiter");
    expect((await readCsv(bytes("a,b\n1,2,\n3,4,\n"), { badRows: "pad" })).row(1)).toEqual({
      a: 3,
      b: 4,
    });
  });

  test("title lines above the header are noticed, and left out with skipRows", async () => {
    const text = "Report of May\n\nSource: us\na,b\n1,2\n3,4\n";
    const error = await failure(() => readCsv(bytes(text)));
    expect(error.message).toContain("skipRows: 3");
    expect((await readCsv(bytes(text), { skipRows: 3 })).toArray()).toEqual([
      { a: 1, b: 2 },
      { a: 3, b: 4 },
    ]);
    const padded = "Report of May,,\na,b,c\n1,2,3\n4,5,6\n";
    expect(notes(await readCsv(bytes(padded)))).toContain("skipRows: 1");
    expect((await readCsv(bytes(padded), { skipRows: 1 })).columnNames).toEqual(["a", "b", "c"]);
    expect(await failure(() => readCsv(bytes(text), { skipRows: -1 }))).toMatchObject({
      code: "HF_OPTION",
    });
  });

  test("fields divided by white space are read, or the one column is said", async () => {
    expect((await readCsv(trial("27-space-delimited.txt"))).toArray()).toEqual([
      { a: 1, b: 2, c: 3 },
      { a: 4, b: 5, c: 6 },
    ]);
    const aligned = await readCsv(bytes("  name   age\n  Ann     7\n  Bo     12\n"));
    expect(aligned.toArray()).toEqual([
      { name: "Ann", age: 7 },
      { name: "Bo", age: 12 },
    ]);
    expect(notes(aligned)).toContain('delimiter: " "');
    const names = await readCsv(bytes("person\nAnn Lee\nBo Li\nCy Ng\n"));
    expect(names.columnNames).toEqual(["person"]);
    expect(notes(await readCsv(bytes("full name\nAnn Lee\nBo Li\nCy Ng\n")))).toContain(
      "Only one column",
    );
    for (const lines of [
      "name\nroom 1\nroom 2\n",
      "room number\nroom 1\nroom 2\n",
      "full address\nMain street 12\nEast road 7\n",
    ])
      expect((await readCsv(bytes(lines))).columns.length).toBe(1);
    const quoted = await readCsv(bytes('x y\n"a  b" 1\n"c" 2\n'), { delimiter: " " });
    expect(quoted.toArray()).toEqual([
      { x: "a  b", y: 1 },
      { x: "c", y: 2 },
    ]);
    const mixed = await failure(() =>
      readCsv(bytes("# title\nx y\n1 2\n3\n"), { delimiter: " ", skipRows: 1 }),
    );
    expect(mixed).toMatchObject({ code: "HF_CSV_FIELD_COUNT", line: 4 });
  });

  test("a header without rows is said", async () => {
    const table = await readCsv(bytes("a,b\n"));
    expect([table.length, table.columnNames]).toEqual([0, ["a", "b"]]);
    expect(notes(table)).toContain("a header and no rows");
  });
});

describe("files that are something else", () => {
  const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n";
  test.each([
    ["a Git LFS pointer", pointer, "git lfs pull"],
    ["a web page", "\n<!DOCTYPE html>\n<html><body>Not found</body></html>", "web page"],
    ["a web page without a doctype", '<html lang="en"><head></head></html>', "web page"],
    ["a web page with a remark", "<!-- saved from url --><HTML>", "web page"],
    ["XML", '<?xml version="1.0"?><rows/>', "XML"],
    ["a workbook", "PK\u0003\u0004....", "readExcel"],
    ["a Parquet file", "PAR1....PAR1", "readParquet"],
    ["a PDF", "%PDF-1.7\n", "PDF"],
    ["a database", "SQLite format 3\0....", "SQLite"],
    ["bzip2", "BZh91AY&SY", "bzip2"],
  ])("%s is said to be that", async (_, content, word) => {
    for (const file of [bytes(content), new Uint8Array(gzipSync(content))]) {
      const error = await failure(() => readCsv(file));
      expect(error).toMatchObject({ code: "HF_READ_OTHER_FORMAT" });
      expect(error.message).toContain(word);
    }
  });
});

describe("names", () => {
  test("that objects have by nature are data like any other", async () => {
    const heads = [
      "__proto__",
      "constructor",
      "toString",
      "__defineGetter__",
      "hasOwnProperty",
      "valueOf",
      "length",
    ];
    const table = await readCsv(
      bytes(`${heads.join(",")}\n${heads.map((_, j) => j).join(",")}\n`),
      {
        types: { constructor: "text" } as never,
      },
    );
    expect(table.columnNames).toEqual(heads);
    expect(Object.entries(table.row(0))).toEqual(
      heads.map((name, j) => [name, name === "constructor" ? "1" : j]),
    );
  });

  test("that are very long or often repeated are cut in notes", async () => {
    const long = "h".repeat(100_000);
    const table = await readCsv(bytes(`${long},${long}\n1,2\n`));
    expect(table.columnNames[1]).toBe(`${long}.1`);
    expect(notes(table).length).toBeLessThan(1000);
    const many = await readCsv(bytes(`${Array(20_000).fill("a").join(",")}\n`));
    expect(new Set(many.columnNames).size).toBe(20_000);
    expect(many.notes.length).toBeLessThan(12);
  });
});

describe("bounds", () => {
  test("a file of a million columns is refused", async () => {
    const error = await failure(() => readCsv(bytes(`${"x,".repeat(1_000_000)}\n`)));
    expect(error).toMatchObject({ code: "HF_READ_TOO_WIDE", got: "1000001 columns" });
  });

  test("a quote that is never closed is found before the end of the file", async () => {
    const text = Buffer.alloc(40_000_000, "x,y,z,abc\n");
    text.write('a,b,c,d\n1,"', 0);
    const error = await failure(() => readCsv(text));
    expect(error).toMatchObject({ code: "HF_CSV_QUOTE", line: 2, column: 3 });
    expect(
      (await readCsv(bytes(`a\n"${"x".repeat(2000)}"\n`), { maxFieldBytes: 3000 })).length,
    ).toBe(1);
  });

  test("a decoding stops where it is asked to", async () => {
    const controller = new AbortController();
    const reading = readCsv(Buffer.alloc(60_000_000, "K\xf6ln,M\xe1laga,1\n", "latin1"), {
      signal: controller.signal,
    });
    setImmediate(() => controller.abort());
    await expect(reading).rejects.toThrow(/abort/i);
  });

  test("a reading stops where it is asked to", async () => {
    const text = Buffer.alloc(30_000_000, "1,2,3,abc\n");
    text.write("aaa,b,c,d\n", 0);
    const controller = new AbortController();
    const reading = readCsv(text, {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(reading).rejects.toThrow(/abort/i);
  });
});
