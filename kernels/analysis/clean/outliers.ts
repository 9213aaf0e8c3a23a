import { requireOptions, said, wrongArgument } from "../base/arguments.ts";
import { readSample, type Sample } from "../numeric/sample.ts";
import { moments } from "../stats/moments.ts";
import { medianOf, quantilesOf } from "../stats/quantile.ts";

/** How outliers are found. */
export type OutlierMethod = "iqr" | "zscore" | "mad";

/** Limits of one column; values outside are outliers. */
export interface Fences {
  readonly lower: number;
  readonly upper: number;
}

/** Default thresholds. */
export const outlierThresholds: Readonly<Record<OutlierMethod, number>> = {
  iqr: 1.5,
  zscore: 3,
  mad: 3.5,
};

/**
 * Computes the limits outside of which a value is an outlier.
 *
 * iqr: quartiles (type 7) ± threshold · interquartile range, default 1.5 (Tukey 1977). zscore: mean ± threshold · standard deviation
 * (ddof 1), default 3. mad: |0.6745 (x - median) / MAD| > threshold, default 3.5 (Iglewicz and Hoaglin 1993). Values on a limit are no
 * outliers. A spread of 0 gives no outliers by zscore and mad; by iqr everything that differs from the quartiles is one, as the formula says.
 *
 * @param given see `Sample`; missing values are skipped, dates count in milliseconds since 1970
 */
export function outlierFences(
  given: Sample,
  method: OutlierMethod = "iqr",
  threshold: number = outlierThresholds[method],
): Fences {
  const values = readSample(given, "outlierFences");
  if (!Object.hasOwn(outlierThresholds, method)) throw unknownMethod(method);
  if (typeof threshold !== "number" || !(threshold > 0))
    throw wrongArgument("outlierFences cannot use this threshold", {
      got: said(threshold),
      expected: "a number above 0",
      action: "Leave it out for the usual one.",
    });
  switch (method) {
    case "iqr": {
      const [q1, q3] = quantilesOf(values, [0.25, 0.75]);
      const reach = threshold * (q3 - q1);
      return { lower: q1 - reach, upper: q3 + reach };
    }
    case "zscore": {
      const { n, mean, m2 } = moments(values);
      return around(mean, threshold * Math.sqrt(m2 / (n - 1)));
    }
    case "mad": {
      const centre = medianOf(values);
      const deviations = Float64Array.from(values, (x) => Math.abs(x - centre));
      return around(centre, (threshold / 0.6745) * medianOf(deviations));
    }
  }
}

function unknownMethod(method: unknown) {
  return wrongArgument("outlierFences does not know the method", {
    got: said(method),
    expected: '"iqr", "zscore" or "mad"',
    action: 'Write outlierFences(values, "iqr").',
  });
}

function around(centre: number, reach: number): Fences {
  return reach > 0
    ? { lower: centre - reach, upper: centre + reach }
    : { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };
}

/** Lists the row numbers of the outliers. */
export function outlierRows(given: Sample, fences: Fences): Int32Array {
  const values = readSample(given, "outlierRows");
  requireOptions(fences, "outlierRows");
  const { lower, upper } = fences;
  const rows = new Int32Array(values.length);
  let n = 0;
  for (let i = 0; i < values.length; i++) if (values[i] < lower || values[i] > upper) rows[n++] = i;
  return rows.slice(0, n);
}
