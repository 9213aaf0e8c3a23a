import { describe, expect, test } from "vitest";
import type { LockChange, LockDriver } from "../../../server/locks/lock-driver.ts";
import { request } from "./requests.ts";

/** A driver under test, with a clock that the test moves. */
export interface DriverUnderTest {
  readonly driver: LockDriver;
  /** Moves the monotonic clock and lets the authority look around. */
  advance(ms: number): void;
  /** Moves the wall clock alone. */
  jumpWall(ms: number): void;
  /** Makes the durable part fail from here on. */
  breakDisk(): void;
  /** The authority crashed; a new one stands over the same disk. */
  restart(): DriverUnderTest;
}

/** What every driver has to do (docs/locks.md); the numbers are those of the rules there. */
export function lockConformance(name: string, open: () => DriverUnderTest): void {
  describe(`${name}: acquire`, () => {
    test("I1: a second request waits, sees behind whom, and is granted on release", async () => {
      const { driver } = open();
      const first = await driver.acquire("nb:a", request("1"));
      const second = driver.acquire("nb:a", request("2"));
      expect(driver.view("nb:a")).toMatchObject({
        holder: { execId: "1", priority: "normal" },
        waiting: [{ execId: "2", position: 1 }],
      });
      expect(driver.release(first!)).toBe(true);
      expect((await second)!.token > first!.token).toBe(true);
    });

    test("I7: the same owner gets the same lease again, also while it waits", async () => {
      const { driver } = open();
      const first = await driver.acquire("pipe:a", request("1"));
      expect(await driver.acquire("pipe:a", request("1"))).toEqual(first);
      const waits = [
        driver.acquire("pipe:a", request("2")),
        driver.acquire("pipe:a", request("2")),
      ];
      expect(driver.view("pipe:a").waiting).toHaveLength(1);
      driver.release(first!);
      const [one, two] = await Promise.all(waits);
      expect(one).toEqual(two);
    });

    test("I8: priority decides who is next, arrival among equals", async () => {
      const { driver } = open();
      const first = await driver.acquire("nb:a", request("1"));
      const order: string[] = [];
      const waits = (
        [
          ["normal", 2],
          ["high", 1],
          ["urgent", 0],
          ["high2", 1],
        ] as const
      ).map(([id, priority]) =>
        driver.acquire("nb:a", request(id, priority)).then((lease) => {
          order.push(id);
          driver.release(lease!);
        }),
      );
      driver.release(first!);
      await Promise.all(waits);
      expect(order).toEqual(["urgent", "high", "high2", "normal"]);
    });

    test("onBusy fail is told at once who holds the key", async () => {
      const { driver } = open();
      await driver.acquire("pipe:a", request("1"));
      await expect(
        driver.acquire("pipe:a", request("2"), { onBusy: "fail" }),
      ).rejects.toMatchObject({ code: "HF_LOCK_BUSY" });
      expect(driver.view("pipe:a").waiting).toEqual([]);
    });

    test("after its time-out a request is told the holder, and waits no longer", async () => {
      const { driver } = open();
      await driver.acquire("pipe:a", request("1"));
      await expect(driver.acquire("pipe:a", request("2"), { timeoutMs: 20 })).rejects.toMatchObject(
        { code: "HF_LOCK_TIMEOUT", message: expect.stringContaining("Ana") },
      );
      expect(driver.view("pipe:a").waiting).toEqual([]);
    });

    test("a wait that would close a circle is refused", async () => {
      const { driver } = open();
      await driver.acquire("pipe:a", request("1"));
      await driver.acquire("pipe:b", request("2"));
      const waits = driver.acquire("pipe:b", request("1"));
      await expect(driver.acquire("pipe:a", request("2"))).rejects.toMatchObject({
        code: "HF_LOCK_DEADLOCK",
      });
      driver.withdraw("pipe:b", "1");
      expect(await waits).toBeUndefined();
    });

    test("without a durable token nobody holds: all who wait are told why", async () => {
      const under = open();
      under.breakDisk();
      await expect(under.driver.acquire("nb:a", request("1"))).rejects.toThrow("disk full");
      expect(under.driver.view("nb:a")).toEqual({ key: "nb:a", holder: null, waiting: [] });
    });
  });

  describe(`${name}: the queue`, () => {
    test("a request that is withdrawn gets nothing, the next one does", async () => {
      const { driver } = open();
      const first = await driver.acquire("nb:a", request("1"));
      const second = driver.acquire("nb:a", request("2"));
      const third = driver.acquire("nb:a", request("3"));
      expect(driver.withdraw("nb:a", "2")).toBe(true);
      expect(driver.withdraw("nb:a", "2")).toBe(false);
      driver.release(first!);
      expect(await second).toBeUndefined();
      expect((await third)?.key).toBe("nb:a");
    });

    test("can be reordered, and a priority changed", async () => {
      const { driver } = open();
      await driver.acquire("nb:a", request("1"));
      for (const id of ["2", "3", "4"]) void driver.acquire("nb:a", request(id));
      const waiting = (): string[] => driver.view("nb:a").waiting.map(({ execId }) => execId);
      expect(driver.moveBefore("nb:a", "4", "2")).toBe(true);
      expect(waiting()).toEqual(["4", "2", "3"]);
      expect(driver.setPriority("nb:a", "3", 0)).toBe(true);
      expect(waiting()).toEqual(["3", "4", "2"]);
      expect(driver.setPriority("nb:a", "gone", 0)).toBe(false);
    });
  });

  describe(`${name}: leases`, () => {
    test("I3, I5: a stale lease frees, lengthens and proves nothing", async () => {
      const { driver } = open();
      const first = await driver.acquire("nb:a", request("1"));
      driver.release(first!);
      const second = await driver.acquire("nb:a", request("2"));
      expect(driver.release(first!)).toBe(false);
      expect(driver.renew(first!)).toBeUndefined();
      expect(driver.isCurrent(first!)).toBe(false);
      expect(driver.isCurrent(second!)).toBe(true);
    });

    test("I6: a holder that does not renew is void after 15 s, is told, and the next one holds", async () => {
      const under = open();
      const { driver } = under;
      const told: string[] = [];
      const supervisor = { end: () => {}, voided: (reason: string) => told.push(reason) };
      const first = await driver.acquire("nb:a", request("1"), { supervisor });
      const second = driver.acquire("nb:a", request("2"));
      under.advance(10_000);
      expect(driver.renew(first!)).toMatchObject({ expiresInMs: 15_000, ending: null });
      under.advance(14_000);
      expect(driver.isCurrent(first!)).toBe(true);
      under.advance(1_000);
      expect(driver.isCurrent(first!)).toBe(false);
      expect(told).toEqual(["lease"]);
      expect((await second)!.token > first!.token).toBe(true);
    });

    test("I12: jumps of the wall clock end no lease and lengthen none", async () => {
      const under = open();
      const lease = await under.driver.acquire("nb:a", request("1"));
      under.jumpWall(3_600_000);
      under.advance(14_000);
      expect(under.driver.isCurrent(lease!)).toBe(true);
      under.jumpWall(-7_200_000);
      under.advance(1_000);
      expect(under.driver.isCurrent(lease!)).toBe(false);
    });

    test("a forced holder is told to end; when it does not it is void, and both are events", async () => {
      const under = open();
      const { driver } = under;
      const events: LockChange[] = [];
      driver.onEvent((event) => events.push(event));
      const told: string[] = [];
      const supervisor = {
        end: (reason: string) => told.push(`end ${reason}`),
        voided: (reason: string) => told.push(`voided ${reason}`),
      };
      const lease = await driver.acquire("nb:a", request("1"), { supervisor });
      expect(driver.end("nb:a", "force")).toBe(true);
      expect(driver.view("nb:a").holder).toMatchObject({ execId: "1", ending: "force" });
      expect(driver.renew(lease!)).toMatchObject({ ending: "force" });
      under.advance(10_000);
      expect(told).toEqual(["end force", "voided force"]);
      expect(events.map(({ type }) => type)).toEqual(["granted", "ending", "voided"]);
      expect(driver.end("nb:a", "force")).toBe(false);
    });

    test("a holder that begins to save checkpoints makes room for something urgent that waits already", async () => {
      const { driver } = open();
      const ended: string[] = [];
      const first = await driver.acquire("nb:a", request("1"), {
        supervisor: { end: (reason) => ended.push(reason), voided: () => {} },
      });
      void driver.acquire("nb:a", request("2", 0));
      expect(ended).toEqual([]);
      driver.setPreemptible(first!, true);
      expect(ended).toEqual(["preempt"]);
      expect(driver.renew(first!)?.ending).toBe("preempt");
    });

    test("a holder that saves no checkpoints any more has not to give way, also when it was told to", async () => {
      const { driver, advance } = open();
      const told: string[] = [];
      const first = await driver.acquire("nb:a", request("1"), {
        supervisor: { end: (reason) => told.push(reason), voided: () => told.push("voided") },
      });
      void driver.acquire("nb:a", request("2", 0));
      driver.setPreemptible(first!, true);
      driver.setPreemptible(first!, false);
      expect(driver.renew(first!)?.ending).toBeNull();
      for (let i = 0; i < 4; i++) {
        advance(5_000);
        driver.renew(first!);
      }
      expect(told).toEqual(["preempt"]);
      expect(driver.isCurrent(first!)).toBe(true);
    });

    test("something urgent makes a preemptible holder end; it comes back with its number", async () => {
      const { driver } = open();
      const ended: string[] = [];
      const supervisor = { end: (reason: string) => ended.push(reason), voided: () => {} };
      const run = request("run", 2, { isPreemptible: true });
      const first = await driver.acquire("pipe:a", run, { supervisor });
      const urgent = driver.acquire("pipe:a", request("urgent", 0));
      const late = driver.acquire("pipe:a", request("late"));
      expect(ended).toEqual(["preempt"]);
      const again = driver.requeue(first!);
      driver.release((await urgent)!);
      const second = await again;
      expect(second!.token > first!.token).toBe(true);
      driver.release(second!);
      expect(await late).toBeDefined();
    });

    test("I2: tokens grow over grants and over a crash", async () => {
      let under = open();
      let newest = "";
      for (let round = 0; round < 5; round++) {
        for (let i = 0; i < 3; i++) {
          const lease = await under.driver.acquire("nb:a", request(`${round}-${i}`));
          expect(lease!.token > newest).toBe(true);
          newest = lease!.token;
          under.driver.release(lease!);
        }
        void under.driver.acquire("nb:a", request(`crashes-${round}`));
        under = under.restart();
        expect(under.driver.view("nb:a").holder).toBeNull();
      }
    });

    test("a window can let its holder go on alone", async () => {
      const { driver } = open();
      await driver.acquire("nb:a", request("1", 2, { windowId: "w1" }));
      expect(driver.view("nb:a").holder).toMatchObject({ windowId: "w1" });
      expect(driver.background("nb:a", "1")).toBe(true);
      expect(driver.view("nb:a").holder).toMatchObject({ windowId: null });
      expect(driver.background("nb:a", "2")).toBe(false);
    });
  });

  describe(`${name}: listeners`, () => {
    test("hear of the keys that they asked for", async () => {
      const { driver } = open();
      const one: string[] = [];
      const all: string[] = [];
      const stop = driver.onChange("nb:a", (key) => one.push(key));
      driver.onChange(null, (key) => all.push(key));
      const lease = await driver.acquire("nb:a", request("1"));
      await driver.acquire("nb:b", request("2"));
      expect(new Set(one)).toEqual(new Set(["nb:a"]));
      expect(new Set(all)).toEqual(new Set(["nb:a", "nb:b"]));
      stop();
      const heard = one.length;
      driver.release(lease!);
      expect(one).toHaveLength(heard);
      expect(driver.keys()).toEqual(["nb:b"]);
    });
  });
}
