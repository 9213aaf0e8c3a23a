import { describe, expect, test } from "vitest";
import { plainRun, readCsv, rfm, stream, Table } from "../../kernels/analysis/index.ts";
import { fifths } from "../../kernels/analysis/rfm/scores.ts";
import { failure, fixture, fixtureJson } from "./fixtures.ts";
import { near } from "./reference-cases.ts";

// biome-ignore lint/suspicious/noExplicitAny: the case has fields of its own
const { cases } = fixtureJson<{ cases: any[] }>("rfm.json");

describe.each(cases)("$id", ({ params, expected }) => {
  const columns = { customer: "customer", order: "order", date: "date", amount: "amount" };
  const orders = () =>
    readCsv(fixture("online-retail-orders.csv.gz"), { types: { customer: "int32", date: "date" } });

  test("agrees with pandas for every customer, cell and segment", async () => {
    const { data, table } = await rfm(await orders(), {
      ...columns,
      asOf: `${params.reference_date.replace(" ", "T")}Z`,
    });
    const { customers } = data;
    expect(customers.length).toBe(expected.customers);
    for (const name of ["recency", "frequency", "monetary"] as const) {
      const column = customers.column(name);
      const found = [column.mean(), column.std(), column.min(), column.max()];
      const { mean, std, min, max } = expected[name];
      near(found, [mean, std, min, max], { rel: 1e-9 }, name);
      const quartiles = [0.25, 0.5, 0.75].map((q) => column.quantile(q));
      near(
        quartiles,
        [expected[name]["25%"], expected[name]["50%"], expected[name]["75%"]],
        { rel: 1e-9 },
        name,
      );
    }
    near(customers.column("monetary").sum(), expected.total_monetary, { rel: 1e-9 });
    const cells: Record<string, number> = {};
    for (const cell of customers.column("rfm").toArray() as string[])
      cells[cell] = (cells[cell] ?? 0) + 1;
    expect(cells).toEqual(expected.rfm_cells);
    expect(table.column("segment").toArray().sort()).toEqual(Object.keys(expected.segments).sort());
    for (const row of table) {
      const wanted = expected.segments[row.segment as string];
      expect(row.customers).toBe(wanted.customers);
      for (const name of ["recency", "frequency", "monetary", "total"] as const)
        near(row[name], wanted[name], { rel: 1e-9 }, name);
    }
    const byKey = new Map(customers.toArray().map((row) => [String(row.customer), row]));
    for (const { customer, monetary, ...rest } of expected.sample) {
      const row = byKey.get(customer)!;
      expect(row).toMatchObject(rest);
      near(row.monetary, monetary, { rel: 1e-9 });
    }
  });

  test("counts from midnight after the last purchase unless it is told otherwise", async () => {
    const { data } = await rfm(await orders(), columns);
    expect(data.asOf.toISOString()).toBe("2011-12-10T00:00:00.000Z");
  });

  test("goes on from each step to the same result", async () => {
    const table = await orders();
    const whole = await rfm(table, columns);
    for (const stop of [1, 2]) {
      const end = new AbortController();
      let saved: unknown;
      await failure(() =>
        rfm(table, {
          ...columns,
          run: plainRun({
            signal: end.signal,
            onCheckpoint(state, next) {
              saved = structuredClone(state);
              if (next === stop) end.abort();
            },
          }),
        }),
      );
      const rest = await rfm(table, {
        ...columns,
        run: plainRun({ state: saved as object, first: stop }),
      });
      expect(rest.data.customers.toArray()).toEqual(whole.data.customers.toArray());
      expect(rest.summary).toBe(whole.summary);
      expect(rest.provenance.resumedAt).toBe(stop);
    }
  });
});

describe("rfm", () => {
  const orders = Table.from({
    who: ["b", "a", "a", "c", null, "c"],
    day: ["2024-03-05", "2024-01-01", "2024-01-01", "2024-02-01", "2024-02-02", null].map((day) =>
      day === null ? null : new Date(day),
    ),
    n: [2, 1, 3, 5, 1, 1],
    price: [10, 2, 4, 1, 1, 1],
    bill: [1, 2, 2, 3, 4, 5],
  });

  test.each(["together", "apart"])(
    "counts each order of a customer once when its rows lie %s",
    async (how) => {
      const random = stream(4, "orders");
      const rows = Array.from({ length: 3000 }, (_, i) => ({
        who: random.int(40),
        bill: random() < 0.05 ? null : how === "together" ? Math.floor(i / 3) : random.int(400),
        day: random() < 0.05 ? null : new Date(86_400_000 * random.int(90)),
        n: 1,
      }));
      const expected = new Map<number, Set<number>>();
      for (const { who, bill, day } of rows)
        if (bill !== null && day !== null)
          expected.set(who, (expected.get(who) ?? new Set()).add(bill));
      const { data } = await rfm(Table.from(rows), {
        customer: "who",
        date: "day",
        amount: "n",
        order: "bill",
      });
      const found = data.customers.toArray().map(({ who, frequency }) => [who, frequency]);
      expect(found).toEqual(
        [...expected].sort(([a], [b]) => a - b).map(([who, bills]) => [who, bills.size]),
      );
    },
  );

  test("multiplies quantity and price, counts orders once and leaves out rows with gaps", async () => {
    const { data, summary, charts } = await rfm(orders, {
      customer: "who",
      date: "day",
      amount: { quantity: "n", price: "price" },
      order: "bill",
      asOf: "2024-03-06",
    });
    expect(data.customers.select("who", "recency", "frequency", "monetary").toArray()).toEqual([
      { who: "a", recency: 65, frequency: 1, monetary: 14 },
      { who: "b", recency: 1, frequency: 1, monetary: 20 },
      { who: "c", recency: 34, frequency: 1, monetary: 5 },
    ]);
    expect(data.leftOut).toBe(2);
    expect(summary).toContain("2 rows without customer");
    expect(charts.length).toBe(2);
    const rows = await rfm(orders, { customer: "who", date: "day", amount: "n" });
    expect(Array.from(rows.data.customers.column("frequency").numbers())).toEqual([2, 1, 1]);
  });

  test("names what is wrong", async () => {
    const columns = { customer: "who", date: "day", amount: "n" };
    expect((await failure(() => rfm(orders, { ...columns, customer: "whom" }))).code).toBe(
      "HF_TABLE_UNKNOWN_COLUMN",
    );
    expect((await failure(() => rfm(orders, { ...columns, date: "n" }))).code).toBe(
      "HF_TABLE_COLUMN_TYPE",
    );
    expect((await failure(() => rfm(orders, { ...columns, amount: "who" }))).code).toBe(
      "HF_TABLE_COLUMN_TYPE",
    );
    expect((await failure(() => rfm(orders, { ...columns, asOf: "soon" }))).code).toBe(
      "HF_MODEL_OPTION",
    );
    expect((await failure(() => rfm(orders.slice(4), columns))).code).toBe("HF_TABLE_EMPTY");
  });

  test("cuts ranks into fifths as quantiles of type 7 do", () => {
    for (let n = 1; n < 40; n++) {
      const values = Float64Array.from({ length: n }, (_, i) => (i * 7) % 5);
      const order = Array.from(values.keys()).sort((a, b) => values[a]! - values[b]! || a - b);
      const expected = new Array<number>(n);
      order.forEach((row, i) => {
        expected[row] = 1 + [1, 2, 3, 4].filter((q) => 1 + ((n - 1) * q) / 5 < i + 1).length;
      });
      expect(Array.from(fifths(values))).toEqual(expected);
    }
  });
});
