import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  AGEING_MS,
  effectiveClass,
  emptyKey,
  enqueue,
  findDeadlock,
  grant,
  inOrder,
  isCurrent,
  type KeyState,
  type LockRequest,
  nextOf,
  type PriorityClass,
  release,
  withdraw,
} from "../../../server/locks/lock-rules.ts";

function request(id: string, priority: PriorityClass = 2): LockRequest {
  return { id, cellId: `cell-${id}`, user: "Ana", windowId: null, priority };
}

function token(n: number): string {
  return n.toString(16).padStart(16, "0");
}

const at = (now: number): { now: number; wall: number } => ({ now, wall: 1_000_000 + now });

type Command =
  | { type: "enqueue"; id: number; priority: PriorityClass }
  | { type: "grant" }
  | { type: "release"; token: number }
  | { type: "withdraw"; id: number }
  | { type: "tick"; ms: number };

const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({
    type: fc.constant("enqueue" as const),
    id: fc.integer({ min: 0, max: 12 }),
    priority: fc.constantFrom<PriorityClass>(0, 1, 2),
  }),
  fc.record({ type: fc.constant("grant" as const) }),
  fc.record({ type: fc.constant("release" as const), token: fc.integer({ min: 1, max: 30 }) }),
  fc.record({ type: fc.constant("withdraw" as const), id: fc.integer({ min: 0, max: 12 }) }),
  fc.record({ type: fc.constant("tick" as const), ms: fc.integer({ min: 0, max: 90_000 }) }),
);

/** A naive model: plain arrays and the definitions, word for word. */
class Model {
  holders: { id: string; token: number }[] = [];
  queue: { id: string; priority: number; n: number; from: number }[] = [];
  n = 0;

  first(now: number): string | undefined {
    const rank = (w: { priority: number; from: number }): number =>
      Math.max(0, w.priority - Math.floor((now - w.from) / 60_000));
    return [...this.queue].sort((a, b) => rank(a) - rank(b) || a.n - b.n)[0]?.id;
  }
}

/** Runs commands on the rules and on the model, and compares after each. */
function compare(commands: readonly Command[], capacity: number): void {
  let state = emptyKey(capacity);
  const model = new Model();
  let now = 0;
  let tokens = 0;
  for (const step of commands) {
    switch (step.type) {
      case "enqueue": {
        const id = `r${step.id}`;
        state = enqueue(state, request(id, step.priority), now);
        if (![...model.holders, ...model.queue].some((known) => known.id === id))
          model.queue.push({ id, priority: step.priority, n: ++model.n, from: now });
        break;
      }
      case "grant": {
        const first = model.holders.length < capacity ? model.first(now) : undefined;
        expect(nextOf(state, now)?.id).toBe(first);
        state = grant(state, token(++tokens), at(now));
        if (first !== undefined) {
          model.queue = model.queue.filter(({ id }) => id !== first);
          model.holders.push({ id: first, token: tokens });
        }
        break;
      }
      case "release":
        state = release(state, token(step.token));
        model.holders = model.holders.filter((held) => held.token !== step.token);
        break;
      case "withdraw":
        state = withdraw(state, `r${step.id}`);
        model.queue = model.queue.filter(({ id }) => id !== `r${step.id}`);
        break;
      case "tick":
        now += step.ms;
        break;
      default:
        step satisfies never;
    }
    checkInvariants(state, model, capacity);
  }
}

function checkInvariants(state: KeyState, model: Model, capacity: number): void {
  expect(state.holders.map(({ id, token: held }) => [id, held])).toEqual(
    model.holders.map((held) => [held.id, token(held.token)]),
  );
  expect(state.queue.map(({ id }) => id).sort()).toEqual(model.queue.map(({ id }) => id).sort());
  expect(state.holders.length).toBeLessThanOrEqual(capacity); // I1
  const ids = [...state.holders, ...state.queue].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length); // I7
  for (const held of state.holders) expect(held.token <= state.newestToken).toBe(true); // I2
}

describe("the rules against a naive model", () => {
  test.each([1, 20_261_124, 42])(
    "I1, I2, I5, I7, I8, I9 hold over random commands, seed %i",
    (seed) => {
      const sequences = fc.tuple(
        fc.array(command, { maxLength: 60 }),
        fc.constantFrom(1, 1, 1, 2, 3),
      );
      fc.assert(
        fc.property(sequences, ([commands, capacity]) => compare(commands, capacity)),
        { numRuns: 2_000, seed },
      );
    },
  );
});

describe("grant", () => {
  test("I2: a token that does not grow is refused loudly", () => {
    const held = grant(enqueue(emptyKey(), request("a"), 0), token(5), at(0));
    const freed = enqueue(release(held, token(5)), request("b"), 0);
    expect(() => grant(freed, token(5), at(0))).toThrow("does not grow");
    expect(() => grant(freed, token(4), at(0))).toThrow("does not grow");
    expect(grant(freed, token(6), at(0)).holders[0]?.id).toBe("b");
  });

  test("I1: a key that is held goes to nobody else", () => {
    const held = grant(enqueue(emptyKey(), request("a"), 0), token(1), at(0));
    const waited = enqueue(held, request("b", 0), 0);
    expect(nextOf(waited, 1e9)).toBeUndefined();
    expect(grant(waited, token(2), at(1e9))).toBe(waited);
  });
});

describe("release", () => {
  test("I5: a stale token changes nothing, not even the object", () => {
    const held = grant(enqueue(emptyKey(), request("a"), 0), token(7), at(0));
    expect(release(held, token(6))).toBe(held);
    expect(isCurrent(held, token(7))).toBe(true);
    expect(isCurrent(release(held, token(7)), token(7))).toBe(false);
  });
});

describe("order", () => {
  test("I8: urgent before high before normal, then by arrival", () => {
    let state = emptyKey();
    for (const [id, priority] of [
      ["n1", 2],
      ["h1", 1],
      ["n2", 2],
      ["u1", 0],
      ["h2", 1],
    ] as const)
      state = enqueue(state, request(id, priority), 0);
    expect(inOrder(state, 0).map(({ id }) => id)).toEqual(["u1", "h1", "h2", "n1", "n2"]);
  });

  test("I9: a normal request is in the top class after 120 s and then waits only for earlier ones", () => {
    let state = enqueue(emptyKey(), request("normal"), 0);
    for (let second = 1; second <= 119; second++)
      state = enqueue(state, request(`urgent-${second}`, 0), second * 1000);
    expect(inOrder(state, 119_999)[0]?.id).toBe("urgent-1");
    expect(inOrder(state, 2 * AGEING_MS)[0]?.id).toBe("normal");
  });

  test("I12: a clock that runs backwards lifts nobody and lowers nobody", () => {
    const [waiting] = enqueue(emptyKey(), request("a", 1), 1_000_000).queue;
    expect(effectiveClass(waiting!, 0)).toBe(1);
  });
});

describe("findDeadlock", () => {
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

  test("two runs that want each other's key", () => {
    expect(
      findDeadlock(
        keys({ sales: { holds: "a" }, stock: { holds: "b", waits: ["a"] } }),
        "b",
        "sales",
      ),
    ).toEqual(["sales", "stock"]);
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
