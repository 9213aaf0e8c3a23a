export { isMissing } from "../base/is-missing.ts";
export type { DateSample, MissingOptions, Sample, SampleValue } from "../numeric/sample.ts";
export { sum } from "../numeric/sum.ts";
export {
  type Correlation,
  type CorrelationMethod,
  type CorrelationOptions,
  correlate,
  correlation,
  covariance,
} from "../relations/correlation.ts";
export { type Crosstab, type CrosstabOptions, crosstab } from "../relations/crosstab.ts";
export { betainc, betaln } from "../special/beta.ts";
export { chdtrc, chdtri, fdtrc, stdtr } from "../special/distributions.ts";
export { erf, erfc } from "../special/erf.ts";
export { gammainc, gammaincc, gammaln } from "../special/gamma.ts";
export { ndtr, ndtri } from "../special/normal.ts";
export { mode } from "../stats/mode.ts";
export { kurtosis, mean, skewness, std, variance } from "../stats/moments.ts";
export {
  median,
  type QuantileOptions,
  type QuantileType,
  quantile,
  quantiles,
} from "../stats/quantile.ts";
export { rank } from "../stats/rank.ts";
export { iqr, MAD_SCALE, mad } from "../stats/spread.ts";
