import * as rule from "../base/option-rules.ts";
import { wrongOption } from "../models/option.ts";
import type { ClassTreeOptions, NumberTreeOptions } from "../tree/options.ts";

/** What a forest has besides the options of its trees. */
export interface EnsembleOptions {
  /** Number of trees, ≥ 1; default 100. */
  readonly nEstimators?: number;
  /** Whether each tree learns from rows drawn with replacement; default true in random forests, false in extra trees. */
  readonly bootstrap?: boolean;
  /** Rows drawn for a tree when `bootstrap`: a share (0 < share ≤ 1), a count ≥ 2, or null (default): as many as there are. */
  readonly maxSamples?: number | null;
  /** Whether to score each row by the trees that did not learn from it; needs `bootstrap`; default false. */
  readonly oobScore?: boolean;
  /**
   * true: every value may be a threshold; false: at most 255 per column, at its quantiles; default null: exact up to 10,000 rows.
   */
  readonly exact?: boolean | null;
}

/** Options of a forest of classification trees. */
export type ClassForestOptions = ClassTreeOptions & EnsembleOptions;

/** Options of a forest of regression trees. */
export type NumberForestOptions = NumberTreeOptions & EnsembleOptions;

/** What the options of a forest can be besides those of its trees. */
export const ensembleRules = {
  nEstimators: rule.by(100, rule.integer(1)),
  bootstrap: rule.by(true, rule.flag),
  maxSamples: rule.by(
    null,
    rule.orNull({
      expected: "a share above 0 and at most 1, or a count of at least 2",
      accepts: (value) =>
        typeof value === "number" && value > 0 && (value <= 1 || Number.isInteger(value)),
    }),
  ),
  oobScore: rule.by(false, rule.flag),
  exact: rule.by(null, rule.orNull(rule.flag)),
};

/** What people mean who pass a value without a name. */
export const forestSettings = { bare: { number: "nEstimators", text: "criterion" } };

/** Up to this many rows a forest tries every value as a threshold. */
const EXACT_ROWS = 10_000;
/** Number of codes per column above. */
const BINS = 255;

/** @throws HF_MODEL_OPTION for options that do not go together */
export function checkForestOptions(params: Required<EnsembleOptions>, what: string): void {
  if (params.oobScore && !params.bootstrap)
    throw wrongOption(
      what,
      "oobScore",
      true,
      "false, because without bootstrap no row is left out",
    );
  if (params.maxSamples !== null && !params.bootstrap)
    throw wrongOption(what, "maxSamples", params.maxSamples, "null, because bootstrap is false");
}

/** Number of bins per column, or undefined for every value. */
export function binsFor(exact: boolean | null, rows: number): number | undefined {
  return (exact ?? rows <= EXACT_ROWS) ? undefined : BINS;
}

/** Number of rows that are drawn for a tree. */
export function drawCount(maxSamples: number | null, rows: number): number {
  if (maxSamples === null) return rows;
  return maxSamples <= 1 ? Math.max(1, Math.round(maxSamples * rows)) : Math.min(rows, maxSamples);
}
