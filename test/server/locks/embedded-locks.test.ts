import { describe, expect, test } from "vitest";
import { EmbeddedLocks } from "../../../server/locks/embedded-locks.ts";
import { noFaults } from "../no-faults.ts";
import { type DriverUnderTest, lockConformance } from "./conformance.ts";
import { request, token } from "./requests.ts";

/** The embedded driver over a counter that lasts: what `TokenSource` keeps on the disk. */
function embedded(disk = { reserved: 0, isFull: false }): DriverUnderTest {
  let mono = 0;
  let wall = 1e12;
  let next = disk.reserved + 1;
  const driver = new EmbeddedLocks(
    () => {
      if (disk.isFull) throw new Error("disk full");
      if (next > disk.reserved) disk.reserved += 1_000;
      return token(next++);
    },
    { clock: { now: () => mono, wall: () => wall }, onFault: noFaults },
  );
  return {
    driver,
    advance(ms) {
      mono += ms;
      wall += ms;
      driver.sweep();
    },
    jumpWall(ms) {
      wall += ms;
    },
    breakDisk() {
      disk.isFull = true;
    },
    restart: () => embedded(disk),
  };
}

lockConformance("embedded", () => embedded());

describe("time in which the process stood still", () => {
  test("counts for nobody", async () => {
    let mono = 0;
    const locks = new EmbeddedLocks(() => token(1), {
      clock: { now: () => mono, wall: () => 0 },
      onFault: noFaults,
    });
    const lease = await locks.acquire("nb:a", request("1"));
    mono += 60_000;
    locks.forgive(59_000);
    locks.sweep();
    expect(locks.isCurrent(lease!)).toBe(true);
    mono += 14_000;
    locks.sweep();
    expect(locks.isCurrent(lease!)).toBe(false);
  });
});
