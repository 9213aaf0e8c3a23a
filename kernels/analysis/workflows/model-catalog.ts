import type { AnyEstimator } from "../compose/any-estimator.ts";
import type { ModelClass } from "../models/json.ts";
import { knowModelClasses } from "../models/known-classes.ts";

/** Which kind of target is predicted. */
export type TrainKind = "classifiers" | "regressors";

/** One kind of model that a workflow tries. */
export interface Candidate {
  readonly name: string;
  /** In plain words. */
  readonly label: string;
  /** Loads its class, of which nothing is compiled before it is tried; gives what makes a model of a seed. */
  load(): Promise<(randomState: number) => AnyEstimator>;
}

const seeded = (randomState: number) => ({ randomState });

/** Classifiers, the quickest first. */
const classifiers: readonly Candidate[] = [
  candidate(
    { name: "naiveBayes", label: "Naive Bayes" },
    async () => (await import("../bayes/gaussian-nb.ts")).GaussianNB,
  ),
  candidate(
    { name: "logistic", label: "Logistic regression" },
    async () => (await import("../linear/logistic-regression.ts")).LogisticRegression,
  ),
  candidate(
    { name: "decisionTree", label: "Decision tree" },
    async () => (await import("../tree/decision-tree-classifier.ts")).DecisionTreeClassifier,
    seeded,
  ),
  candidate(
    { name: "kNeighbors", label: "k nearest neighbours" },
    async () => (await import("../neighbours/k-neighbors-classifier.ts")).KNeighborsClassifier,
  ),
  candidate(
    { name: "randomForest", label: "Random forest" },
    async () => (await import("../forest/forest-classifier.ts")).RandomForestClassifier,
    seeded,
  ),
  candidate(
    { name: "histGradientBoosting", label: "Gradient boosting" },
    async () =>
      (await import("../boosting/hist-gradient-boosting-classifier.ts"))
        .HistGradientBoostingClassifier,
    seeded,
  ),
  candidate(
    { name: "svm", label: "Support vector machine" },
    async () => (await import("../svm/svc.ts")).SVC,
  ),
];

/** Regressors, the quickest first. */
const regressors: readonly Candidate[] = [
  candidate(
    { name: "linear", label: "Linear regression" },
    async () => (await import("../linear/linear-regression.ts")).LinearRegression,
  ),
  candidate(
    { name: "ridge", label: "Ridge" },
    async () => (await import("../linear/ridge.ts")).Ridge,
  ),
  candidate(
    { name: "lasso", label: "Lasso" },
    async () => (await import("../linear/elastic-net.ts")).Lasso,
  ),
  candidate(
    { name: "elasticNet", label: "Elastic net" },
    async () => (await import("../linear/elastic-net.ts")).ElasticNet,
  ),
  candidate(
    { name: "decisionTree", label: "Decision tree" },
    async () => (await import("../tree/decision-tree-regressor.ts")).DecisionTreeRegressor,
    seeded,
  ),
  candidate(
    { name: "kNeighbors", label: "k nearest neighbours" },
    async () => (await import("../neighbours/k-neighbors-regressor.ts")).KNeighborsRegressor,
  ),
  candidate(
    { name: "randomForest", label: "Random forest" },
    async () => (await import("../forest/forest-regressor.ts")).RandomForestRegressor,
    seeded,
  ),
  candidate(
    { name: "histGradientBoosting", label: "Gradient boosting" },
    async () =>
      (await import("../boosting/hist-gradient-boosting-regressor.ts"))
        .HistGradientBoostingRegressor,
    seeded,
  ),
  candidate(
    { name: "svr", label: "Support vector machine" },
    async () => (await import("../svm/svr.ts")).SVR,
  ),
];

/** Every model by the kind of its target. */
export const catalog: Readonly<Record<TrainKind, readonly Candidate[]>> = {
  classifiers,
  regressors,
};

function candidate(
  about: Pick<Candidate, "name" | "label">,
  loadClass: () => Promise<ModelClass>,
  options: (randomState: number) => object = () => ({}),
): Candidate {
  return {
    ...about,
    async load() {
      const Class = await loadClass();
      knowModelClasses({ [Class.name]: Class });
      return (randomState) => new Class(options(randomState) as never) as AnyEstimator;
    },
  };
}
