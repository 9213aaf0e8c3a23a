import { describe, expect, test } from "vitest";
import { findDeadlock } from "../../../server/locks/deadlock.ts";
import { grant } from "../../../server/locks/lease-rules.ts";
import { emptyKey, type KeyState } from "../../../server/locks/lock-state.ts";
import { enqueue } from "../../../server/locks/queue-rules.ts";
import { at, request, token } from "./requests.ts";

/** Keys by name: who holds, who waits. */
function keys(
  facts: Record<string, { holds?: string; waits?: readonly string[] }>,
): Map<string, KeyState> {
  return new Map(
    Object.entries(facts).map(([name, { holds, waits = [] }]) => {
      let state = emptyKey();
      if (holds !== undefined) state = grant(enqueue(state, request(holds), 0), token(1), at(0));
      for (const id of waits) state = enqueue(state, request(id), 0);
      return [name, state];
    }),
  );
}

describe("findDeadlock", () => {
  test("two runs that want each other's key", () => {
    const two = keys({ sales: { holds: "a" }, stock: { holds: "b", waits: ["a"] } });
    expect(findDeadlock(two, "b", "sales")).toEqual(["sales", "stock"]);
  });

  test("a circle of three", () => {
    const circle = keys({
      x: { holds: "a" },
      y: { holds: "b", waits: ["a"] },
      z: { holds: "c", waits: ["b"] },
    });
    expect(findDeadlock(circle, "c", "x")).toEqual(["x", "y", "z"]);
  });

  test("asking again for what one holds oneself", () => {
    expect(findDeadlock(keys({ sales: { holds: "a" } }), "a", "sales")).toEqual(["sales"]);
  });

  test("a long line without a circle is no deadlock", () => {
    const line = keys({
      x: { holds: "a", waits: ["b", "c"] },
      y: { holds: "b" },
      z: { holds: "c" },
    });
    expect(findDeadlock(line, "d", "y")).toBeUndefined();
    expect(findDeadlock(line, "a", "free")).toBeUndefined();
  });
});
