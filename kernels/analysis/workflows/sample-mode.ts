import * as rule from "../base/option-rules.ts";
import type { Frame } from "../columns/frame.ts";
import { requireOneOf } from "../models/option.ts";
import { stream } from "../random/stream.ts";
import type { Run } from "../run/run.ts";
import { type Sample, sampleSizes, sampleWords } from "../run/sample-sizes.ts";
import { takeRows } from "../verbs/filter.ts";

/** How many rows a workflow works on: quick 100, sample 500, standard 1,000, or all. */
export type SampleMode = Sample;

/** What `sample` can be. */
export const sampleRule = rule.oneOf(Object.keys(sampleSizes), {
  fast: "quick",
  all: "full",
  dev: "quick",
  test: "sample",
});

/** The mode that was chosen for a run, where its workflow's options do not say; all rows when there is none. */
export function chosenSample({ sample }: Pick<Run<unknown>, "sample">): SampleMode {
  return (sample ?? "full") as SampleMode; // `sampleRows` refuses what is none
}

/** The rows of a sample. */
export interface Sampled {
  readonly table: Frame;
  /** Their numbers in the table that came in, rising. */
  readonly rows: Int32Array;
  /** "100 of 3,707 rows, Quick"; absent when all rows are used. */
  readonly note?: string;
}

/**
 * Draws the rows of a mode. A larger mode with the same seed holds the rows of a smaller one; rows keep their order.
 *
 * @throws HF_MODEL_OPTION for an unknown mode
 */
export function sampleRows(table: Frame, mode: SampleMode, seed: number, what: string): Sampled {
  requireOneOf(what, "sample", mode, Object.keys(sampleSizes));
  const size = sampleSizes[mode];
  if (table.length <= size)
    return { table, rows: Int32Array.from({ length: table.length }, (_, row) => row) };
  const rows = stream(seed, "workflow sample").permutation(table.length).slice(0, size).sort();
  const { name } = sampleWords[mode];
  const note = `${size.toLocaleString("en-US")} of ${table.length.toLocaleString("en-US")} rows, ${name}`;
  return { table: takeRows(table, rows), rows, note };
}
