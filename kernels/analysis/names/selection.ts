export {
  CalibratedClassifierCV,
  type CalibratedClassifierCVOptions,
} from "../model-selection/calibrated-classifier.ts";
export {
  type CrossValidateOptions,
  type CrossValidation,
  type CrossValidationOptions,
  crossValidate,
  crossValPredict,
  crossValScore,
} from "../model-selection/cross-validate.ts";
export {
  GridSearchCV,
  type GridSearchCVOptions,
  type ParamGrid,
} from "../model-selection/grid-search.ts";
export {
  type PermutationImportance,
  type PermutationImportanceOptions,
  permutationImportance,
} from "../model-selection/permutation-importance.ts";
export {
  type ParamDistribution,
  RandomizedSearchCV,
  type RandomizedSearchCVOptions,
} from "../model-selection/randomized-search.ts";
export type { ScoreName, Scorer, Scoring } from "../model-selection/scoring.ts";
export type { Candidate, SearchOptions, SearchResult } from "../model-selection/search.ts";
export {
  GroupKFold,
  KFold,
  type KFoldOptions,
  type Split,
  type Splitter,
  StratifiedKFold,
  TimeSeriesSplit,
  type TimeSeriesSplitOptions,
} from "../model-selection/split.ts";
export {
  type TrainTest,
  type TrainTestSplitOptions,
  trainTestSplit,
} from "../model-selection/train-test-split.ts";
