import { betainc } from "./beta.ts";
import { gammaincc } from "./gamma.ts";

/**
 * The distribution function of Student's t (Abramowitz and Stegun 26.7.1).
 *
 * @param df degrees of freedom > 0
 */
export function stdtr(df: number, t: number): number {
  const tail = 0.5 * betainc(df / 2, 0.5, df / (df + t * t));
  return t > 0 ? 1 - tail : tail;
}

/** The two-sided p-value of a t statistic. */
export function tTwoSided(df: number, t: number): number {
  return betainc(df / 2, 0.5, df / (df + t * t));
}

/** The upper tail of the chi-squared distribution with df degrees of freedom (Abramowitz and Stegun 26.4.19). */
export function chdtrc(df: number, x: number): number {
  return x <= 0 ? 1 : gammaincc(df / 2, x / 2);
}

/** The upper tail of the F distribution with dfn and dfd degrees of freedom (Abramowitz and Stegun 26.6.2). */
export function fdtrc(dfn: number, dfd: number, x: number): number {
  return x <= 0 ? 1 : betainc(dfd / 2, dfn / 2, dfd / (dfd + dfn * x));
}
