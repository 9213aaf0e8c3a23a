import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { emptyKey, type KeyState, type PriorityClass } from "../../../server/locks/lock-state.ts";
import {
  AGEING_MS,
  effectiveClass,
  enqueue,
  inOrder,
  moveBefore,
  setPriority,
  withdraw,
} from "../../../server/locks/queue-rules.ts";
import { request } from "./requests.ts";

function queueOf(
  ...waiting: readonly (readonly [id: string, priority: PriorityClass])[]
): KeyState {
  let state = emptyKey();
  for (const [id, priority] of waiting) state = enqueue(state, request(id, priority), 0);
  return state;
}

function ids(state: KeyState, now = 0): string[] {
  return inOrder(state, now).map(({ id }) => id);
}

describe("order", () => {
  test("I8: urgent before high before normal, then by arrival", () => {
    const state = queueOf(["n1", 2], ["h1", 1], ["n2", 2], ["u1", 0], ["h2", 1]);
    expect(ids(state)).toEqual(["u1", "h1", "h2", "n1", "n2"]);
  });

  test("I9: a normal request is in the top class after 120 s and then waits only for earlier ones", () => {
    let state = enqueue(emptyKey(), request("normal"), 0);
    for (let second = 1; second <= 119; second++)
      state = enqueue(state, request(`urgent-${second}`, 0), second * 1000);
    expect(ids(state, 119_999)[0]).toBe("urgent-1");
    expect(ids(state, 2 * AGEING_MS)[0]).toBe("normal");
  });

  test("I9: against an endless stream of urgent requests a normal one is served after 120 s", () => {
    let state = enqueue(emptyKey(), request("normal"), 0);
    let servedAt: number | undefined;
    for (let second = 1; second < 1_000 && servedAt === undefined; second++) {
      state = enqueue(state, request(`urgent-${second}`, 0), second * 1000);
      const [first] = inOrder(state, second * 1000);
      state = withdraw(state, first!.id);
      if (first!.id === "normal") servedAt = second;
    }
    expect(servedAt).toBe(120);
  });

  test("I12: a clock that runs backwards lifts nobody and lowers nobody", () => {
    const [waiting] = enqueue(emptyKey(), request("a", 1), 1_000_000).queue;
    expect(effectiveClass(waiting!, 0)).toBe(1);
  });

  test("I7: a request that waits does not wait twice", () => {
    const state = queueOf(["a", 2]);
    expect(enqueue(state, request("a", 0), 5)).toBe(state);
    expect(withdraw(state, "b")).toBe(state);
  });
});

describe("a person changes the order", () => {
  test("to before another, to the end, and to where it was", () => {
    const state = queueOf(["a", 2], ["b", 2], ["c", 2]);
    expect(ids(moveBefore(state, "c", "a", 0))).toEqual(["c", "a", "b"]);
    expect(ids(moveBefore(state, "a", null, 0))).toEqual(["b", "c", "a"]);
    expect(ids(moveBefore(state, "b", "c", 0))).toEqual(["a", "b", "c"]);
    expect(moveBefore(state, "b", "gone", 0)).toBe(state);
    expect(moveBefore(state, "gone", "a", 0)).toBe(state);
  });

  test("a place above somebody more urgent lasts, also when both age", () => {
    const state = moveBefore(queueOf(["urgent", 0], ["normal", 2]), "normal", "urgent", 30_000);
    for (const now of [30_000, 70_000, 200_000])
      expect(ids(state, now)).toEqual(["normal", "urgent"]);
  });

  test("any moves keep the requests, and put the moved one right before the other", () => {
    const priorities = fc.array(fc.constantFrom<PriorityClass>(0, 1, 2), {
      minLength: 2,
      maxLength: 8,
    });
    const moves = fc.array(fc.tuple(fc.nat(7), fc.nat(8)), { maxLength: 12 });
    fc.assert(
      fc.property(priorities, moves, (classes, steps) => {
        let state = queueOf(...classes.map((priority, i) => [`r${i}`, priority] as const));
        for (const [moved, before] of steps) {
          const target = before < classes.length ? `r${before}` : null;
          const isMove = moved < classes.length && target !== `r${moved}`;
          state = moveBefore(state, `r${moved}`, target, 10_000);
          if (!isMove) continue;
          const order = ids(state, 10_000);
          expect(order.indexOf(`r${moved}`)).toBe(
            target === null ? classes.length - 1 : order.indexOf(target) - 1,
          );
          expect(new Set(state.queue.map(({ n }) => n)).size).toBe(classes.length);
        }
      }),
    );
  });

  test("a priority counts at once, and ages from then on", () => {
    const state = setPriority(queueOf(["a", 1], ["b", 1]), "b", 0, 0);
    expect(ids(state)).toEqual(["b", "a"]);
    const lowered = setPriority(state, "b", 2, 59_000);
    expect(effectiveClass(lowered.queue[1]!, 60_000)).toBe(2);
    expect(setPriority(state, "b", 0, 0)).toBe(state);
  });
});
