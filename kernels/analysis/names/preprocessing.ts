export type { ColumnSelector } from "../compose/column-selector.ts";
export {
  type ColumnPart,
  ColumnTransformer,
  type ColumnTransformerOptions,
} from "../compose/column-transformer.ts";
export { Pipeline, type PipelineOptions, type PipelineStep } from "../compose/pipeline.ts";
export { PCA, type PCAOptions } from "../decomposition/pca.ts";
export type { CategoryFeatures, Cell } from "../preprocessing/cells.ts";
export type { Categories } from "../preprocessing/encoder.ts";
export { KNNImputer, type KNNImputerOptions } from "../preprocessing/knn-imputer.ts";
export { LabelEncoder } from "../preprocessing/label-encoder.ts";
export { MaxAbsScaler } from "../preprocessing/max-abs-scaler.ts";
export { MinMaxScaler, type MinMaxScalerOptions } from "../preprocessing/min-max-scaler.ts";
export { Normalizer, type NormalizerOptions } from "../preprocessing/normalizer.ts";
export { OneHotEncoder, type OneHotEncoderOptions } from "../preprocessing/one-hot-encoder.ts";
export { OrdinalEncoder, type OrdinalEncoderOptions } from "../preprocessing/ordinal-encoder.ts";
export {
  PolynomialFeatures,
  type PolynomialFeaturesOptions,
} from "../preprocessing/polynomial-features.ts";
export { RobustScaler, type RobustScalerOptions } from "../preprocessing/robust-scaler.ts";
export { SimpleImputer, type SimpleImputerOptions } from "../preprocessing/simple-imputer.ts";
export { StandardScaler, type StandardScalerOptions } from "../preprocessing/standard-scaler.ts";
