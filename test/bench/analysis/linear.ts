import {
  ElasticNet,
  GaussianNB,
  Lasso,
  LinearRegression,
  LogisticRegression,
  type Matrix,
  Ridge,
} from "../../../kernels/analysis/index.ts";
import type { BenchCase } from "./case.ts";
import { amounts, type Labelled, type Measured, odds } from "./model-data.ts";

const ROWS = 200_000;
const COLUMNS = 30;
const sklearn = "scikit-learn 1.2.1";
let numbers: Measured | undefined;
let labels: Labelled | undefined;
const rounded = (value: number) => Number(value.toFixed(5));

interface Regression {
  fit(X: Matrix, y: Float64Array): this;
  score(X: Matrix, y: Float64Array): number;
}

function regression(
  name: string,
  make: () => Regression,
  seconds: number,
  target: number,
): BenchCase {
  return {
    name,
    page: { peer: sklearn, seconds, target },
    prepare() {
      numbers = amounts(ROWS, COLUMNS, 150);
    },
    run() {
      const model = make().fit(numbers!.X, numbers!.y);
      return () => ({ r2: rounded(model.score(numbers!.X, numbers!.y)) });
    },
  };
}

const prepareLabels = () => {
  labels = odds(ROWS, COLUMNS, 110);
};

/** Two classes, ridge penalty. */
const logisticCase: BenchCase = {
  name: "logistic-200k-x-30",
  page: { peer: sklearn, seconds: 0.1, target: 1.2 },
  prepare: prepareLabels,
  run() {
    const model = new LogisticRegression().fit(labels!.X, labels!.y);
    return () => ({ accuracy: rounded(model.score(labels!.X, labels!.y)) });
  },
};

/** Fit and prediction. */
const naiveBayesCase: BenchCase = {
  name: "gaussian-nb-200k-x-30",
  page: { peer: sklearn, seconds: 0.18, target: 0.6 },
  prepare: prepareLabels,
  run() {
    const predicted = new GaussianNB().fit(labels!.X, labels!.y).predict(labels!.X);
    return () => {
      let right = 0;
      for (let i = 0; i < predicted.length; i++) if (predicted[i] === labels!.y[i]) right++;
      return { accuracy: rounded(right / predicted.length) };
    };
  },
};

/** Models that are sums of columns, and naive Bayes. */
export const linearCases: readonly BenchCase[] = [
  regression("linear-200k-x-30", () => new LinearRegression(), 0.31, 0.4),
  regression("ridge-200k-x-30", () => new Ridge({ alpha: 1 }), 0.035, 1.5),
  regression("lasso-200k-x-30", () => new Lasso({ alpha: 0.05 }), 0.062, 1),
  regression("elastic-net-200k-x-30", () => new ElasticNet({ alpha: 0.05, l1Ratio: 0.5 }), 0.07, 1),
  logisticCase,
  naiveBayesCase,
];
