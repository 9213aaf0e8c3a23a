import type { Matrix } from "../base/matrix.ts";
import * as rule from "../base/option-rules.ts";
import { methodOptions } from "../base/option-table.ts";
import { wrongOption } from "../models/option.ts";
import { type Metric, metricRule } from "./distance.ts";
import type { NeighbourSearchOptions } from "./nearest-in-blocks.ts";
import type { Neighbours } from "./neighbour-index.ts";

/** Options that the k-neighbours classes share. */
export interface KNeighborsOptions {
  /** Neighbours, 1 … rows, default 5. */
  readonly nNeighbors?: number;
  /** Equal weights (default) or 1 / distance; a neighbour at distance 0 then counts alone. */
  readonly weights?: "uniform" | "distance";
  /** Default "euclidean". */
  readonly metric?: Metric;
}

/** The nearest rows of `fit`, as `kneighbors` gives them. */
export interface KNeighbors {
  /** Distances, one row per row of X, nearest first. */
  readonly distances: Matrix;
  /** Row numbers of `fit`, row-major as `distances`. */
  readonly indices: Int32Array;
}

/** What the options of the k-neighbours classes can be. */
export const kNeighborsRules = {
  nNeighbors: rule.by(5, rule.integer(1)),
  weights: rule.by("uniform", rule.oneOf(["uniform", "distance"])),
  metric: rule.by("euclidean", metricRule),
};

const searchRules = { workers: rule.by(1, rule.workers), run: rule.run };
/** What `kneighborsAsync` takes besides X. */
export const kneighborsAsyncOptions = methodOptions<
  NeighbourSearchOptions & { readonly k?: number }
>("kneighborsAsync", { ...searchRules, k: rule.integer(1) }, { bare: { number: "k" } });
/** What `predictAsync` takes besides X. */
export const predictAsyncOptions = methodOptions<NeighbourSearchOptions>(
  "predictAsync",
  searchRules,
  { bare: { number: "workers" } },
);

/** @throws HF_MODEL_OPTION when there are fewer rows than neighbours */
export function checkNeighbourCount(model: string, nNeighbors: number, rows: number): void {
  if (nNeighbors > rows)
    throw wrongOption(model, "nNeighbors", nNeighbors, `at most ${rows}, the number of rows`);
}

/** The weight of each neighbour, in the order of `found.indices`. */
export function neighbourWeights(
  { distances, k }: Neighbours,
  weights: "uniform" | "distance",
): Float64Array {
  const out = new Float64Array(distances.length).fill(1);
  if (weights === "uniform") return out;
  for (let start = 0; start < distances.length; start += k) {
    const exact = distances[start] === 0;
    for (let at = start; at < start + k; at++)
      out[at] = exact ? Number(distances[at] === 0) : 1 / distances[at];
  }
  return out;
}
