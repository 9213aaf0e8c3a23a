import { deserialize, serialize } from "node:v8";
import { Worker } from "node:worker_threads";
import { describe, expect, test } from "vitest";
import { type Column, stream, Table } from "../../kernels/analysis/index.ts";
import { failure } from "./fixtures.ts";

const sales = Table.from([
  { city: "Rome", price: 3, quantity: 2, paid: true, day: new Date("2024-01-02") },
  { city: "Oslo", price: 5, quantity: 1, paid: false, day: new Date("2024-01-03") },
  { city: "Rome", price: 4, quantity: 7, paid: true, day: null },
  { city: null, price: null, quantity: 3, paid: null, day: new Date("2024-01-01") },
]);

describe("Table.from", () => {
  test("types columns by their values and keeps missing values apart", () => {
    expect(sales.columns.map(({ name, type, missing }) => [name, type, missing])).toEqual([
      ["city", "text", 1],
      ["price", "float64", 1],
      ["quantity", "float64", 0],
      ["paid", "bool", 1],
      ["day", "date", 1],
    ]);
    expect(sales.row(3)).toEqual({
      city: null,
      price: null,
      quantity: 3,
      paid: null,
      day: new Date("2024-01-01"),
    });
  });

  test("keeps the type of typed arrays and puts all data on shared memory", () => {
    const table = Table.from({
      a: Int32Array.of(1, 2),
      b: Float32Array.of(1, Number.NaN),
      c: [1, 2],
    });
    expect(table.columns.map(({ type }) => type)).toEqual(["int32", "float32", "float64"]);
    for (const { data } of table.columns) expect(data.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(table.column("b").missing).toBe(1);
  });

  test("takes Arrow, Arquero and Polars tables by their methods", () => {
    const arquero = {
      numRows: () => 2,
      columnNames: () => ["x"],
      array: () => [1, 2],
    };
    const polars = { columns: ["x"], getColumn: () => ({ toArray: () => [1, 2] }) };
    for (const foreign of [
      arquero,
      polars,
      sales.select("quantity").rename({ quantity: "x" }).toArrow(),
    ])
      expect(Table.from(foreign).column("x").at(1)).toBe(
        foreign === arquero || foreign === polars ? 2 : 1,
      );
  });

  test("refuses mixed types with column, row and value", async () => {
    const error = await failure(() => Table.from([{ x: 1 }, { x: "two" }]));
    expect(error).toMatchObject({ code: "HF_TABLE_MIXED_TYPES", column: "x", row: 1 });
    expect(error.message).toContain('"two"');
  });

  test("refuses what is no table, and columns of different lengths", async () => {
    expect(await failure(() => Table.from([1, 2] as never))).toMatchObject({
      code: "HF_TABLE_NOT_RECOGNISED",
    });
    expect(await failure(() => Table.from({ a: [1], b: [1, 2] }))).toMatchObject({
      code: "HF_TABLE_COLUMN_LENGTH",
      column: "b",
    });
  });
});

describe("types in the editor", () => {
  test("follow the columns", () => {
    const price: Column<number> = sales.column("price");
    const city: Column<string> = sales.column("city");
    const derived = sales.derive({ revenue: (row) => (row.price ?? 0) * row.quantity });
    const revenue: Column<number> = derived.column("revenue");
    // @ts-expect-error there is no such column
    expect(() => sales.column("prise")).toThrow();
    // @ts-expect-error the column was left out
    expect(() => sales.drop("price").column("price")).toThrow();
    expect([price.sum(), city.at(0), revenue.sum()]).toEqual([12, "Rome", 39]);
  });
});

describe("column", () => {
  test("suggests the nearest name for an unknown one", async () => {
    const error = await failure(() => sales.select("prise" as "price"));
    expect(error).toMatchObject({ code: "HF_TABLE_UNKNOWN_COLUMN", column: "prise" });
    expect(error.message).toContain('Did you mean "price"?');
  });

  test("refuses to compute with text", async () => {
    expect(await failure(() => sales.column("city").sum())).toMatchObject({
      code: "HF_TABLE_COLUMN_TYPE",
      column: "city",
    });
  });

  test("has minimum and maximum of its own type", () => {
    expect(sales.column("day").min()).toEqual(new Date("2024-01-01"));
    expect(sales.column("city").max()).toBe("Rome");
    expect(
      sales
        .filter(() => false)
        .column("price")
        .max(),
    ).toBeNull();
  });
});

describe("a row", () => {
  test("holds a column of any name as a plain property", () => {
    const row = Table.from(JSON.parse('{"__proto__": [1], "toString": ["x"]}') as object).row(0);
    expect(Object.entries(row)).toEqual([
      ["__proto__", 1],
      ["toString", "x"],
    ]);
    expect(() => sales.row(4)).toThrow("no such row");
  });
});

describe("filter, select, rename, slice", () => {
  test("keep the rows that pass, with missing flags as false", () => {
    expect(
      sales
        .filter((row) => (row.price ?? 0) > 3)
        .column("price")
        .toArray(),
    ).toEqual([5, 4]);
    expect(sales.filter(sales.column("paid")).length).toBe(2);
    expect(sales.filter([1, 0, 0, 1]).column("quantity").toArray()).toEqual([2, 3]);
    expect(() => sales.filter([true])).toThrow("one flag per row");
  });

  test("share buffers where values do not change", () => {
    const renamed = sales.rename({ price: "cost" }).select("cost");
    expect(renamed.column("cost").data).toBe(sales.column("price").data);
    expect(sales.tail(2).column("quantity").toArray()).toEqual([7, 3]);
    expect(sales.slice(1, -1).column("city").toArray()).toEqual(["Oslo", "Rome"]);
    expect(() => sales.rename({ price: "city" })).toThrow("two columns of one name");
  });
});

describe("sort", () => {
  test("is stable, by several keys, with missing values last in both directions", () => {
    const rows = (...keys: Parameters<typeof sales.sort>) =>
      sales
        .sort(...keys)
        .column("quantity")
        .toArray();
    expect(rows("city", { column: "price", descending: true })).toEqual([1, 7, 2, 3]);
    expect(rows({ column: "price", descending: true })).toEqual([1, 7, 2, 3]);
    expect(rows("price")).toEqual([2, 7, 1, 3]);
  });

  test("agrees with a sort of objects on 3,000 random rows", () => {
    const random = stream(1, "sort");
    const rows = Array.from({ length: 3000 }, (_, i) => ({
      a: random.int(20),
      b: random.normal(),
      c: `k${random.int(50)}`,
      i,
    }));
    const expected = [...rows].sort(
      (x, y) => x.a - y.a || (x.c < y.c ? 1 : x.c > y.c ? -1 : 0) || x.i - y.i,
    );
    const sorted = Table.from(rows).sort("a", { column: "c", descending: true });
    expect(sorted.column("i").toArray()).toEqual(expected.map(({ i }) => i));
  });

  test("agrees with a sort of fractions, of integers far apart and of negative ones", () => {
    const random = stream(4, "sort keys");
    for (const make of [
      () => random.normal(),
      () => random.int(2 ** 50) - 2 ** 49,
      () => random.int(40) - 20,
      () => (random() < 0.1 ? Number.POSITIVE_INFINITY : random.int(3)),
    ]) {
      const x = Float64Array.from({ length: 2500 }, make);
      const rows = Array.from(x.keys()).sort((a, b) =>
        x[a]! < x[b]! ? -1 : x[a]! > x[b]! ? 1 : a - b,
      );
      const table = Table.from({ x, i: Int32Array.from(x.keys()) });
      expect(table.sort("x").column("i").toArray()).toEqual(rows);
      const down = Array.from(x.keys()).sort((a, b) =>
        x[a]! > x[b]! ? -1 : x[a]! < x[b]! ? 1 : a - b,
      );
      expect(table.sort({ column: "x", descending: true }).column("i").toArray()).toEqual(down);
    }
  });

  test("orders text by code point", () => {
    const table = Table.from({ t: ["é", "z", "a", "Z", "\u{1F600}", "\uFF5E"] });
    expect(table.sort("t").column("t").toArray()).toEqual([
      "Z",
      "a",
      "z",
      "é",
      "\uFF5E",
      "\u{1F600}",
    ]);
  });
});

describe("groupBy", () => {
  test("aggregates in rising order of the keys, a missing key last", () => {
    const grouped = sales.groupBy("city").aggregate({
      rows: "size",
      total: ["quantity", "sum"],
      mean: ["price", "mean"],
      last: ["day", "max"],
      days: ["day", "nunique"],
      spread: ["price", "std"],
      half: ["quantity", { quantile: 0.5 }],
    });
    expect(grouped.toArray()).toEqual([
      {
        city: "Oslo",
        rows: 1,
        total: 1,
        mean: 5,
        last: new Date("2024-01-03"),
        days: 1,
        spread: null,
        half: 1,
      },
      {
        city: "Rome",
        rows: 2,
        total: 9,
        mean: 3.5,
        last: new Date("2024-01-02"),
        days: 1,
        spread: Math.SQRT1_2,
        half: 4.5,
      },
      {
        city: null,
        rows: 1,
        total: 3,
        mean: null,
        last: new Date("2024-01-01"),
        days: 1,
        spread: null,
        half: 3,
      },
    ]);
  });

  test("agrees with plain loops on 5,000 random rows and two keys", () => {
    const random = stream(3, "group");
    const rows = Array.from({ length: 5000 }, () => ({
      a: random.int(7),
      b: `g${random.int(11)}`,
      x: random.normal(),
      y: random.int(40),
    }));
    const expected = new Map<string, { xs: number[]; ys: Set<number> }>();
    for (const { a, b, x, y } of rows) {
      const group = expected.get(`${a} ${b}`) ?? { xs: [], ys: new Set() };
      group.xs.push(x);
      group.ys.add(y);
      expected.set(`${a} ${b}`, group);
    }
    const grouped = Table.from(rows)
      .groupBy("a", "b")
      .aggregate({
        sum: ["x", "sum"],
        max: ["x", "max"],
        n: ["y", "nunique"],
        first: ["x", "first"],
      });
    expect(grouped.length).toBe(expected.size);
    for (const row of grouped) {
      const { xs, ys } = expected.get(`${row.a} ${row.b}`)!;
      expect(row.sum).toBeCloseTo(
        xs.reduce((s, x) => s + x, 0),
        10,
      );
      expect([row.max, row.n, row.first]).toEqual([Math.max(...xs), ys.size, xs[0]]);
    }
  });

  test("takes the smallest of the most frequent values as the mode", () => {
    const table = Table.from({ x: [3, 1, 1, 3, 2], t: ["b", "a", "b", "a", null] });
    expect(table.aggregate({ x: ["x", "mode"], t: ["t", "mode"] }).row(0)).toEqual({
      x: 1,
      t: "a",
    });
  });

  test("of the whole table is one row, also when the table is empty", () => {
    expect(
      sales
        .filter(() => false)
        .aggregate({ n: "size", sum: ["price", "sum"] })
        .toArray(),
    ).toEqual([{ n: 0, sum: 0 }]);
  });
});

describe("join", () => {
  const left = Table.from({ id: [1, 2, 2, null], l: ["a", "b", "c", "d"] });
  const right = Table.from({ id: Int32Array.of(2, 3, 2), r: ["x", "y", "z"], l: ["p", "q", "r"] });
  const joined = (how: "inner" | "left" | "right" | "outer" | "semi" | "anti") =>
    left
      .join(right, { on: "id", how })
      .toArray()
      .map((row) =>
        Object.values(row)
          .map((v) => v ?? "-")
          .join(""),
      );

  test("pairs rows in the order of the left table; a missing key has no partner", () => {
    expect(joined("inner")).toEqual(["2bxp", "2bzr", "2cxp", "2czr"]);
    expect(joined("left")).toEqual(["1a--", "2bxp", "2bzr", "2cxp", "2czr", "-d--"]);
    expect(joined("right")).toEqual(["2bxp", "2bzr", "2cxp", "2czr", "3-yq"]);
    expect(joined("outer")).toEqual(["1a--", "2bxp", "2bzr", "2cxp", "2czr", "-d--", "3-yq"]);
    expect(joined("semi")).toEqual(["2b", "2c"]);
    expect(joined("anti")).toEqual(["1a", "-d"]);
  });

  test("joins keys of other names, and refuses keys that cannot be equal", async () => {
    const other = Table.from({ key: [2], v: [true] });
    expect(left.join(other, { on: { id: "key" } }).length).toBe(2);
    expect(await failure(() => left.join(other, { on: { l: "key" } }))).toMatchObject({
      code: "HF_TABLE_COLUMN_TYPE",
    });
  });
});

describe("pivot and melt", () => {
  test("turn long rows wide and back", () => {
    const wide = sales.pivot({
      index: "paid",
      columns: "city",
      values: "quantity",
      aggregate: "sum",
    });
    expect(wide.toArray()).toEqual([
      { paid: false, Oslo: 1, Rome: null, "(missing)": null },
      { paid: true, Oslo: null, Rome: 9, "(missing)": null },
      { paid: null, Oslo: null, Rome: null, "(missing)": 3 },
    ]);
    const long = wide
      .melt({ idVars: "paid", valueName: "quantity" })
      .dropna({ subset: ["quantity"] });
    expect(long.toArray()).toEqual([
      { paid: false, variable: "Oslo", quantity: 1 },
      { paid: true, variable: "Rome", quantity: 9 },
      { paid: null, variable: "(missing)", quantity: 3 },
    ]);
  });
});

describe("missing values", () => {
  const gaps = Table.from({
    x: [null, 1, null, 4, null],
    t: ["b", null, "a", "a", "b"],
    n: Int32Array.of(1, 2, 3, 4, 5),
  });

  test("are filled by mean, median, mode, neighbours, interpolation or a constant", () => {
    const filled = (by: Parameters<typeof gaps.fillna>[0], name: "x" | "t" = "x") =>
      gaps.fillna(by).column(name).toArray();
    expect(filled("mean")).toEqual([2.5, 1, 2.5, 4, 2.5]);
    expect(filled("ffill")).toEqual([null, 1, 1, 4, 4]);
    expect(filled("bfill")).toEqual([1, 1, 4, 4, null]);
    expect(filled("linear")).toEqual([1, 1, 2.5, 4, 4]);
    expect(filled({ value: 0 })).toEqual([0, 1, 0, 4, 0]);
    expect(filled("mode", "t")).toEqual(["b", "a", "a", "a", "b"]);
    expect(filled({ t: { value: "?" } }, "t")).toEqual(["b", "?", "a", "a", "b"]);
  });

  test("leave an integer column integer unless a fraction is filled in", () => {
    const ints = gaps.select("n").take([0, -1, 3]);
    expect(ints.column("n").type).toBe("int32");
    expect(ints.fillna({ value: 9 }).column("n").type).toBe("int32");
    expect(ints.fillna("mean").column("n").toArray()).toEqual([1, 2.5, 4]);
  });

  test("that do not fit the stated way are refused with the column's name", async () => {
    expect(await failure(() => gaps.fillna({ t: "mean" }))).toMatchObject({
      code: "HF_TABLE_COLUMN_TYPE",
      column: "t",
    });
  });

  test("decide which rows dropna leaves out", () => {
    expect(gaps.dropna().length).toBe(1);
    expect(gaps.dropna({ subset: ["x"] }).length).toBe(2);
    expect(gaps.dropna({ how: "all" }).length).toBe(5);
  });
});

describe("duplicates", () => {
  const table = Table.from({ a: [1, 1, 2, 1, null, null], b: ["x", "x", "x", "y", null, null] });

  test("are rows that equal an earlier one, missing values included", () => {
    expect(Array.from(table.duplicateRows())).toEqual([1, 5]);
    expect(Array.from(table.duplicateRows({ keep: "last" }))).toEqual([0, 4]);
    expect(
      table
        .dropDuplicates({ subset: ["a"] })
        .column("b")
        .toArray(),
    ).toEqual(["x", "x", null]);
  });
});

describe("sample", () => {
  const table = Table.from({ i: Int32Array.from({ length: 100 }, (_, i) => i) });
  const drawn = (n: number) => table.sample(n, { seed: 5 }).column("i").toArray();

  test("is nested, ordered and the same for the same seed", () => {
    expect(drawn(10)).toEqual(drawn(10));
    expect(drawn(30)).toEqual(expect.arrayContaining(drawn(10)));
    expect(drawn(30)).toEqual([...drawn(30)].sort((a, b) => a! - b!));
    expect(table.sample(500, { replace: true }).length).toBe(500);
    expect(() => table.sample(101)).toThrow("expected an integer from 0 to 100");
  });
});

describe("describe and valueCounts", () => {
  test("say what an analyst looks for", () => {
    expect(sales.describe("price", "city").toArray()).toEqual([
      {
        column: "price",
        type: "float64",
        count: 3,
        missing: 1,
        unique: 3,
        mean: 4,
        std: 1,
        min: 3,
        q25: 3.5,
        median: 4,
        q75: 4.5,
        max: 5,
        top: "3",
        freq: 1,
      },
      {
        column: "city",
        type: "text",
        count: 3,
        missing: 1,
        unique: 2,
        mean: null,
        std: null,
        min: null,
        q25: null,
        median: null,
        q75: null,
        max: null,
        top: "Rome",
        freq: 2,
      },
    ]);
    expect(sales.valueCounts("city").toArray()).toEqual([
      { city: "Rome", count: 2, share: 2 / 3 },
      { city: "Oslo", count: 1, share: 1 / 3 },
    ]);
  });
});

describe("concat", () => {
  test("matches columns by name and fills what a part lacks", () => {
    const all = Table.from({ a: [1], t: ["x"] }).concat(
      Table.from({ t: ["y", null], b: [true, false] }),
    );
    expect(all.toArray()).toEqual([
      { a: 1, t: "x", b: null },
      { a: null, t: "y", b: true },
      { a: null, t: null, b: false },
    ]);
  });
});

describe("a column of mostly distinct texts", () => {
  const texts = Array.from({ length: 70_000 }, (_, i) =>
    i % 7 === 0 ? null : `näme ${i % 60_000}`,
  );
  const table = Table.from({ t: texts });

  test("is stored without a dictionary and behaves the same", () => {
    expect(table.column("t").dict).toBeUndefined();
    expect(table.column("t").at(69_999)).toBe(texts[69_999]);
    expect(table.nunique("t")).toBe(new Set(texts.filter((t) => t !== null)).size);
    expect(table.duplicateRows().length).toBe(70_000 - new Set(texts).size);
    expect(table.sort("t").column("t").at(0)).toBe(texts.filter((t) => t !== null).sort()[0]);
    expect(table.take([1, -1, 5]).column("t").toArray()).toEqual([texts[1], null, texts[5]]);
  });
});

describe("toShared", () => {
  test("hands memory to a worker thread without a copy", async () => {
    const table = Table.from({ x: [1, 2, 3], t: ["a", "b", "a"] });
    const code = `const { parentPort, workerData } = require("node:worker_threads");
      const x = workerData.columns[0].data; x[1] = 42; parentPort.postMessage(x.length);`;
    const worker = new Worker(code, { eval: true, workerData: table.toShared() });
    const length = await new Promise((resolve, reject) =>
      worker.once("message", resolve).once("error", reject),
    );
    await worker.terminate();
    expect([length, table.column("x").at(1)]).toEqual([3, 42]);
  });

  test("survives a checkpoint on disk and is shared again afterwards", () => {
    const back = Table.fromShared<{ city: string }>(deserialize(serialize(sales.toShared())));
    expect(back.toArray()).toEqual(sales.toArray());
    expect(back.column("city").data.buffer).toBeInstanceOf(SharedArrayBuffer);
  });
});

describe("matrix", () => {
  test("is row-major with NaN for missing values", () => {
    const { data, rows, columns, names } = sales.matrix("price", "quantity");
    expect([rows, columns, names, Array.from(data)]).toEqual([
      4,
      2,
      ["price", "quantity"],
      [3, 2, 5, 1, 4, 7, Number.NaN, 3],
    ]);
  });
});
