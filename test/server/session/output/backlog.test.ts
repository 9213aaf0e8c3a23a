import { expect, test } from "vitest";
import { RecentEvents } from "../../../../server/session/order/recent-events.ts";
import { Backlog } from "../../../../server/session/output/backlog.ts";

const MIB = 1024 * 1024;

test("the kernel waits while more than 4 MiB are not written, and goes on when they are", async () => {
  const calls: string[] = [];
  const faults: unknown[] = [];
  const kernel = { pause: () => calls.push("pause"), resume: () => calls.push("resume") };
  const backlog = new Backlog(kernel, (error) => faults.push(error));
  const ends: (() => void)[] = [];
  const add = (size: number): void =>
    backlog.add(size, new Promise((resolve) => ends.push(() => resolve())));
  add(3 * MIB);
  expect(calls).toEqual([]);
  add(2 * MIB);
  add(2 * MIB);
  expect(calls).toEqual(["pause", "pause"]);
  ends[1]!();
  await null;
  expect(calls.at(-1)).toBe("pause"); // 5 MiB are left
  ends[0]!();
  await new Promise(setImmediate);
  expect(calls).toEqual(["pause", "pause", "resume"]);
  ends[2]!();
  await new Promise(setImmediate);
  expect(calls.length).toBe(3);
  expect(faults).toEqual([]);
});

test("events for tabs that come back are bounded by size and by number", () => {
  const events = (count: number, from: number) =>
    Array.from({ length: count }, (_, i) => ({ seq: from + i, at: 0, event: {} as never }));
  const large = new RecentEvents();
  for (let i = 0; i < 100; i++) large.add(events(1, i), [MIB]);
  expect(large.length).toBeLessThanOrEqual(16);
  expect(large.length).toBeGreaterThanOrEqual(8);
  expect(large.from(large.length - 1).map(({ seq }) => seq)).toEqual([99]);
  const many = new RecentEvents();
  for (let i = 0; i < 30; i++) many.add(events(1_000, 1_000 * i), Array(1_000).fill(100));
  expect(many.length).toBeLessThanOrEqual(10_000);
  expect(many.length).toBeGreaterThanOrEqual(5_000);
  expect(many.from(0)[0]!.seq).toBe(30_000 - many.length);
  const one = new RecentEvents();
  one.add(events(1, 0), [100 * MIB]);
  expect(one.length).toBe(1);
});
