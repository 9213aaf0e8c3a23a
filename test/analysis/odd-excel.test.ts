import { utils, write } from "@e965/xlsx";
import { describe, expect, test } from "vitest";
import { readExcel, type Table } from "../../kernels/analysis/index.ts";
import { clockText, dateOfSerial } from "../../kernels/analysis/readers/excel-time.ts";
import { failure, fixture } from "./fixtures.ts";
import { makeWorkbook, makeZip, row, styled, workbookParts } from "./make-workbook.ts";

const trial = (name: string) => fixture(`trials/${name}`);
const types = (table: Table) => table.columns.map(({ type }) => type).join(" ");
const notes = (table: Table) => table.notes.join("\n");
const DAY = 86_400;

describe("times", () => {
  test("of the trial are what was typed", async () => {
    const table = await readExcel(trial("40-dates.xlsx"));
    expect(table.column("t").toArray()).toEqual(
      [
        "2016-03-23T09:50:00Z",
        "2024-01-01T00:00:01Z",
        "2024-02-29T23:59:59.999Z",
        "1999-12-31T13:07:11Z",
      ].map((time) => new Date(time)),
    );
  });

  test("every second of a day is right, as time and in a date, as doubles and with 15 digits", () => {
    const wrong: number[] = [];
    for (let s = 0; s < DAY; s++)
      for (const write of [(x: number) => x, (x: number) => Number(x.toPrecision(15))]) {
        const time = dateOfSerial(write(45_292 + s / DAY), false);
        const clock = clockText(write(s / DAY), "time");
        if (time !== Date.UTC(2024, 0, 1) + s * 1000) wrong.push(s);
        if (clock !== new Date(s * 1000).toISOString().slice(11, 19)) wrong.push(s);
      }
    expect(wrong).toEqual([]);
  });

  test("every minute of a day is right in a sheet", async () => {
    const rows = Array.from({ length: 1440 }, (_, m) =>
      row(m + 2, styled(45_292 + m / 1440, 1), styled(m / 1440, 3)),
    );
    const table = await readExcel(makeWorkbook(row(1, "date", "time") + rows.join("")));
    const iso = (m: number) => new Date(Date.UTC(2024, 0, 1) + m * 60_000);
    expect(table.column("date").toArray()).toEqual(Array.from({ length: 1440 }, (_, m) => iso(m)));
    expect(table.column("time").toArray()).toEqual(
      Array.from({ length: 1440 }, (_, m) => iso(m).toISOString().slice(11, 19)),
    );
  });

  test("durations go on beyond 24 hours", async () => {
    const table = await readExcel(trial("40-dur.xlsx"));
    expect(table.column("took").toArray()).toEqual(["01:30:00", "30:00:00", "00:00:00"]);
    expect(notes(table)).toContain("took: times of day and durations are text");
    const more = await readExcel(
      makeWorkbook(
        row(1, "d", "t") +
          row(2, styled(100.5, 2), styled(0.999994213, 3)) +
          row(3, styled(-0.25, 2), "NA"),
      ),
    );
    expect(more.column("d").toArray()).toEqual(["2412:00:00", "-06:00:00"]);
    expect(more.column("t").toArray()).toEqual(["23:59:59.500", null]);
  });

  test("dates as heads are ISO dates", async () => {
    expect((await readExcel(trial("40-hdr.xlsx"))).columnNames).toEqual([
      "city",
      "2024-01-01",
      "2024-02-01",
      "2023",
      "true",
    ]);
    const timed = await readExcel(
      makeWorkbook(row(1, styled(45_292.5, 1), styled(0.5, 3)) + row(2, 1, 2)),
    );
    expect(timed.columnNames).toEqual(["2024-01-01T12:00:00", "12:00:00"]);
  });

  test("both date systems, the days about 1900-02-29, and dates out of range", async () => {
    const cells = (values: number[]) =>
      row(1, "d") + values.map((value, i) => row(i + 2, styled(value, 4))).join("");
    const days = (table: Table) =>
      table
        .column("d")
        .toArray()
        .map((value) => (value as Date | null)?.toISOString().slice(0, 10) ?? null);
    expect(
      days(await readExcel(makeWorkbook(cells([1, 59, 61, 45_292, 2_958_465, 2_958_466, -1])))),
    ).toEqual(["1900-01-01", "1900-02-28", "1900-03-01", "2024-01-01", "9999-12-31", null, null]);
    const table = await readExcel(makeWorkbook(cells([-1, 5])));
    expect(notes(table)).toContain(
      "d: 1 cell holds an error and is missing (1 × a date out of range), the first in row 2.",
    );
    expect(days(await readExcel(makeWorkbook(cells([0, 43_830]), { date1904: true })))).toEqual([
      "1904-01-01",
      "2024-01-01",
    ]);
  });

  test("formats tell dates, times and numbers apart", async () => {
    const table = await readExcel(
      makeWorkbook(
        row(1, "n", "d", "t", "m") +
          row(2, styled(45_292.5, 5), styled(45_292, 6), styled(0.5, 7), styled(1.5, 8)),
      ),
    );
    expect(table.row(0)).toEqual({ n: 45_292.5, d: new Date("2024-01-01"), t: "12:00:00", m: 1.5 });
  });
});

