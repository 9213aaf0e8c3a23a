export type { BoostedTrees } from "../boosting/fitted.ts";
export {
  HistGradientBoostingClassifier,
  type HistGradientBoostingClassifierOptions,
} from "../boosting/hist-gradient-boosting-classifier.ts";
export {
  HistGradientBoostingRegressor,
  type HistGradientBoostingRegressorOptions,
} from "../boosting/hist-gradient-boosting-regressor.ts";
export { ExtraTreesClassifier, RandomForestClassifier } from "../forest/forest-classifier.ts";
export { ExtraTreesRegressor, RandomForestRegressor } from "../forest/forest-regressor.ts";
export type { ClassForestOptions, NumberForestOptions } from "../forest/options.ts";
export {
  DecisionTreeClassifier,
  type DecisionTreeClassifierOptions,
} from "../tree/decision-tree-classifier.ts";
export {
  DecisionTreeRegressor,
  type DecisionTreeRegressorOptions,
} from "../tree/decision-tree-regressor.ts";
export type { TreeNodes } from "../tree/nodes.ts";
export type { MaxFeatures } from "../tree/options.ts";
export type { ClassWeight } from "../tree/row-weights.ts";
