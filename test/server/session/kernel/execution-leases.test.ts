import { expect, test } from "vitest";
import { EmbeddedLocks } from "../../../../server/locks/embedded-locks.ts";
import { ExecutionLeases } from "../../../../server/session/kernel/execution-leases.ts";
import { noFaults } from "../../no-faults.ts";

const MINUTE = 60_000;
const execution = {
  id: "nb.1",
  cellId: "c",
  by: "Ana",
  priority: "normal",
} as unknown as Parameters<ExecutionLeases["acquire"]>[0];

/** A kernel whose guard speaks every 5 s for so many minutes, with so much CPU time of the cell in a second. */
async function hold(minutes: number, cpuMsASecond: number, up = 0): Promise<string[]> {
  let now = up;
  let n = 0;
  const told: string[] = [];
  const clock = { now: () => now, wall: () => now };
  const nextToken = (): string => `${++n}`.padStart(16, "0");
  const locks = new EmbeddedLocks(nextToken, { clock, onFault: noFaults });
  const events = {
    end: (_: unknown, reason: string) => void told.push(`end: ${reason}`),
    voided: (_: unknown, reason: string) => void told.push(`voided: ${reason}`),
    onFault: noFaults,
  };
  const leases = new ExecutionLeases(locks, "nb", events, () => now);
  await leases.acquire(execution, "w");
  for (; now <= up + minutes * MINUTE; now += 5_000) {
    leases.heartbeat(Math.round(((now - up) / 1000) * cpuMsASecond));
    locks.sweep();
    if (told.length > 0) break;
  }
  locks.close();
  return told;
}

test("a cell that does nothing for 30 minutes is stopped, though its kernel's own threads work a little", async () => {
  expect(await hold(38, 0)).toEqual(["end: stall"]);
  expect(await hold(38, 6)).toEqual(["end: stall"]); // what a guard thread uses
});

test("an honest silent fit of 45 minutes is alive, also one that shares its core with others", async () => {
  expect(await hold(45, 1000)).toEqual([]);
  expect(await hold(45, 100)).toEqual([]);
  expect(await hold(45, 100, 30 * 24 * 60 * MINUTE)).toEqual([]); // of a server that runs for a month
});
