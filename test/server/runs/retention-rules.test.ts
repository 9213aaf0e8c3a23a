import { describe, expect, test } from "vitest";
import { toRemove } from "../../../server/runs/retention-rules.ts";
import type { RunRecord } from "../../../server/runs/run-record.ts";
import { runRecord } from "./run-records.ts";

const RULES = { maxAgeMs: 1_000, maxBytes: 100 };

function removed(
  records: readonly RunRecord[],
  isNeeded: (record: RunRecord) => boolean = () => false,
) {
  return toRemove(records, RULES, { now: 10_000, isNeeded }).map(({ record, why }) => [
    record.name,
    why,
  ]);
}

describe("what goes", () => {
  test("by age: every run that did not end, and what was put aside, but no result", () => {
    const states = ["cancelled", "failed", "superseded", "interrupted", "running", "done"] as const;
    const records = states.flatMap((state, n) => [
      runRecord(n, { state, name: `old ${state}`, updatedAt: 8_999, bytes: 1 }),
      runRecord(n + 9, { state, name: `young ${state}`, updatedAt: 9_000, bytes: 1 }),
    ]);
    expect(removed(records)).toEqual(states.slice(0, 5).map((state) => [`old ${state}`, "age"]));
  });

  test("by space: the oldest cancelled first, then failed, put aside, results, interrupted", () => {
    const of = (n: number, state: RunRecord["state"], updatedAt: number): RunRecord =>
      runRecord(n, { state, updatedAt, bytes: 60 });
    const records = [
      of(1, "interrupted", 9_100),
      of(2, "done", 1),
      of(3, "superseded", 9_200),
      of(4, "failed", 9_100),
      of(5, "cancelled", 9_900),
      of(6, "cancelled", 9_100),
    ];
    const order = ["run 6", "run 5", "run 4", "run 3", "run 2"];
    expect(removed(records)).toEqual(order.map((name) => [name, "space"]));
    expect(removed(records.slice(4))).toEqual([["run 6", "space"]]);
  });

  test("nothing that a cell waits for or works on, though its bytes count", () => {
    const records = [
      runRecord(1, { state: "cancelled", updatedAt: 1, bytes: 90 }),
      runRecord(2, { state: "failed", updatedAt: 9_500, bytes: 20 }),
    ];
    expect(removed(records, ({ name }) => name === "run 1")).toEqual([["run 2", "space"]]);
  });

  test("nothing twice: what was removed already does not count", () => {
    expect(removed([runRecord(1, { state: "expired", updatedAt: 1, bytes: 0 })])).toEqual([]);
  });
});
