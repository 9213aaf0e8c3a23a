import { IsolationForest } from "../anomaly/isolation-forest.ts";
import { LocalOutlierFactor } from "../anomaly/local-outlier-factor.ts";
import { Mahalanobis } from "../anomaly/mahalanobis.ts";
import { GaussianNB } from "../bayes/gaussian-nb.ts";
import { MultinomialNB } from "../bayes/multinomial-nb.ts";
import { HistGradientBoostingClassifier } from "../boosting/hist-gradient-boosting-classifier.ts";
import { HistGradientBoostingRegressor } from "../boosting/hist-gradient-boosting-regressor.ts";
import { DBSCAN } from "../cluster/dbscan.ts";
import { KMeans } from "../cluster/k-means.ts";
import { ColumnTransformer } from "../compose/column-transformer.ts";
import { Pipeline } from "../compose/pipeline.ts";
import { PCA } from "../decomposition/pca.ts";
import { ExtraTreesClassifier, RandomForestClassifier } from "../forest/forest-classifier.ts";
import { ExtraTreesRegressor, RandomForestRegressor } from "../forest/forest-regressor.ts";
import { ElasticNet, Lasso } from "../linear/elastic-net.ts";
import { LinearRegression } from "../linear/linear-regression.ts";
import { LogisticRegression } from "../linear/logistic-regression.ts";
import { Ridge } from "../linear/ridge.ts";
import { CalibratedClassifierCV } from "../model-selection/calibrated-classifier.ts";
import { GridSearchCV } from "../model-selection/grid-search.ts";
import { RandomizedSearchCV } from "../model-selection/randomized-search.ts";
import { decodeModel } from "../models/json.ts";
import { knowModelClasses } from "../models/known-classes.ts";
import { KNeighborsClassifier } from "../neighbours/k-neighbors-classifier.ts";
import { KNeighborsRegressor } from "../neighbours/k-neighbors-regressor.ts";
import { KNNImputer } from "../preprocessing/knn-imputer.ts";
import { LabelEncoder } from "../preprocessing/label-encoder.ts";
import { MaxAbsScaler } from "../preprocessing/max-abs-scaler.ts";
import { MinMaxScaler } from "../preprocessing/min-max-scaler.ts";
import { Normalizer } from "../preprocessing/normalizer.ts";
import { OneHotEncoder } from "../preprocessing/one-hot-encoder.ts";
import { OrdinalEncoder } from "../preprocessing/ordinal-encoder.ts";
import { PolynomialFeatures } from "../preprocessing/polynomial-features.ts";
import { RobustScaler } from "../preprocessing/robust-scaler.ts";
import { SimpleImputer } from "../preprocessing/simple-imputer.ts";
import { StandardScaler } from "../preprocessing/standard-scaler.ts";
import { OneClassSVM } from "../svm/one-class-svm.ts";
import { SVC } from "../svm/svc.ts";
import { SVR } from "../svm/svr.ts";
import { DecisionTreeClassifier } from "../tree/decision-tree-classifier.ts";
import { DecisionTreeRegressor } from "../tree/decision-tree-regressor.ts";

/** Every class of estimators by its name: what `modelFromJson` can make, and what the contract suite runs over. */
export const estimatorClasses = {
  CalibratedClassifierCV,
  ColumnTransformer,
  DecisionTreeClassifier,
  DecisionTreeRegressor,
  DBSCAN,
  ElasticNet,
  ExtraTreesClassifier,
  ExtraTreesRegressor,
  HistGradientBoostingClassifier,
  HistGradientBoostingRegressor,
  GaussianNB,
  IsolationForest,
  GridSearchCV,
  KMeans,
  KNNImputer,
  KNeighborsClassifier,
  KNeighborsRegressor,
  LabelEncoder,
  Lasso,
  LinearRegression,
  LocalOutlierFactor,
  LogisticRegression,
  Mahalanobis,
  MaxAbsScaler,
  MinMaxScaler,
  MultinomialNB,
  Normalizer,
  OneClassSVM,
  OneHotEncoder,
  OrdinalEncoder,
  PCA,
  Pipeline,
  PolynomialFeatures,
  RandomForestClassifier,
  RandomForestRegressor,
  RandomizedSearchCV,
  Ridge,
  RobustScaler,
  SVC,
  SVR,
  SimpleImputer,
  StandardScaler,
};

knowModelClasses(estimatorClasses);

/**
 * Makes a model from what its `toJSON()` (or `JSON.stringify`) gave: same options, same learned values, identical predictions.
 *
 * @typeParam M the class of the model
 * @throws HF_MODEL_JSON when the value is not such a model, or of a class that does not exist
 * @example const model = modelFromJson<LogisticRegression>(JSON.stringify(fitted));
 */
export function modelFromJson<M = unknown>(json: unknown): M {
  return decodeModel(json, estimatorClasses) as M;
}
