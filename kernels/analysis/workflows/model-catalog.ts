import { GaussianNB } from "../bayes/gaussian-nb.ts";
import { HistGradientBoostingClassifier } from "../boosting/hist-gradient-boosting-classifier.ts";
import { HistGradientBoostingRegressor } from "../boosting/hist-gradient-boosting-regressor.ts";
import type { AnyEstimator } from "../compose/any-estimator.ts";
import { RandomForestClassifier } from "../forest/forest-classifier.ts";
import { RandomForestRegressor } from "../forest/forest-regressor.ts";
import { ElasticNet, Lasso } from "../linear/elastic-net.ts";
import { LinearRegression } from "../linear/linear-regression.ts";
import { LogisticRegression } from "../linear/logistic-regression.ts";
import { Ridge } from "../linear/ridge.ts";
import { KNeighborsClassifier } from "../neighbours/k-neighbors-classifier.ts";
import { KNeighborsRegressor } from "../neighbours/k-neighbors-regressor.ts";
import { SVC } from "../svm/svc.ts";
import { SVR } from "../svm/svr.ts";
import { DecisionTreeClassifier } from "../tree/decision-tree-classifier.ts";
import { DecisionTreeRegressor } from "../tree/decision-tree-regressor.ts";

/** Which kind of target is predicted. */
export type TrainKind = "classifiers" | "regressors";

/** One kind of model that a workflow tries. */
export interface Candidate {
  readonly name: string;
  /** In plain words. */
  readonly label: string;
  /** About how long it takes, relative to the others. */
  readonly weight: number;
  make(randomState: number): AnyEstimator;
}

/** Classifiers, the quickest first. */
const classifiers: readonly Candidate[] = [
  candidate("naiveBayes", "Naive Bayes", 1, () => new GaussianNB()),
  candidate("logistic", "Logistic regression", 2, () => new LogisticRegression()),
  candidate(
    "decisionTree",
    "Decision tree",
    2,
    (randomState) => new DecisionTreeClassifier({ randomState }),
  ),
  candidate("kNeighbors", "k nearest neighbours", 3, () => new KNeighborsClassifier()),
  candidate(
    "randomForest",
    "Random forest",
    10,
    (randomState) => new RandomForestClassifier({ randomState }),
  ),
  candidate(
    "histGradientBoosting",
    "Gradient boosting",
    8,
    (randomState) => new HistGradientBoostingClassifier({ randomState }),
  ),
  candidate("svm", "Support vector machine", 10, () => new SVC()),
];

/** Regressors, the quickest first. */
const regressors: readonly Candidate[] = [
  candidate("linear", "Linear regression", 1, () => new LinearRegression()),
  candidate("ridge", "Ridge", 1, () => new Ridge()),
  candidate("lasso", "Lasso", 1, () => new Lasso()),
  candidate("elasticNet", "Elastic net", 1, () => new ElasticNet()),
  candidate(
    "decisionTree",
    "Decision tree",
    2,
    (randomState) => new DecisionTreeRegressor({ randomState }),
  ),
  candidate("kNeighbors", "k nearest neighbours", 3, () => new KNeighborsRegressor()),
  candidate(
    "randomForest",
    "Random forest",
    12,
    (randomState) => new RandomForestRegressor({ randomState }),
  ),
  candidate(
    "histGradientBoosting",
    "Gradient boosting",
    8,
    (randomState) => new HistGradientBoostingRegressor({ randomState }),
  ),
  candidate("svr", "Support vector machine", 10, () => new SVR()),
];

/** Every model by the kind of its target. */
export const catalog: Readonly<Record<TrainKind, readonly Candidate[]>> = {
  classifiers,
  regressors,
};

function candidate<E>(
  name: string,
  label: string,
  weight: number,
  make: (randomState: number) => E,
): Candidate {
  return { name, label, weight, make: make as unknown as Candidate["make"] };
}
