import { said, wrongArgument } from "../base/arguments.ts";
import { AnalysisError } from "../base/errors.ts";
import * as rule from "../base/option-rules.ts";
import { callOptions } from "../base/option-table.ts";
import type { Frame } from "../columns/frame.ts";
import { stream } from "../random/stream.ts";
import { takeRows } from "./filter.ts";

/** Options of `sample`. */
export interface SampleOptions {
  /** Seed of the draw, default 0. */
  readonly seed?: number;
  /** Whether a row can be drawn more than once, default false. */
  readonly replace?: boolean;
}

const sampleOptions = callOptions<SampleOptions>(
  "sample",
  { seed: rule.by(0, rule.seed), replace: rule.by(false, rule.flag) },
  {
    bare: { number: "seed" },
    habits: { weights: "Rows are drawn with equal chances: leave it out." },
  },
);

/**
 * Draws rows at random. Without replacement the result keeps the order of the table, and a larger n with the same seed contains
 * the smaller sample.
 *
 * @param n number of rows, 0 … length (any number with replacement)
 * @throws HF_ARGUMENT when n is not possible
 */
export function sample(
  from: Frame,
  n: number,
  options: SampleOptions & { readonly randomState?: number } = {},
): Frame {
  const { seed = 0, replace = false } = sampleOptions.read(options);
  if (!Number.isInteger(n) || n < 0 || (!replace && n > from.length))
    throw wrongArgument("sample needs a number of rows", {
      got: said(n),
      expected: `an integer from 0 to ${replace ? "any size" : from.length}`,
      action:
        typeof n === "number" && n > 0 && n < 1
          ? `Write sample(Math.round(${n} * table.length)) for a share.`
          : typeof n === "number" && n > from.length
            ? "Write { replace: true } to draw a row more than once."
            : "Write sample(100, { seed: 1 }).",
    });
  if (replace && n > 0 && from.length === 0)
    throw new AnalysisError("HF_TABLE_EMPTY", { what: "sample has no rows to draw from" });
  const random = stream(seed, "sample");
  if (replace)
    return takeRows(
      from,
      Int32Array.from({ length: n }, () => random.int(from.length)),
    );
  return takeRows(from, random.permutation(from.length).slice(0, n).sort());
}
