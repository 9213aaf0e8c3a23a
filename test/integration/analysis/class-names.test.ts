import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const KERNEL = new URL("../../../dist/kernel/", import.meta.url);

test("every class that a cell sees has its own name: people read it, and what is saved is known by it", async () => {
  const names = (await import(new URL("analysis.js", KERNEL).href)) as Record<string, unknown>;
  const classes = Object.entries(names).filter(
    ([, value]) => typeof value === "function" && /^class\b/.test(String(value)),
  );
  expect(classes.length).toBeGreaterThan(40);
  for (const [name, value] of classes) expect((value as { name: string }).name).toBe(name);
});

test("the bundler renamed no class of ours", () => {
  const files = readdirSync(KERNEL).filter((name) => name.endsWith(".js"));
  expect(files.length).toBeGreaterThan(10);
  for (const name of files)
    expect(readFileSync(new URL(name, KERNEL), "utf8")).not.toMatch(/class _[A-Z]/);
});
