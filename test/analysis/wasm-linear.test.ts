import fc from "fast-check";
import { expect, test } from "vitest";
import {
  GaussianNB,
  LinearRegression,
  LogisticRegression,
  Ridge,
  StandardScaler,
} from "../../kernels/analysis/index.ts";
import { binaryLoss, type LogisticProblem } from "../../kernels/analysis/linear/logistic-loss.ts";
import { scriptProducts } from "../../kernels/analysis/linear/products.ts";
import { WasmLogOdds } from "../../kernels/analysis/linear/wasm-log-odds.ts";
import { WasmProducts } from "../../kernels/analysis/linear/wasm-products.ts";
import { scriptSums } from "../../kernels/analysis/numeric/column-moments.ts";
import { logOnePlus } from "../../kernels/analysis/numeric/exponential.ts";
import { addRows, emptyQr } from "../../kernels/analysis/numeric/qr.ts";
import { WasmQr } from "../../kernels/analysis/numeric/wasm-qr.ts";
import { WasmSums } from "../../kernels/analysis/numeric/wasm-sums.ts";
import { stream } from "../../kernels/analysis/random/stream.ts";

const sizes = fc.record({
  columns: fc.integer({ min: 1, max: 11 }),
  extra: fc.integer({ min: 0, max: 300 }),
  seed: fc.integer({ min: 0, max: 1e6 }),
});

function sample(columns: number, extra: number, seed: number) {
  const random = stream(seed, "linear");
  const rows = Math.ceil(33_000 / columns) + extra;
  const data = Float64Array.from({ length: rows * columns }, (_, at) =>
    at % columns === 1 ? 1e6 + random.normal() : random.normal(),
  );
  const y = Float64Array.from({ length: rows }, () => 7 + random.normal());
  const codes = Int32Array.from({ length: rows }, () => random.int(3));
  return { matrix: { data, rows, columns }, y, codes, random };
}

function there<T>(found: T | undefined): T {
  if (found === undefined) throw new Error("the kernels are not there");
  return found;
}

test("sums of columns have the same bits in WebAssembly and in TypeScript", () => {
  fc.assert(
    fc.property(sizes, ({ columns, extra, seed }) => {
      const { matrix, codes, random } = sample(columns, extra, seed);
      for (const groups of [undefined, { codes, count: 3 }]) {
        const fast = there(WasmSums.open(matrix, groups, 8192));
        const shift = Float64Array.from({ length: columns * (groups?.count ?? 1) }, () => random());
        for (const withSquares of [false, true])
          expect(fast.sums(shift, withSquares)).toEqual(
            scriptSums(matrix, shift, undefined, groups, withSquares),
          );
      }
    }),
    { numRuns: 8 },
  );
});

test("products of columns have the same bits in WebAssembly and in TypeScript", () => {
  fc.assert(
    fc.property(sizes, ({ columns, extra, seed }) => {
      const { matrix, y, random } = sample(columns, extra, seed);
      const shift = Float64Array.from({ length: columns }, () => random());
      const given = { matrix, y, weights: undefined, shift, yShift: 7 };
      expect(there(WasmProducts.open(given)).all()).toEqual(scriptProducts(given));
    }),
    { numRuns: 8 },
  );
});

test("triangles have the same bits in WebAssembly and in TypeScript", () => {
  fc.assert(
    fc.property(sizes, ({ columns, extra, seed }) => {
      const { matrix, y, random } = sample(columns, extra, seed);
      const shift = Float64Array.from({ length: columns }, () => random());
      const fast = there(WasmQr.open(matrix, shift, 128));
      const qr = emptyQr(columns + 1);
      for (let start = 0; start < matrix.rows; start += 128) {
        const many = Math.min(128, matrix.rows - start);
        fast.add(start, many, y, 7);
        const block = new Float64Array(many * (columns + 1));
        for (let i = 0; i < many; i++) {
          const at = (start + i) * columns;
          for (let j = 0; j < columns; j++) block[j * many + i] = matrix.data[at + j]! - shift[j]!;
          block[columns * many + i] = y[start + i]! - 7;
        }
        addRows(qr, block, many);
      }
      expect(fast.r.slice()).toEqual(qr.r);
    }),
    { numRuns: 8 },
  );
});

