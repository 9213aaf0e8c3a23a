import { requireNumberArgument } from "../base/arguments.ts";
import { betainc } from "./beta.ts";
import { gammaincc } from "./gamma.ts";

/**
 * The distribution function of Student's t (Abramowitz and Stegun 26.7.1).
 *
 * @param df degrees of freedom > 0
 */
export function stdtr(df: number, t: number): number {
  requireNumberArgument(df, "df", "stdtr");
  requireNumberArgument(t, "t", "stdtr");
  const tail = 0.5 * betainc(df / 2, 0.5, df / (df + t * t));
  return t > 0 ? 1 - tail : tail;
}

/** The two-sided p-value of a t statistic. */
export function tTwoSided(df: number, t: number): number {
  return betainc(df / 2, 0.5, df / (df + t * t));
}

/** The upper tail of the chi-squared distribution with df degrees of freedom (Abramowitz and Stegun 26.4.19). */
export function chdtrc(df: number, x: number): number {
  requireNumberArgument(df, "df", "chdtrc");
  requireNumberArgument(x, "x", "chdtrc");
  return x <= 0 ? 1 : gammaincc(df / 2, x / 2);
}

/** The upper tail of the F distribution with dfn and dfd degrees of freedom (Abramowitz and Stegun 26.6.2). */
export function fdtrc(dfn: number, dfd: number, x: number): number {
  requireNumberArgument(dfn, "dfn", "fdtrc");
  requireNumberArgument(dfd, "dfd", "fdtrc");
  requireNumberArgument(x, "x", "fdtrc");
  return x <= 0 ? 1 : betainc(dfd / 2, dfn / 2, dfd / (dfd + dfn * x));
}

/**
 * The quantile of Student's t: the inverse of `stdtr`, by bisection on the tail (absolute error about 1e-15 of the scale).
 *
 * @param df degrees of freedom > 0
 * @param p probability, 0 … 1
 */
export function tQuantile(df: number, p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  if (p === 0.5) return 0;
  if (p < 0.5) return -tQuantile(df, 1 - p);
  if (p === 1) return Number.POSITIVE_INFINITY;
  const tail = 2 * (1 - p);
  let low = 0;
  let high = 1;
  while (tTwoSided(df, high) > tail) high *= 2;
  for (let i = 0; i < 200 && high - low > Number.EPSILON * high; i++) {
    const middle = (low + high) / 2;
    if (tTwoSided(df, middle) > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * The value whose upper tail under the chi-squared distribution is p: the inverse of `chdtrc`, by bisection.
 *
 * @param df degrees of freedom > 0
 * @param p probability, 0 … 1
 */
export function chdtri(df: number, p: number): number {
  requireNumberArgument(df, "df", "chdtri");
  requireNumberArgument(p, "p", "chdtri");
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  if (p === 1) return 0;
  if (p === 0) return Number.POSITIVE_INFINITY;
  let low = 0;
  let high = 1;
  while (chdtrc(df, high) > p) high *= 2;
  for (let i = 0; i < 200 && high - low > Number.EPSILON * high; i++) {
    const middle = (low + high) / 2;
    if (chdtrc(df, middle) > p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