describe("missing values", () => {
  test("words such as NA among numbers are missing, in texts they stay", async () => {
    const table = await readExcel(trial("40-na.xlsx"));
    expect(types(table)).toBe("float64 text");
    expect(table.column("x").toArray()).toEqual([1, null, 3, null]);
    expect(table.column("t").toArray()).toEqual(["NA", "b", "-", null]);
    const named = await readExcel(trial("40-na.xlsx"), { missing: ["-", "3", "n/a", "NA"] });
    expect(named.toArray()).toEqual([
      { x: 1, t: null },
      { x: null, t: "b" },
      { x: null, t: null },
      { x: null, t: null },
    ]);
  });

  test("odd values among numbers are named, columns of nothing are missing numbers", async () => {
    const table = await readExcel(
      makeWorkbook(
        row(1, "x", "e", "w") +
          row(2, 1, null, "NA") +
          row(3, 2, null, "n/a") +
          row(4, "oops", null, "NULL"),
      ),
    );
    expect(types(table)).toBe("text float64 float64");
    expect(notes(table)).toContain('x: text because 1 of 3 values is no number: row 4, "oops".');
  });

  test("errors and formulas without a value are counted", async () => {
    const error = (text: string) => `<c t="e"><v>${text}</v></c>`;
    const table = await readExcel(
      makeWorkbook(
        row(1, "x", "f") +
          row(2, error("#N/A"), "<c><f>SUM(A1)</f></c>") +
          row(3, error("#DIV/0!"), 2) +
          row(4, error("#N/A"), "<c><f>1</f><v>1</v></c>") +
          row(5, 4, 5),
      ),
    );
    expect(types(table)).toBe("float64 float64");
    expect(table.column("x").toArray()).toEqual([null, null, null, 4]);
    expect(table.column("f").toArray()).toEqual([null, 2, 1, 5]);
    expect(notes(table)).toContain(
      "x: 3 cells hold errors and are missing (2 × #N/A, 1 × #DIV/0!), the first in row 2.",
    );
    expect(notes(table)).toContain(
      "f: 1 formula has no stored value and is missing, the first in row 2",
    );
  });

  test("empty rows and merged cells are said, and can be filled", async () => {
    const rows = row(1, "a", "b") + row(2, "x", 1) + row(3, null, 2) + row(7, "y", 3);
    const after = '<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>';
    const table = await readExcel(makeWorkbook(rows, { after }));
    expect(table.column("a").toArray()).toEqual(["x", null, "y"]);
    expect(notes(table)).toContain("3 empty rows were left out, the first is row 4");
    expect(notes(table)).toContain("1 merged area has its value in the first cell");
    expect(
      (await readExcel(makeWorkbook(rows, { after }), { fillMerged: true })).column("a").toArray(),
    ).toEqual(["x", "x", "y"]);
  });
});