test("the logistic loss has the same bits in WebAssembly and in TypeScript", () => {
  fc.assert(
    fc.property(sizes, fc.boolean(), ({ columns, extra, seed }, isWeighted) => {
      const { matrix, codes, random } = sample(columns, extra, seed);
      const weights = isWeighted ? codes.map((code) => code + 1) : undefined;
      const problem: LogisticProblem = {
        matrix,
        codes: codes.map((code) => Math.min(code, 1)),
        weights: weights && Float64Array.from(weights),
        outputs: 1,
        fitIntercept: true,
        l1: 0,
        l2: 1,
      };
      const fast = there(WasmLogOdds.open(problem));
      for (const size of [0, 1, 400]) {
        const theta = Float64Array.from({ length: columns + 1 }, () => size * random.normal());
        const own = new Float64Array(columns + 1);
        const other = new Float64Array(columns + 1);
        const loss = fast.loss(theta, own);
        expect(loss).toBe(binaryLoss(problem, theta, other, undefined));
        expect(own).toEqual(other);
      }
    }),
    { numRuns: 8 },
  );
});

test("log(1 + x) keeps its digits, also of the smallest", () => {
  const random = stream(3, "log");
  const many = Array.from({ length: 2000 }, () => random() * 10 ** -random.int(20));
  for (const x of [0, 1, 1e-300, 0.4142135623730951, 0.41421356237309503, ...many])
    expect(Math.abs(logOnePlus(x) - Math.log1p(x))).toBeLessThanOrEqual(5e-16 * Math.log1p(x));
});

test("models of many rows tell what those of few do", () => {
  const { matrix, y, codes } = sample(5, 1, 4);
  const labels = codes.map((code) => Math.min(code, 1));
  const half = { ...matrix, rows: 40, data: matrix.data.slice(0, 40 * 5) };
  const wide = { data: new Float64Array(matrix.data.length), rows: matrix.rows, columns: 5 };
  for (let i = 0; i < wide.data.length; i++) wide.data[i] = half.data[i % half.data.length]!;
  const target = y.map((_, i) => y[i % 40]!);
  const classes = labels.map((_, i) => labels[i % 40]!);
  const rows = 40 * Math.floor(matrix.rows / 40);
  const many = { ...wide, rows, data: wide.data.slice(0, rows * 5) };
  const close = (a: ArrayLike<number>, b: ArrayLike<number>, digits: number) =>
    Array.from(a, (value, i) => expect(value).toBeCloseTo(b[i]!, digits));
  const large = new LinearRegression().fit(many, target.slice(0, rows));
  close(large.coef_!, new LinearRegression().fit(half, target.slice(0, 40)).coef_!, 8);
  close(new Ridge({ alpha: 1e-9 }).fit(many, target.slice(0, rows)).coef_!, large.coef_!, 7);
  const scaled = new StandardScaler().fit(many);
  close(scaled.mean_!, new StandardScaler().fit(half).mean_!, 6);
  const free = { penalty: null, tol: 1e-7, maxIter: 500 } as const;
  const X = scaled.transform(many);
  const small = scaled.transform(half);
  const newton = new LogisticRegression({ ...free, solver: "newton-cholesky" });
  const lbfgs = new LogisticRegression({ ...free, solver: "lbfgs" });
  const own = newton.fit(small, classes.slice(0, 40)).coef_!.data;
  close(lbfgs.fit(X, classes.slice(0, rows)).coef_!.data, own, 5);
  const bayes = new GaussianNB().fit(many, classes.slice(0, rows));
  close(bayes.theta_!.data, new GaussianNB().fit(half, classes.slice(0, 40)).theta_!.data, 6);
});
