import { describe, expect, test } from "vitest";
import { readText, trackedFiles } from "../architecture/house.ts";
import { sleepsOf } from "./sleeps.ts";

const files = trackedFiles().filter((path) => /^test\/(?!bench\/|suite\/).*\.ts$/.test(path));

const ANY_MOMENT = "a crash comes at any moment; a moment that is chosen finds less";

/** Where a test has to wait for a time, a part of the text there, and why. */
const ALLOWED: readonly (readonly [path: string, text: string, why: string])[] = [
  ["test/faults/runs.test.ts", "setTimeout(resolve, ms)", ANY_MOMENT],
  ["test/faults/runs.test.ts", "setTimeout(resolve, 100 * random())", ANY_MOMENT],
  ["test/faults/stale-kernels.test.ts", "setTimeout(resolve, 150 * random())", ANY_MOMENT],
  [
    "test/integration/kernel/kernel-ends.test.ts",
    "setTimeout(resolve, 100",
    "the way of the memory is made of the kernel's heartbeats, which come from a thread of its own",
  ],
  [
    "test/integration/locks/stale-locks.test.ts",
    "Date.now() + 4_000",
    "the subject is CPU time; the lease is as short as heartbeats allow",
  ],
  [
    "test/integration/runs/maps.test.ts",
    "setTimeout(resolve, 250",
    "an item survives on its own when it takes longer than 0.1 s, by the clock of the kernel",
  ],
  [
    "test/integration/runs/run-promises.test.ts",
    "setTimeout(resolve, 120",
    "a checkpoint is made when its steps take longer than saving, by the clock of the kernel",
  ],
  [
    "test/integration/server/floods.test.ts",
    "setTimeout(resolve, 6)",
    "a tab stays below the limit of messages a second, as a hostile one would",
  ],
];

describe("a wait for a time is found", () => {
  test.each([
    ["in a function", "const later = () => new Promise((done) => setTimeout(done, 30));"],
    ["in a test", "await new Promise<void>((resolve) => { setTimeout(resolve, ms); });"],
    [
      "in a loop that only counts",
      "for (let i = 0; i < 9; i++) await new Promise((r) => setTimeout(r, 1));",
    ],
    ["of a page", "await page.waitForTimeout(500);"],
    ["of Node", 'import { setTimeout as sleep } from "node:timers/promises";'],
    ["in a cell", 'await tab.eval("await new Promise((r) => setTimeout(r, 300))");'],
    [
      "in a cell with values in it",
      "tab.eval(`${" + "x}; const end = Date.now() + 1_500; while (Date.now() < end);`)",
    ],
  ])("%s", (_, text) => {
    expect(sleepsOf("a.ts", text)).toHaveLength(1);
  });

  test.each([
    [
      "a condition that is looked at again",
      "while (!(await isSo())) await new Promise((r) => setTimeout(r, 20));",
    ],
    ["an end of what takes too long", "const timer = setTimeout(() => child.kill(), 20_000);"],
    ["a cell that takes its time", 'tab.eval("await new Promise((r) => setTimeout(r, 5))")'],
    [
      "a cell that waits for the test",
      "tab.eval(`while (!existsSync('x')) await new Promise((r) => setTimeout(r, 5))`)",
    ],
  ])("but not %s", (_, text) => {
    expect(sleepsOf("a.ts", text)).toEqual([]);
  });
});

describe("no test waits for a time", () => {
  const found = files.flatMap((path) =>
    sleepsOf(path, readText(path)).map((text) => ({ path, text })),
  );

  test("unless it is said here why", () => {
    const refused = found.filter(
      ({ path, text }) => !ALLOWED.some(([file, part]) => file === path && text.includes(part)),
    );
    expect(refused.map(({ path, text }) => `${path}: ${text}`)).toEqual([]);
  });

  test.each(ALLOWED)("%s still waits: %s", (path, part) => {
    expect(found.some((sleep) => sleep.path === path && sleep.text.includes(part))).toBe(true);
  });
});

test("every integration test lies in the room of its question", () => {
  const flat = trackedFiles().filter((path) => /^test\/integration\/[^/]+\.test\.ts$/.test(path));
  expect(flat).toEqual([]);
});
