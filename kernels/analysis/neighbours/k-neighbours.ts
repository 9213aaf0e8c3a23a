import type { Matrix } from "../base/matrix.ts";
import { requireInteger, requireOneOf, wrongOption } from "../models/option.ts";
import { type Metric, metrics } from "./distance.ts";
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

export const kNeighborsDefaults = {
  nNeighbors: 5,
  weights: "uniform",
  metric: "euclidean",
} as const;

/** @throws HF_MODEL_OPTION */
export function checkKNeighbors(
  model: string,
  { nNeighbors, weights, metric }: Required<KNeighborsOptions>,
  rows: number,
): void {
  requireInteger(model, "nNeighbors", nNeighbors, 1);
  if (nNeighbors > rows)
    throw wrongOption(model, "nNeighbors", nNeighbors, `at most ${rows}, the number of rows`);
  requireOneOf(model, "weights", weights, ["uniform", "distance"]);
  requireOneOf(model, "metric", metric, metrics);
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
