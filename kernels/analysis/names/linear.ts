export { GaussianNB, type GaussianNBOptions } from "../bayes/gaussian-nb.ts";
export { MultinomialNB, type MultinomialNBOptions } from "../bayes/multinomial-nb.ts";
export {
  ElasticNet,
  type ElasticNetOptions,
  Lasso,
  type LassoOptions,
} from "../linear/elastic-net.ts";
export type { InferenceOptions, LinearInference } from "../linear/inference.ts";
export { LinearRegression, type LinearRegressionOptions } from "../linear/linear-regression.ts";
export type { LogisticInference } from "../linear/logistic-inference.ts";
export {
  LogisticRegression,
  type LogisticRegressionOptions,
} from "../linear/logistic-regression.ts";
export { Ridge, type RidgeOptions } from "../linear/ridge.ts";
export type { KernelOptions } from "../svm/kernel.ts";
export { OneClassSVM, type OneClassSVMOptions } from "../svm/one-class-svm.ts";
export { SVC, type SVCOptions } from "../svm/svc.ts";
export { SVR, type SVROptions } from "../svm/svr.ts";
