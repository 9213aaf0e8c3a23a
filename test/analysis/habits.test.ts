import { describe, expect, test } from "vitest";
import * as analysis from "../../kernels/analysis/index.ts";
import { faultOf } from "./bad-inputs.ts";
import { failure } from "./fixtures.ts";
import type { Habit } from "./habit.ts";
import { modelHabits } from "./habits-models.ts";
import { otherHabits } from "./habits-others.ts";
import { tableHabits } from "./habits-tables.ts";

const { Table } = analysis;

const sales = Table.from({
  city: ["Rome", "Oslo", "Rome", "Oslo"],
  price: [3, 5, 4, 1],
  day: ["2024-01-01", "2024-01-02", "2024-02-01", "2024-02-02"].map((day) => new Date(day)),
});
const cities = Table.from({ city: ["Rome", "Bern"], people: [2.8, 0.1] });
const X = Array.from({ length: 30 }, (_, i) => [i % 7, (i * 5) % 11]);
const y = X.map(([a, b]) => a! * 2 - b!);
const labels = X.map(([a]) => (a! > 3 ? "yes" : "no"));
const bits = X.map(([a]) => (a! > 3 ? 1 : 0));
const bytes = new TextEncoder().encode("a,b\n1,2\n3,4\n");

/** What the calls can name. */
const scope = { ...analysis, sales, cities, X, y, labels, bits, bytes };
const AsyncFunction = (async () => {}).constructor as new (
  ...parts: string[]
) => (...args: unknown[]) => Promise<unknown>;
const run = (code: string) =>
  new AsyncFunction(...Object.keys(scope), `return (${code});`)(...Object.values(scope));

test("there are many habits, none twice", () => {
  const calls = [...tableHabits, ...modelHabits, ...otherHabits].map(([call]) => call);
  expect(calls.length).toBeGreaterThanOrEqual(230);
  expect(new Set(calls).size).toBe(calls.length);
});

describe.each([
  ["tables", tableHabits],
  ["models", modelHabits],
  ["readers, scores and workflows", otherHabits],
] as [string, readonly Habit[]][])("a habit with %s", (_, habits) => {
  test.each(habits)("%s", async (call, expected) => {
    if (typeof expected !== "string") {
      expect(await run(call)).toEqual(expected.gives);
      return;
    }
    const error = await failure(() => run(call));
    expect(error).toBeInstanceOf(analysis.AnalysisError);
    expect(error.message).toContain(expected);
    expect(faultOf(error)).toBeUndefined();
  });
});
