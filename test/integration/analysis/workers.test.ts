import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";

interface Forest {
  fit(X: number[][], y: number[]): Forest;
  fitAsync(X: number[][], y: number[], options: { workers: number }): Promise<Forest>;
}
interface Analysis {
  RandomForestRegressor: new (options: { nEstimators: number }) => Forest;
}

const dist = join(import.meta.dirname, "../../../dist");
const inBundle = readdirSync(join(dist, "kernel")).find((name) => /^analysis\.js$/.test(name));

test.each([
  ["the built modules", join(dist, "kernels/analysis/index.js")],
  ["the kernel's bundle", join(dist, "kernel", inBundle ?? "no bundle of the analysis functions")],
])("%s find their worker threads", async (_, path) => {
  const { RandomForestRegressor } = (await import(pathToFileURL(path).href)) as Analysis;
  const X = Array.from({ length: 200 }, (__, i) => [Math.sin(i), Math.cos(3 * i)]);
  const y = X.map(([a, b]) => a! - b!);
  const model = await new RandomForestRegressor({ nEstimators: 6 }).fitAsync(X, y, { workers: 2 });
  const alone = new RandomForestRegressor({ nEstimators: 6 }).fit(X, y);
  expect(JSON.stringify(model)).toBe(JSON.stringify(alone));
});
