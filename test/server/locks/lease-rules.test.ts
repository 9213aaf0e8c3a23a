import { describe, expect, test } from "vitest";
import {
  end,
  grant,
  isCurrent,
  release,
  renew,
  requeue,
  sign,
  sweep,
  toPreempt,
} from "../../../server/locks/lease-rules.ts";
import { emptyKey, type KeyState, leaseTimes } from "../../../server/locks/lock-state.ts";
import { enqueue, inOrder, nextOf } from "../../../server/locks/queue-rules.ts";
import { at, request, token } from "./requests.ts";

const MINUTE = 60_000;

function heldBy(id: string, n = 1, state: KeyState = emptyKey()): KeyState {
  return grant(enqueue(state, request(id), 0), token(n), at(0));
}

/** Renews every 5 s as a guard thread's heartbeat does, without any sign of life. */
function quietUntil(state: KeyState, minutes: number): ReturnType<typeof sweep> {
  let swept = sweep(state, 0, leaseTimes);
  for (let now = 0; now <= minutes * MINUTE; now += 5_000) {
    const next = renew(swept.state, token(1), now, leaseTimes.leaseMs);
    const found = sweep(next, now, leaseTimes);
    swept = {
      state: found.state,
      warned: [...swept.warned, ...found.warned],
      stalled: [...swept.stalled, ...found.stalled],
      voided: [...swept.voided, ...found.voided],
    };
  }
  return swept;
}

describe("grant", () => {
  test("I2: a token that does not grow is refused loudly", () => {
    const freed = enqueue(release(heldBy("a", 5), token(5)), request("b"), 0);
    expect(() => grant(freed, token(5), at(0))).toThrow("does not grow");
    expect(() => grant(freed, token(4), at(0))).toThrow("does not grow");
    expect(grant(freed, token(6), at(0)).holders[0]?.id).toBe("b");
  });

  test("I1: a key that is held goes to nobody else, a counted one to as many as it has places", () => {
    const waited = enqueue(heldBy("a"), request("b", 0), 0);
    expect(nextOf(waited, 1e9)).toBeUndefined();
    expect(grant(waited, token(2), at(1e9))).toBe(waited);
    const slots = heldBy("b", 2, heldBy("a", 1, emptyKey(2)));
    expect(slots.holders.map(({ id }) => id)).toEqual(["a", "b"]);
    expect(nextOf(enqueue(slots, request("c"), 0), 0)).toBeUndefined();
  });
});

describe("release and renew", () => {
  test("I5: a stale token changes nothing, not even the object", () => {
    const held = heldBy("a", 7);
    expect(release(held, token(6))).toBe(held);
    expect(renew(held, token(6), 1, 15_000)).toBe(held);
    expect(sign(held, token(6), 1)).toBe(held);
    expect(end(held, token(6), "force", 1)).toBe(held);
    expect(isCurrent(held, token(7))).toBe(true);
    expect(isCurrent(release(held, token(7)), token(7))).toBe(false);
  });

  test("a preempted holder waits with the number that it came with", () => {
    const waited = enqueue(heldBy("first"), request("second"), 0);
    const again = requeue(waited, token(1));
    expect(again.holders).toEqual([]);
    expect(inOrder(again, 0).map(({ id, preemptions }) => [id, preemptions])).toEqual([
      ["first", 1],
      ["second", 0],
    ]);
  });
});

describe("sweep", () => {
  test("I6: without a renewal a lease is void after 15 s", () => {
    const held = heldBy("a");
    expect(sweep(held, 14_999, leaseTimes).state).toBe(held);
    const { state, voided } = sweep(held, 15_000, leaseTimes);
    expect(voided).toMatchObject([{ reason: "lease", held: { id: "a" } }]);
    expect(isCurrent(state, token(1))).toBe(false);
  });

  test("a silent holder is warned about once after 24 min and told to end after 30", () => {
    const { warned, stalled, voided } = quietUntil(heldBy("a"), 30.1);
    expect(warned).toHaveLength(1);
    expect(stalled).toHaveLength(1);
    expect(voided).toEqual([]);
    expect(quietUntil(heldBy("a"), 23.9).warned).toEqual([]);
    expect(quietUntil(heldBy("a"), 29.9).stalled).toEqual([]);
  });

  test("one that does not end within 10 s holds no longer", () => {
    const { state, voided } = quietUntil(heldBy("a"), 31);
    expect(voided).toMatchObject([{ reason: "stall", held: { id: "a" } }]);
    expect(state.holders).toEqual([]);
  });

  test("a cell that computes for 45 min without a word stays: its CPU time is a sign of life", () => {
    let state = heldBy("a");
    for (let now = 0; now <= 45 * MINUTE; now += 5_000) {
      state = sign(renew(state, token(1), now, leaseTimes.leaseMs), token(1), now);
      const found = sweep(state, now, leaseTimes);
      expect([...found.warned, ...found.stalled, ...found.voided]).toEqual([]);
      state = found.state;
    }
    expect(isCurrent(state, token(1))).toBe(true);
  });

  test("what a holder was told first counts", () => {
    const told = end(end(heldBy("a"), token(1), "force", 10), token(1), "stall", 99);
    expect(told.holders[0]?.ending).toEqual({ reason: "force", deadline: 10 });
    expect(sweep(told, 10, leaseTimes).voided).toMatchObject([{ reason: "force" }]);
  });
});

describe("preemption", () => {
  const preemptible = { isPreemptible: true };

  function full(holder: KeyState): KeyState {
    return enqueue(holder, request("urgent", 0), 0);
  }

  test("something urgent takes the place of a normal run that saves checkpoints", () => {
    const held = grant(enqueue(emptyKey(), request("a", 2, preemptible), 0), token(1), at(0));
    expect(toPreempt(full(held), 0)?.id).toBe("a");
    expect(toPreempt(enqueue(held, request("high", 1), 0), 0)).toBeUndefined();
    expect(toPreempt(held, 0)).toBeUndefined();
  });

  test.each([
    ["one that saves none", request("a")],
    ["a high one", request("a", 1, preemptible)],
    ["an urgent one", request("a", 0, preemptible)],
  ])("not of %s", (_, holder) => {
    const held = grant(enqueue(emptyKey(), holder, 0), token(1), at(0));
    expect(toPreempt(full(held), 0)).toBeUndefined();
  });

  test("nor twice at a time, nor of one that gave way twice already", () => {
    let state = grant(enqueue(emptyKey(), request("a", 2, preemptible), 0), token(1), at(0));
    expect(toPreempt(full(end(state, token(1), "preempt", 10)), 0)).toBeUndefined();
    for (const n of [2, 3]) state = grant(requeue(state, token(n - 1)), token(n), at(0));
    expect(toPreempt(full(state), 0)).toBeUndefined();
  });

  test("age does not make a request urgent enough to preempt", () => {
    const held = grant(enqueue(emptyKey(), request("a", 2, preemptible), 0), token(1), at(0));
    expect(toPreempt(enqueue(held, request("old", 2), 0), 10 * MINUTE)).toBeUndefined();
  });
});