describe("cells", () => {
  test("rich texts are whole", async () => {
    const rich = (inner: string) => `<c t="inlineStr"><is>${inner}</is></c>`;
    const table = await readExcel(
      makeWorkbook(
        row(1, "t") +
          row(
            2,
            rich('<r><t xml:space="preserve">rich </t></r><r><rPr><b/></rPr><t>text</t></r>'),
          ) +
          row(3, rich("<t>a &amp; </t><r><t>b</t></r><r><t>&#x263A;</t></r>")) +
          row(4, rich("<r><t>漢字</t></r><rPh sb='0' eb='1'><t>かんじ</t></rPh>")) +
          row(5, rich("<t>plain</t>")),
      ),
    );
    expect(table.column("t").toArray()).toEqual(["rich text", "a & b☺", "漢字", "plain"]);
  });

  test("whole numbers beyond 2^53 are exact", async () => {
    const table = await readExcel(
      makeWorkbook(
        row(1, "id", "n") +
          row(2, "<c><v>9162371277713859723</v></c>", 1) +
          row(3, "<c><v>9162371277713859735</v></c>", 2) +
          row(4, 7, 3),
      ),
    );
    expect(table.column("id").toArray()).toEqual([
      "9162371277713859723",
      "9162371277713859735",
      "7",
    ]);
    expect(notes(table)).toContain("id: text because 2 of 3 values are whole numbers beyond 2^53");
  });

  test("heads that objects have by nature are data, also with stated types", async () => {
    const heads = ["__proto__", "constructor", "toString", "__defineGetter__", "__proto__"];
    const table = await readExcel(makeWorkbook(row(1, ...heads) + row(2, 1, 2, 3, 4, 5)), {
      types: JSON.parse('{"constructor": "text"}'),
    });
    expect(table.columnNames).toEqual([...heads.slice(0, 4), "__proto__.1"]);
    expect(Object.values(table.row(0))).toEqual([1, "2", 3, 4, 5]);
  });
});

describe("parts of a workbook", () => {
  const book = makeZip(
    workbookParts({
      First: row(1, "a") + row(2, 1),
      "Über & 2": row(1, "big") + row(2, "<c><v>9007199254740993</v></c>"),
      ["__proto__"]: row(1, "p") + row(2, 5),
    }),
  );

  test("sheets are chosen by name or number, with the right patches, and an error lists them", async () => {
    expect((await readExcel(book, { sheet: 1 })).row(0)).toEqual({ big: "9007199254740993" });
    expect((await readExcel(book, { sheet: "Über & 2" })).row(0)).toEqual({
      big: "9007199254740993",
    });
    expect((await readExcel(book, { sheet: "__proto__" })).row(0)).toEqual({ p: 5 });
    for (const sheet of ["Frist", 3, -1, 0.5, Number.NaN, "toString"]) {
      const error = await failure(() => readExcel(book, { sheet }));
      expect(error).toMatchObject({ code: "HF_EXCEL_UNKNOWN_SHEET" });
      expect(error.message).toContain('"First", "Über & 2"');
    }
  });

  test("titles are noticed and left out with skipRows; ranges read a part", async () => {
    const file = makeWorkbook(
      row(1, "Report of May") + row(3, "a", "b", "c") + row(4, 1, 2, 3) + row(5, 4, 5, 6),
    );
    expect(notes(await readExcel(file))).toContain("skipRows: 2");
    expect((await readExcel(file, { skipRows: 2 })).toArray()).toEqual([
      { a: 1, b: 2, c: 3 },
      { a: 4, b: 5, c: 6 },
    ]);
    expect((await readExcel(file, { range: "B3:C4" })).toArray()).toEqual([{ b: 2, c: 3 }]);
    expect((await readExcel(file, { range: "B:C", skipRows: 2 })).length).toBe(2);
    expect((await readExcel(file, { range: "3:4" })).toArray()).toEqual([{ a: 1, b: 2, c: 3 }]);
    for (const range of ["nonsense", "", "A1:", 5 as never])
      expect((await failure(() => readExcel(file, { range }))).message).toMatch(
        /^readExcel .*range.*got .*expected /,
      );
  });

  test("old and open formats give the same", async () => {
    const sheet = utils.aoa_to_sheet(
      [
        ["n", "d"],
        [1.5, new Date(Date.UTC(2024, 0, 1, 9, 50))],
        [2, null],
      ],
      { UTC: true },
    );
    const source = utils.book_new(sheet, "S");
    for (const bookType of ["xls", "xlsb", "ods", "xlsx"] as const) {
      const table = await readExcel(new Uint8Array(write(source, { type: "array", bookType })));
      expect(table.row(0)).toEqual({ n: 1.5, d: new Date("2024-01-01T09:50:00Z") });
      expect(table.row(1)).toEqual({ n: 2, d: null });
    }
  });
});

