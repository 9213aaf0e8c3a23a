import { expect } from "vitest";
import type { Matrix } from "../../kernels/analysis/index.ts";
import { ColumnTransformer, OneHotEncoder, StandardScaler } from "../../kernels/analysis/index.ts";
import { fixtureJson } from "./fixtures.ts";
import { type ReferenceCase, splitOf, tableOf, takeRows } from "./reference-cases.ts";

/** A case of `trees.json`. */
export interface TreeCase extends ReferenceCase {
  readonly kind: "exact" | "statistical";
}

const { cases } = fixtureJson<{ cases: TreeCase[] }>("trees.json");

/** The cases whose id starts with a text; at least one. */
export function treeCases(start: string): TreeCase[] {
  const found = cases.filter(({ id }) => id.startsWith(start));
  if (found.length === 0) throw new Error(`no case ${start}`);
  return found;
}

/** The band of a score over seeds. */
export interface Band {
  readonly band: readonly [number, number];
  readonly band_mean_of_10_seeds: readonly [number, number];
}

/** Tells whether a score lies in the band for one seed, or for the mean of ten. */
export function inBand(score: number, { band }: Pick<Band, "band">, what = "score"): void {
  expect(score, what).toBeGreaterThanOrEqual(band[0]);
  expect(score, what).toBeLessThanOrEqual(band[1]);
}

/** Features and target of both parts of a split. */
export interface SplitData {
  readonly trainX: Matrix;
  readonly testX: Matrix;
  readonly trainY: number[];
  readonly testY: number[];
}

/** The churn table with its text one-hot encoded, 1 for "yes". */
export async function churnData(): Promise<SplitData> {
  const table = await tableOf("ml/churn.csv");
  const { train, test } = splitOf("churn");
  const text = ["state", "area_code", "international_plan", "voice_mail_plan"];
  const numeric = table.columnNames.filter((name) => !text.includes(name) && name !== "churn");
  const features = table.select(...numeric, ...text);
  const encoder = new ColumnTransformer({
    transformers: [
      ["num", new StandardScaler(), numeric],
      ["cat", new OneHotEncoder(), text],
    ],
  }).fit(features.take(train));
  const labels = table.column("churn").toArray();
  const y = (rows: number[]) => rows.map((row) => Number(labels[row] === "yes"));
  return {
    trainX: encoder.transform(features.take(train)),
    testX: encoder.transform(features.take(test)),
    trainY: y(train),
    testY: y(test),
  };
}

/** The houses of California with the medians filled in and the place one-hot encoded, prices in 100,000. */
export async function californiaData(): Promise<SplitData> {
  const table = (await tableOf("ml/california_housing.csv")).fillna({ total_bedrooms: "median" });
  const numeric = table.columnNames.filter(
    (name) => name !== "ocean_proximity" && name !== "median_house_value",
  );
  const features = table.select(...numeric, "ocean_proximity");
  const X = new ColumnTransformer({
    transformers: [["cat", new OneHotEncoder(), ["ocean_proximity"]]],
    remainder: "passthrough",
  }).fitTransform(features);
  const price = table.column("median_house_value").numbers();
  const order = shuffled(table.length, 42);
  const { train } = splitOf("california");
  const test = order.slice(14448);
  const y = (rows: number[]) => rows.map((row) => price[row]! / 100_000);
  return { trainX: takeRows(X, train), testX: takeRows(X, test), trainY: y(train), testY: y(test) };
}

/** The shuffle that the expected values were made with. */
function shuffled(n: number, seed: number): number[] {
  let a = seed >>> 0;
  const random = () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = a;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const rows = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [rows[i], rows[j]] = [rows[j]!, rows[i]!];
  }
  return rows;
}
