import { describe, expect, test } from "vitest";
import type { LockRequest } from "../../../server/locks/lock-rules.ts";
import { Locks } from "../../../server/locks/locks.ts";

let count = 0;
const nextToken = (): string => (++count).toString(16).padStart(16, "0");

function request(id: string, priority: 0 | 1 | 2 = 2): LockRequest {
  return { id, cellId: id, user: "Ana", windowId: null, priority };
}

describe("acquire", () => {
  test("a second request waits, sees behind whom, and is granted on release", async () => {
    const locks = new Locks(nextToken);
    const first = await locks.acquire("nb:a", request("1"));
    const second = locks.acquire("nb:a", request("2"));
    expect(locks.view("nb:a")).toMatchObject({
      holder: { execId: "1" },
      waiting: [{ execId: "2", position: 1 }],
    });
    locks.release(first!);
    expect((await second)!.token > first!.token).toBe(true);
  });

  test("priority decides who is next, arrival among equals", async () => {
    const locks = new Locks(nextToken);
    const first = await locks.acquire("nb:a", request("1"));
    const order: string[] = [];
    const waits = [
      request("normal"),
      request("high", 1),
      request("urgent", 0),
      request("high2", 1),
    ].map((wanted) =>
      locks.acquire("nb:a", wanted).then((lease) => {
        order.push(wanted.id);
        locks.release(lease!);
      }),
    );
    locks.release(first!);
    await Promise.all(waits);
    expect(order).toEqual(["urgent", "high", "high2", "normal"]);
  });

  test("a request that is withdrawn gets nothing, the next one does", async () => {
    const locks = new Locks(nextToken);
    const first = await locks.acquire("nb:a", request("1"));
    const second = locks.acquire("nb:a", request("2"));
    const third = locks.acquire("nb:a", request("3"));
    locks.withdraw("nb:a", "2");
    locks.release(first!);
    expect(await second).toBeUndefined();
    expect((await third)?.key).toBe("nb:a");
  });

  test("without a durable token nobody holds: all who wait are told why", async () => {
    const locks = new Locks(() => Promise.reject(new Error("disk full")));
    await expect(locks.acquire("nb:a", request("1"))).rejects.toThrow("disk full");
    expect(locks.view("nb:a")).toEqual({ key: "nb:a", holder: null, waiting: [] });
  });

  test("a stale lease frees nothing", async () => {
    const locks = new Locks(nextToken);
    const first = await locks.acquire("nb:a", request("1"));
    locks.release(first!);
    const second = await locks.acquire("nb:a", request("2"));
    locks.release(first!);
    expect(locks.isCurrent(first!)).toBe(false);
    expect(locks.isCurrent(second!)).toBe(true);
  });
});
