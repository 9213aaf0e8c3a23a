import { describe, expect, test } from "vitest";
import { TABLE_MIME, Table, type TableDisplay } from "../../kernels/analysis/index.ts";

const table = Table.from({
  "<b>name</b>": ["<script>alert(1)</script>", 'Ann & "Bo"', null],
  x: [1.5, Number.POSITIVE_INFINITY, null],
  on: [true, false, true],
  day: [new Date("2024-03-01"), null, new Date("2024-03-01T12:30:00Z")],
});
const bundle = (table as unknown as Record<symbol, () => Record<string, unknown>>)[
  Symbol.for("Jupyter.display")
]!.call(table);

describe("the display of a table", () => {
  test("has types, missing counts, histograms, first rows and the size for our client", () => {
    const display = bundle[TABLE_MIME] as TableDisplay;
    expect(display.columns.map(({ name, type, missing }) => [name, type, missing])).toEqual([
      ["<b>name</b>", "text", 1],
      ["x", "float64", 1],
      ["on", "bool", 0],
      ["day", "date", 1],
    ]);
    expect(display.columns[1]!.histogram).toEqual({
      kind: "numbers",
      min: 1.5,
      max: 1.5,
      counts: [1],
    });
    expect(display.columns[2]!.histogram).toEqual({
      kind: "values",
      values: [
        { value: "true", count: 2 },
        { value: "false", count: 1 },
      ],
      other: 0,
      distinct: 2,
    });
    expect(display.rows[1]).toEqual(['Ann & "Bo"', "Infinity", false, null]);
    expect(display.totalRows).toBe(3);
    expect(JSON.parse(JSON.stringify(display))).toEqual(display);
  });

  test("escapes every text in HTML", () => {
    const html = bundle["text/html"] as string;
    expect(html).not.toContain("<script>");
    expect(html).not.toContain("<b>");
    expect(html).toContain("&#60;script&#62;");
  });

  test("is aligned plain text for everybody else", () => {
    expect(bundle["text/plain"]).toBe(
      [
        "   <b>name</b>                       x  on                     day",
        "   text                        float64  bool                  date",
        "0  <script>alert(1)</script>       1.5  true            2024-03-01",
        '1  Ann & "Bo"                 Infinity  false                    ·',
        "2  ·                                 ·  true   2024-03-01 12:30:00",
        "3 rows × 4 columns",
      ].join("\n"),
    );
  });

  test("shows the first 50 of many rows and all values of a column in its histogram", () => {
    const many = Table.from({ i: Int32Array.from({ length: 1000 }, (_, i) => i) });
    const display = (many as unknown as Record<symbol, () => Record<string, unknown>>)[
      Symbol.for("Jupyter.display")
    ]!.call(many)[TABLE_MIME] as TableDisplay;
    expect(display.rows.length).toBe(50);
    const { histogram } = display.columns[0]!;
    expect(histogram.kind === "numbers" && histogram.counts.reduce((a, b) => a + b)).toBe(1000);
  });
});
