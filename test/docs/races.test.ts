import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const page = readFileSync(new URL("../../docs/races.md", import.meta.url), "utf8");
const rows = page.split("\n").filter((line) => line.startsWith("| ") && !/^\| (Race|-)/.test(line));
const named = [...page.matchAll(/`([a-z-]+(?:\/[a-z-]+)+)`: ([^·|]+)/g)].map(
  ([, file, title]) => [file!, title!.trim()] as const,
);

test("every race has a test", () => {
  expect(rows.length).toBeGreaterThanOrEqual(10);
  for (const row of rows) expect(row).toMatch(/`[a-z-]+(\/[a-z-]+)+`: \S/);
});

test.each(named)("%s has the test: %s", (file, title) => {
  const text = readFileSync(new URL(`../${file}.test.ts`, import.meta.url), "utf8");
  expect(text).toContain(title);
});
