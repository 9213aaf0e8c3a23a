import { describe, expect, test } from "vitest";
import {
  betainc,
  chdtrc,
  erf,
  erfc,
  fdtrc,
  gammainc,
  gammaincc,
  gammaln,
  ndtr,
  ndtri,
  stdtr,
} from "../../kernels/analysis/index.ts";
import { fixtureJson } from "./fixtures.ts";

const reference = fixtureJson<Record<string, [number[], string][]>>("special-functions.json");

const functions: Record<string, (...args: never[]) => number> = {
  gammaln,
  erf,
  erfc,
  ndtri,
  ndtr,
  gammainc,
  gammaincc,
  betainc,
  stdtr,
  chdtrc,
  fdtrc,
};

/** Largest relative error allowed (for gammaln: absolute below 1). */
const tolerance: Record<string, number> = {
  gammaln: 2e-14,
  erf: 1e-15,
  erfc: 1e-14,
  ndtri: 1e-14,
  ndtr: 1e-13,
  gammainc: 2e-12,
  gammaincc: 2e-12,
  betainc: 2e-12,
  stdtr: 2e-12,
  chdtrc: 2e-12,
  fdtrc: 2e-12,
};

describe.each(Object.keys(tolerance))("%s", (name) => {
  test.each(reference[name]!)("of %j is %s", (args, value) => {
    const f = functions[name] as (...args: number[]) => number;
    const expected = Number(value);
    const scale = name === "gammaln" ? Math.max(1, Math.abs(expected)) : Math.abs(expected);
    expect(Math.abs(f(...args) - expected)).toBeLessThanOrEqual(tolerance[name]! * scale);
  });
});

describe("the edges of the special functions", () => {
  test("are exact", () => {
    expect([gammaln(1), gammaln(2), gammaln(0), gammaln(-3)]).toEqual([
      0,
      0,
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    ]);
    expect([erf(0), erfc(0), erfc(100), erfc(-100)]).toEqual([0, 1, 0, 2]);
    expect([ndtri(0), ndtri(0.5), ndtri(1)]).toEqual([
      Number.NEGATIVE_INFINITY,
      0,
      Number.POSITIVE_INFINITY,
    ]);
    expect([betainc(2, 3, 0), betainc(2, 3, 1), gammainc(2, 0), gammaincc(2, 0)]).toEqual([
      0, 1, 0, 1,
    ]);
    expect(chdtrc(3, -1)).toBe(1);
  });

  test("outside of the domain are NaN", () => {
    for (const x of [
      betainc(-1, 1, 0.5),
      betainc(1, 1, 1.5),
      gammainc(0, 1),
      gammainc(1, -1),
      ndtri(2),
      erf(Number.NaN),
      erfc(Number.NaN),
      gammaln(Number.NaN),
    ])
      expect(x).toBeNaN();
  });

  test("inverses meet: ndtr(ndtri(p)) is p", () => {
    for (let p = 0.001; p < 1; p += 0.013) expect(ndtr(ndtri(p))).toBeCloseTo(p, 14);
  });
});