describe("bounds", () => {
  const rows = row(1, "a") + row(2, 1);

  test("a part that is larger than it states, or states too much, is refused", async () => {
    const parts = workbookParts({ Data: rows });
    const lie = parts.map((part) => (part.name.includes("sheet1") ? { ...part, size: 10 } : part));
    expect(await failure(() => readExcel(makeZip(lie)))).toMatchObject({ code: "HF_EXCEL_FORMAT" });
    const bomb = { name: "xl/worksheets/sheet1.xml", text: Buffer.alloc(50_000_000, 32), size: 20 };
    expect(
      (await failure(() => readExcel(makeZip([...parts.slice(0, -1), bomb])))).message,
    ).toContain("larger than the 20 bytes");
    const huge = parts.map((part) =>
      part.name.includes("sheet1") ? { ...part, size: 3_000_000_000 } : part,
    );
    expect(await failure(() => readExcel(makeZip(huge)))).toMatchObject({
      code: "HF_READ_TOO_LARGE",
    });
  });

  test("60,000 parts are refused, pictures are not read", async () => {
    const parts = workbookParts({ Data: rows });
    const many = Array.from({ length: 60_000 }, (_, i) => ({ name: `x${i}.xml`, text: "" }));
    expect(await failure(() => readExcel(makeZip([...parts, ...many])))).toMatchObject({
      code: "HF_READ_TOO_LARGE",
      got: "60006 parts",
    });
    const picture = { name: "xl/media/image1.png", text: "x", size: 4_000_000_000 };
    expect((await readExcel(makeZip([...parts, picture]))).length).toBe(1);
  });

  test("cells far away are refused or cost nothing", async () => {
    const far = (address: string) =>
      makeWorkbook(`${row(1, "a")}<row><c r="${address}"><v>1</v></c></row>`);
    for (const address of ["A99999999999", "A2000000", "ZZZZ1", "XFE1", "A1048577"])
      expect(await failure(() => readExcel(far(address)))).toMatchObject({
        code: "HF_EXCEL_FORMAT",
      });
    expect((await readExcel(far("A1048576"))).column("a").toArray()).toEqual([1]);
    expect((await readExcel(far("XFD2"))).columns.length).toBe(16_384);
    const wide = makeWorkbook(
      Array.from({ length: 5000 }, (_, i) => row(i + 1, i)).join("") +
        '<row r="6000"><c r="XFD6000"><v>1</v></c></row>',
    );
    expect(await failure(() => readExcel(wide))).toMatchObject({ code: "HF_READ_TOO_WIDE" });
    expect((await readExcel(wide, { range: "A1:B5000" })).length).toBe(4999);
  });

  test("damaged, foreign and protected files are named", async () => {
    const good = makeWorkbook(rows);
    expect(await failure(() => readExcel(good.subarray(0, good.length - 40)))).toMatchObject({
      code: "HF_EXCEL_FORMAT",
    });
    expect(await failure(() => readExcel(makeZip([{ name: "a.txt", text: "x" }])))).toMatchObject({
      code: "HF_EXCEL_FORMAT",
    });
    expect(await failure(() => readExcel(Buffer.from("<html><table>")))).toMatchObject({
      code: "HF_READ_OTHER_FORMAT",
    });
    expect(
      await failure(() => readExcel(Buffer.from("version https://git-lfs.github.com/spec/v1\n"))),
    ).toMatchObject({ code: "HF_READ_OTHER_FORMAT" });
    expect(await failure(() => readExcel(makeWorkbook("")))).toMatchObject({
      code: "HF_READ_EMPTY_FILE",
    });
    const one = await readExcel(makeWorkbook(row(1, "a", "b")));
    expect(notes(one)).toContain("a header and no rows");
  });
});
