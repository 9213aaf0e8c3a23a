import { deserialize, serialize } from "node:v8";
import { describe, expect, test } from "vitest";
import { parseDateText } from "../../kernels/analysis/clean/date-text.ts";
import { parseNumberText } from "../../kernels/analysis/clean/number-text.ts";
import {
  type CleanState,
  clean,
  outlierFences,
  plainRun,
  readCsv,
  Table,
  undoClean,
} from "../../kernels/analysis/index.ts";
import { failure, fixture } from "./fixtures.ts";

const messy = Table.from({
  name: [" Ann  Lee", "ann lee", "Ann Lee", "Bo", "?", "Bo", "Ann Lee"],
  amount: ["$1,200.50", "(3.5)", "12%", "n/a", "7", "7", "12%"],
  when: ["03/04/2024", "25/04/2024", "2024-01-02", "1 Mar 2024", null, "", "2024-01-02"],
  ok: ["Yes", "no", "1", "0", "TRUE", "f", "1"],
  code: ["007", "008", "009", "010", "011", "012", "009"],
});

describe("clean", () => {
  test("repairs what is certain and keeps the rest", async () => {
    const { table, data } = await clean(messy);
    expect(table.toArray()).toEqual([
      { name: "Ann Lee", amount: 1200.5, when: new Date("2024-04-03"), ok: true, code: "007" },
      { name: "Ann Lee", amount: -3.5, when: new Date("2024-04-25"), ok: false, code: "008" },
      { name: "Ann Lee", amount: 0.12, when: new Date("2024-01-02"), ok: true, code: "009" },
      { name: "Bo", amount: null, when: new Date("2024-03-01"), ok: false, code: "010" },
      { name: null, amount: 7, when: null, ok: true, code: "011" },
      { name: "Bo", amount: 7, when: null, ok: false, code: "012" },
    ]);
    expect(Array.from(data.origins)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(messy.column("name").at(0)).toBe(" Ann  Lee");
  });

  test("lists every change with row, column, before and after", async () => {
    const { data } = await clean(messy);
    const changes = data.changesTable();
    expect(changes.filter((row) => row.column === "name").toArray()).toEqual([
      {
        change: 1,
        row: 4,
        column: "name",
        step: "missing",
        rule: 'words that mean missing: "?"',
        before: "?",
        after: null,
      },
      {
        change: 7,
        row: 0,
        column: "name",
        step: "text",
        rule: "spaces and case (unify)",
        before: " Ann  Lee",
        after: "Ann Lee",
      },
      {
        change: 7,
        row: 1,
        column: "name",
        step: "text",
        rule: "spaces and case (unify)",
        before: "ann lee",
        after: "Ann Lee",
      },
    ]);
    expect(
      changes
        .filter((row) => row.step === "duplicates")
        .column("row")
        .toArray(),
    ).toEqual([6]);
  });

  test("scores quality by counts that can be recomputed by hand", async () => {
    const table = Table.from({
      a: ["x", "X ", "x", "?", "x"],
      n: [1, 2, 3, 4, 1],
    });
    const { quality } = (await clean(table)).data;
    // 10 cells, 1 missing; 5 rows, row 4 equals row 0; 9 present, "X " is written differently; 5 numbers without outliers.
    expect(quality.before.parts.map(({ name, bad, of }) => [name, bad, of])).toEqual([
      ["completeness", 1, 10],
      ["uniqueness", 1, 5],
      ["validity", 0, 9],
      ["consistency", 1, 9],
      ["plausibility", 0, 5],
    ]);
    const byHand = 100 * (0.3 * (1 - 1 / 10) + 0.2 * (1 - 1 / 5) + 0.2 + 0.15 * (1 - 1 / 9) + 0.15);
    expect(quality.before.score).toBeCloseTo(byHand, 10);
    expect(quality.after.score).toBeGreaterThan(quality.before.score);
  });

  test("converts a column only when every value fits, and says which are in the way", async () => {
    const table = Table.from({ x: ["1", "2", "3", "four"] });
    const { table: kept, data, summary } = await clean(table);
    expect(kept.column("x").type).toBe("text");
    expect(data.notes[0]).toContain("1 of 4 values are no number");
    expect(summary).toContain(data.notes[0]);
    const forced = await clean(table, { types: { x: "float64" } });
    expect(forced.table.column("x").toArray()).toEqual([1, 2, 3, null]);
    expect(forced.data.changesTable().toArray()).toMatchObject([
      { row: 3, before: "four", after: null },
    ]);
  });

  test("lists every value that a forced type makes missing", async () => {
    const table = Table.from({ n: ["1", "2.5", "x"] });
    const { table: forced, data } = await clean(table, { types: { n: "int32" } });
    expect(forced.column("n").toArray()).toEqual([1, null, null]);
    expect(data.changesTable().column("before").toArray()).toEqual(["2.5", "x"]);
  });

  test("treats outliers as asked: flag, clip, missing or drop", async () => {
    const x = [1, 2, 3, 4, 5, 6, 7, 8, 9, 100];
    const table = Table.from({ x });
    const { lower, upper } = outlierFences(x);
    expect([lower, upper]).toEqual([-3.5, 14.5]);
    const treated = async (action: "flag" | "clip" | "missing" | "drop") =>
      (await clean(table, { outliers: { action } })).table.column("x").toArray().slice(8);
    expect(await treated("flag")).toEqual([9, 100]);
    expect(await treated("clip")).toEqual([9, 14.5]);
    expect(await treated("missing")).toEqual([9, null]);
    expect(await treated("drop")).toEqual([9]);
    const { data } = await clean(table, { outliers: { method: "mad" } });
    expect(Array.from(data.outliers[0]!.rows)).toEqual([9]);
    expect((await clean(table, { outliers: false })).data.outliers).toEqual([]);
  });

  test("fills missing values as asked, by column", async () => {
    const table = Table.from({
      x: [1, null, 3, 4],
      y: [1, 2, 3, 4],
      t: ["a", "b", null, "b"],
    });
    const { table: filled } = await clean(table, { fill: { x: "median", t: "mode" } });
    expect(filled.toArray().map(Object.values)).toEqual([
      [1, 1, "a"],
      [3, 2, "b"],
      [3, 3, "b"],
      [4, 4, "b"],
    ]);
    expect((await clean(table, { fill: "drop" })).table.length).toBe(2);
    expect((await clean(table, { fill: "knn" })).table.column("x").at(1)).toBeCloseTo(8 / 3, 12);
  });

  test("makes case what was asked", async () => {
    const table = Table.from({ t: ["jean-luc o'neil", "ÉCOLE"] });
    const cased = async (rule: "title" | "upper" | "lower") =>
      (await clean(table, { case: { t: rule } })).table.column("t").toArray();
    expect(await cased("title")).toEqual(["Jean-Luc O'Neil", "École"]);
    expect(await cased("upper")).toEqual(["JEAN-LUC O'NEIL", "ÉCOLE"]);
    expect(await cased("lower")).toEqual(["jean-luc o'neil", "école"]);
  });

  test("leaves a clean table as it is", async () => {
    const table = Table.from({ a: ["x", "y"], n: [1, 2] });
    const { table: same, data, summary } = await clean(table);
    expect(same.column("a")).toBe(table.column("a"));
    expect(data.changes).toEqual([]);
    expect(data.quality.after.score).toBe(100);
    expect(summary).toContain("Nothing had to be changed.");
  });

  test("refuses names that are not there, and tables without columns", async () => {
    expect(await failure(() => clean(messy, { fill: { amuont: "mode" } }))).toMatchObject({
      code: "HF_TABLE_UNKNOWN_COLUMN",
      expected: '"amount"',
    });
    expect(await failure(() => clean(messy, { duplicatesOn: ["cod"] }))).toMatchObject({
      code: "HF_TABLE_UNKNOWN_COLUMN",
    });
    expect(await failure(() => clean(Table.from({})))).toMatchObject({
      code: "HF_TABLE_NOT_RECOGNISED",
    });
    expect(await failure(() => clean(messy.select()))).toMatchObject({ code: "HF_TABLE_EMPTY" });
  });

  test("takes a table without rows", async () => {
    const { table, data } = await clean(messy.filter(() => false));
    expect([table.length, data.quality.before.score]).toEqual([0, 100]);
  });
});

describe("undoClean", () => {
  test("leaves out the changes of the given ids, each on its own", async () => {
    const result = await clean(messy);
    const id = (step: string, column?: string) =>
      result.data.changes.find((change) => change.step === step && change.column === column)!.id;
    const undone = await undoClean(messy, result, [id("types", "amount"), id("duplicates")]);
    expect(undone.table.length).toBe(7);
    expect(undone.table.column("amount").at(0)).toBe("$1,200.50");
    expect(undone.table.column("ok").type).toBe("bool");
    expect(undone.data.outliers).toEqual([]);
    await expect(undoClean(messy, result, [99])).rejects.toMatchObject({ code: "HF_ARGUMENT" });
  });

  test("of every change gives back the table that came in", async () => {
    const options = { fill: "mode", outliers: { action: "clip" } } as const;
    const result = await clean(messy, options);
    const undone = await undoClean(
      messy,
      result,
      result.data.changes.map(({ id }) => id),
    );
    expect(undone.table.toArray()).toEqual(messy.toArray());
  });
});

describe("clean as a run", () => {
  const table = async () => readCsv(fixture("messy-orders.csv"), { types: "text" });
  const options = {
    fill: { amount: "median", city: "mode" },
    outliers: { action: "clip" },
  } as const;

  test("reports a step per kind of repair and can be cancelled between them", async () => {
    const controller = new AbortController();
    const seen: number[] = [];
    const run = plainRun<CleanState>({
      signal: controller.signal,
      onProgress(done) {
        seen.push(done);
        if (done === 2) controller.abort();
      },
    });
    expect((await failure(async () => clean(await table(), { run }))).name).toBe("AbortError");
    expect(seen).toEqual([0, 1, 2]);
  });

  test("goes on from any checkpoint with the digits of an uninterrupted run", async () => {
    const input = await table();
    const saved: { state: CleanState; next: number }[] = [];
    const whole = await clean(input, {
      ...options,
      run: plainRun<CleanState>({
        onCheckpoint(state, next) {
          saved.push({ state: deserialize(serialize(state)) as CleanState, next });
        },
      }),
    });
    expect(saved.map(({ next }) => next)).toEqual([1, 2, 3, 4, 5, 6]);
    for (const { state, next } of saved) {
      const resumed = await clean(input, {
        ...options,
        run: plainRun<CleanState>({ state, first: next }),
      });
      expect(resumed.table.toArray()).toEqual(whole.table.toArray());
      expect(resumed.data.changesTable().toArray()).toEqual(whole.data.changesTable().toArray());
      expect(resumed.data.quality).toEqual(whole.data.quality);
      expect(resumed.summary).toBe(whole.summary);
      expect(resumed.provenance.resumedAt).toBe(next);
    }
  });

  test("gives charts as Vega-Lite 5 with data inside, plain words and provenance", async () => {
    const { charts, summary, provenance } = await clean(await table(), options);
    for (const chart of charts) {
      expect(chart.$schema).toBe("https://vega.github.io/schema/vega-lite/v5.json");
      expect(JSON.parse(JSON.stringify(chart))).toEqual(chart);
    }
    expect(summary).toMatch(
      /^The quality score is \d+\.\d of 100, it was \d+\.\d\.\n246 rows came in, 240 went out/,
    );
    expect(provenance).toMatchObject({
      workflow: "clean",
      seed: 0,
      input: { rows: 246, columns: 7 },
      resumedAt: 0,
    });
  });
});

describe("numbers as people write them", () => {
  test.each([
    ["1,234.56", "dot", 1234.56],
    ["1.234,56", "comma", 1234.56],
    ["1 234 567", "dot", 1234567],
    ["1'234.5", "dot", 1234.5],
    ["€ 5", "dot", 5],
    ["5 EUR", "dot", 5],
    ["-$5.10", "dot", -5.1],
    ["$-5.10", "dot", -5.1],
    ["(1,000)", "dot", -1000],
    ["7-", "dot", -7],
    ["12 %", "dot", 0.12],
    ["0.3%", "dot", 0.003],
    ["1e3", "dot", 1000],
    [".5", "dot", 0.5],
  ] as const)("%s (%s) is %d", (text, style, value) => {
    expect(parseNumberText(text, style)?.value).toBe(value);
  });

  test.each(["", "abc", "1,23", "12,34,567", "007", "1.2.3", "--5", "$", "%", "5 apples", "1e"])(
    "%j is no number",
    (text) => {
      expect(parseNumberText(text, "dot")).toBeUndefined();
    },
  );
});

describe("dates as people write them", () => {
  test.each([
    ["2024-03-01", "2024-03-01T00:00:00.000Z"],
    ["2024/3/1", "2024-03-01T00:00:00.000Z"],
    ["01.03.2024", "2024-03-01T00:00:00.000Z"],
    ["Mar 1, 2024", "2024-03-01T00:00:00.000Z"],
    ["march 1st 2024", "2024-03-01T00:00:00.000Z"],
    ["1 Mar 2024", "2024-03-01T00:00:00.000Z"],
    ["1-Sept-2024", "2024-09-01T00:00:00.000Z"],
    ["01.03.2024 14:05", "2024-03-01T14:05:00.000Z"],
    ["Mar 1, 2024 2:05 pm", "2024-03-01T14:05:00.000Z"],
    ["2024-03-01 12:00:00+02:00", "2024-03-01T10:00:00.000Z"],
  ])("%s is %s", (text, iso) => {
    expect(new Date(parseDateText(text, false)!.time).toISOString()).toBe(iso);
  });

  test("take the order of day and month from the column", async () => {
    const read = async (texts: string[]) =>
      (await clean(Table.from({ d: texts }))).table.column("d").at(0);
    expect(await read(["03/04/2024", "25/04/2024"])).toEqual(new Date("2024-04-03"));
    expect(await read(["03/04/2024", "04/25/2024"])).toEqual(new Date("2024-03-04"));
    const { summary } = await clean(Table.from({ d: ["03/04/2024"] }));
    expect(summary).toContain("a guess: pass dayFirst");
    const stated = await clean(Table.from({ d: ["03/04/2024"] }), { dayFirst: true });
    expect(stated.table.column("d").at(0)).toEqual(new Date("2024-04-03"));
  });

  test.each(["31.02.2024", "2024-13-01", "1.1.24", "May 2024", "32 Mar 2024", "12345678"])(
    "%s is no date",
    (text) => {
      expect(parseDateText(text, true)).toBeUndefined();
    },
  );
});

describe("numbers that can be read in two ways, and currencies", () => {
  test("1,234 is called a guess with its number of cells, and can be said", async () => {
    const table = Table.from({ a: ["1,234", "2,345", "3,456"] });
    const guess = await clean(table);
    expect(guess.table.column("a").toArray()).toEqual([1234, 2345, 3456]);
    expect(guess.summary).toContain(
      'a: text to int32 (1,234 was taken as 1234, and so 3 cells, a guess: pass numbers: "comma" for 1.234)',
    );
    const comma = await clean(table, { numbers: "comma" });
    expect(comma.table.column("a").toArray()).toEqual([1.234, 2.345, 3.456]);
    expect(comma.summary).not.toContain("guess");
    const dot = await clean(table, { numbers: { a: "dot" } });
    expect(dot.table.column("a").toArray()).toEqual([1234, 2345, 3456]);
    expect(dot.summary).not.toContain("guess");
    const german = await clean(Table.from({ a: ["€ 1.234", "€ 2.345"] }));
    expect(german.summary).toContain('pass numbers: "comma" for 1234');
  });

  test("one other number of the column decides, without a word of a guess", async () => {
    for (const [texts, values] of [
      [
        ["1,234", "2,345.5"],
        [1234, 2345.5],
      ],
      [
        ["1,234", "2,5"],
        [1.234, 2.5],
      ],
      [
        ["1,234", "1,234,567"],
        [1234, 1234567],
      ],
    ] as const) {
      const { table, summary } = await clean(Table.from({ a: [...texts] }));
      expect(table.column("a").toArray()).toEqual(values);
      expect(summary).not.toContain("guess");
    }
  });

  test("amounts of several currencies stay text, and one currency is named", async () => {
    const mixed = await clean(Table.from({ c: ["€ 1.50", "$2", "£3"] }));
    expect(mixed.table.column("c").type).toBe("text");
    expect(mixed.summary).toContain(
      "c stays text: its amounts are of different currencies (1 in EUR, 1 in USD, 1 in GBP).",
    );
    for (const texts of [
      ["10 CHF", "12 SEK"],
      ["US$ 1", "A$ 2"],
      ["-$5", "(€3)"],
      ["5 zł", "6 €"],
      ["R$ 1.50", "₽ 2.25"],
    ])
      expect((await clean(Table.from({ c: texts }))).table.column("c").type).toBe("text");
    const forced = await clean(Table.from({ c: ["€ 1.50", "$2"] }), { types: { c: "float64" } });
    expect(forced.table.column("c").toArray()).toEqual([1.5, 2]);
    expect(forced.summary).toContain("the currencies EUR, USD were left out");
    const one = await clean(Table.from({ c: ["€ 1.50", "2 EUR", "3.25"] }));
    expect(one.table.column("c").toArray()).toEqual([1.5, 2, 3.25]);
    expect(one.summary).toContain("EUR in 2 of 3 cells");
    expect((await clean(Table.from({ c: ["$1.50", "$2"] }))).summary).toContain("amounts in USD");
  });
});
