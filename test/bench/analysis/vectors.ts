import { OneClassSVM, rocAucScore, SVC, SVR } from "../../../kernels/analysis/index.ts";
import type { BenchCase } from "./case.ts";
import { amounts, type Labelled, type Measured, odds, part, scattered } from "./model-data.ts";

const ROWS = 5000;
const sklearn = "scikit-learn 1.2.1";
let labels: Labelled | undefined;
let numbers: Measured | undefined;
let scatter: Labelled | undefined;
const rounded = (value: number) => Number(value.toFixed(4));

/** Two classes by radial kernels. */
const svcCase: BenchCase = {
  name: "svc-5k-x-20",
  page: { peer: sklearn, seconds: 0.55, target: 1.2 },
  prepare() {
    labels = odds(2 * ROWS, 20, 100);
  },
  run() {
    const { X, y } = labels!;
    const model = new SVC({ C: 1, gamma: 0.05 }).fit(part(X, 0, ROWS), y.slice(0, ROWS));
    return () => ({
      accuracy: rounded(model.score(part(X, ROWS, 2 * ROWS), y.slice(ROWS))),
    });
  },
};

/** A number by radial kernels. */
const svrCase: BenchCase = {
  name: "svr-5k-x-20",
  page: { peer: sklearn, seconds: 0.96, target: 1.2 },
  prepare() {
    numbers = amounts(2 * ROWS, 20, 150);
  },
  run() {
    const { X, y } = numbers!;
    const model = new SVR({ C: 1, gamma: 0.05, epsilon: 0.1 });
    model.fit(part(X, 0, ROWS), y.slice(0, ROWS));
    return () => ({ r2: rounded(model.score(part(X, ROWS, 2 * ROWS), y.slice(ROWS))) });
  },
};

/** Rows that are unlike the others: fit and scores. */
const oneClassCase: BenchCase = {
  name: "one-class-svm-5k-x-10",
  page: { peer: sklearn, seconds: 0.13, target: 1.2 },
  prepare() {
    scatter = scattered(ROWS, 10);
  },
  run() {
    const { X, y } = scatter!;
    const scores = new OneClassSVM({ nu: 0.05, gamma: 0.1 }).fit(X).decisionFunction(X);
    return () => ({
      auc: rounded(
        rocAucScore(
          y,
          scores.map((score) => -score),
        ),
      ),
    });
  },
};

/** Support vector machines. */
export const vectorCases: readonly BenchCase[] = [svcCase, svrCase, oneClassCase];
