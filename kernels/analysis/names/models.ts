export { modelFromJson } from "../doors/model-from-json.ts";
export { Classifier, ProbabilisticClassifier } from "../models/classifier.ts";
export type { Features, Target } from "../models/data.ts";
export { Estimator, type FitOptions, SteppedEstimator } from "../models/estimator.ts";
export type { ModelJson } from "../models/json.ts";
export { Regressor } from "../models/regressor.ts";
export type { Label } from "../models/target.ts";
export { Transformer } from "../models/transformer.ts";
