import { expect, test } from "vitest";
import { MemoryCurve } from "../../../../server/session/kernel/memory-curve.ts";

test("says from where to where and draws the way", () => {
  const curve = new MemoryCurve();
  expect(curve.text()).toBeUndefined();
  curve.add(100e6, 0);
  expect(curve.text()).toBeUndefined();
  curve.add(500e6, 1_000);
  curve.add(2e9, 4_000);
  expect(curve.text()).toBe("Memory: 100.0 MB → 2.0 GB over 4 s ▁▃█");
  curve.clear();
  expect(curve.text()).toBeUndefined();
});

test("of a long run keeps the first and the newest sample, and a bounded number", () => {
  const curve = new MemoryCurve();
  for (let i = 0; i <= 10_000; i++) curve.add(1e6 * (i + 1), i * 1000);
  const text = curve.text()!;
  expect(text).toMatch(/^Memory: 1\.0 MB → (9\.\d|10\.0) GB over (9\d{3}|10000) s [▁▂▃▄▅▆▇█]{24}$/);
  expect(text.endsWith("█")).toBe(true);
});
