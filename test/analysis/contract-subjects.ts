import { estimatorClasses } from "../../kernels/analysis/doors/model-from-json.ts";
import {
  CalibratedClassifierCV,
  Classifier,
  ColumnTransformer,
  type Features,
  GaussianNB,
  GridSearchCV,
  KMeans,
  KNeighborsClassifier,
  LinearRegression,
  LocalOutlierFactor,
  LogisticRegression,
  MinMaxScaler,
  OneHotEncoder,
  Pipeline,
  RandomizedSearchCV,
  Regressor,
  Ridge,
  StandardScaler,
  SVC,
  SVR,
  stream,
  Table,
  type Target,
} from "../../kernels/analysis/index.ts";

/** One estimator as the contract suite sees it. */
export interface Subject {
  readonly label: string;
  readonly name: string;
  readonly kind: "classifier" | "regressor" | "other";
  make(): { readonly name: string };
  readonly X: Features;
  readonly y: Target | undefined;
  /** Another data set of the same form. */
  readonly other: Features;
  readonly otherY: Target | undefined;
  /** Columns of X. */
  readonly width: number;
  /** Whether X is rows of numbers. */
  readonly numeric: boolean;
}

const ROWS = 66;
const WIDTH = 4;

/** Positive numbers in three groups, with labels a, b, c in turn and a target that follows the columns. */
function sample(seed: number) {
  const random = stream(seed, "contract");
  const labels = Array.from({ length: ROWS }, (_, i) => ["a", "b", "c"][i % 3]!);
  const rows = labels.map((label) =>
    Array.from({ length: WIDTH }, (_, j) => {
      const centre = label === "a" ? 2 : label === "b" ? 2 + j : 5 - j;
      return Math.abs(centre + random.normal() * 0.8);
    }),
  );
  const numbers = rows.map((row) => row[0]! - 2 * row[1]! + row[2]! ** 2 + random.normal() * 0.1);
  return { rows, labels, numbers };
}
const first = sample(1);
const second = sample(2);

const asTable = ({ rows, labels }: ReturnType<typeof sample>) =>
  Table.from({
    label: labels,
    size: rows.map((row) => row[0]!),
    width: rows.map((row) => row[1]!),
  });

/** Ways to make the classes that need something to be made of, or that have more than one way to learn. */
const makers: Record<string, Record<string, () => { name: string }>> = {
  ColumnTransformer: {
    "of a table": () =>
      new ColumnTransformer({
        transformers: [
          ["text", new OneHotEncoder(), "text"],
          ["size", new StandardScaler(), ["size"]],
        ],
        remainder: "passthrough",
      }),
  },
  LocalOutlierFactor: {
    "for new rows": () => new LocalOutlierFactor({ novelty: true }),
  },
  CalibratedClassifierCV: {
    "by a sigmoid": () => new CalibratedClassifierCV({ estimator: new GaussianNB(), cv: 3 }),
    "by steps": () =>
      new CalibratedClassifierCV({ estimator: new SVC(), method: "isotonic", cv: 3 }),
  },
  GridSearchCV: {
    "of a classifier": () =>
      new GridSearchCV({
        estimator: new KNeighborsClassifier(),
        paramGrid: { nNeighbors: [1, 3], weights: ["uniform", "distance"] },
        cv: 3,
      }),
    "of a pipeline": () =>
      new GridSearchCV({
        estimator: new Pipeline({
          steps: [
            ["scale", new StandardScaler()],
            ["ridge", new Ridge()],
          ],
        }),
        paramGrid: { ridge__alpha: [0.1, 10] },
        cv: 3,
        scoring: "negMeanSquaredError",
      }),
  },
  KMeans: {
    "": () => new KMeans({ nClusters: 3, nInit: 3 }),
    "from random rows": () => new KMeans({ nClusters: 3, nInit: 2, init: "random" }),
  },
  LinearRegression: {
    "": () => new LinearRegression(),
    "without intercept": () => new LinearRegression({ fitIntercept: false }),
  },
  LogisticRegression: {
    "": () => new LogisticRegression(),
    "by L-BFGS": () => new LogisticRegression({ solver: "lbfgs" }),
    "with absolute penalty": () => new LogisticRegression({ penalty: "l1", C: 0.5 }),
  },
  RandomizedSearchCV: {
    "of a regressor": () =>
      new RandomizedSearchCV({
        estimator: new Ridge(),
        paramDistributions: { alpha: { low: 0.01, high: 100, log: true } },
        nIter: 3,
        cv: 3,
      }),
  },
  Pipeline: {
    "with a classifier": () =>
      new Pipeline({
        steps: [
          ["scale", new StandardScaler()],
          ["model", new LogisticRegression({ solver: "lbfgs" })],
        ],
      }),
    "with a regressor": () =>
      new Pipeline({
        steps: [
          ["scale", new StandardScaler()],
          ["model", new SVR()],
        ],
      }),
    "of two scalers": () =>
      new Pipeline({
        steps: [
          ["one", new StandardScaler()],
          ["two", new MinMaxScaler()],
        ],
      }),
  },
};

function subject(name: string, label: string, make: () => { name: string }): Subject {
  const table =
    name === "ColumnTransformer" || name === "OneHotEncoder" || name === "OrdinalEncoder";
  const model = make();
  const inner = innermost(model);
  const kind =
    inner instanceof Classifier ? "classifier" : inner instanceof Regressor ? "regressor" : "other";
  const y = (data: typeof first) =>
    kind === "classifier" ? data.labels : kind === "regressor" ? data.numbers : undefined;
  return {
    label,
    name,
    kind,
    make,
    X: table
      ? asTable(first).select(
          ...(name === "ColumnTransformer"
            ? (["label", "size", "width"] as const)
            : (["label"] as const)),
        )
      : first.rows,
    y: y(first),
    other: table
      ? asTable(second).select(
          ...(name === "ColumnTransformer"
            ? (["label", "size", "width"] as const)
            : (["label"] as const)),
        )
      : second.rows,
    otherY: y(second),
    width: table ? (name === "ColumnTransformer" ? 3 : 1) : WIDTH,
    numeric: !table,
  };
}

/** The estimator whose target counts: the last one of a pipeline, the one that a search or a calibration tries. */
function innermost(model: object): object {
  const { params } = model as { params?: { steps?: [string, object][]; estimator?: object } };
  const inner = params?.steps?.at(-1)?.[1] ?? params?.estimator;
  return inner === undefined ? model : innermost(inner);
}

/** Every class of the list; with its defaults unless `makers` says otherwise. */
export const estimatorsUnderTest: Subject[] = Object.entries(estimatorClasses)
  .filter(([name]) => name !== "LabelEncoder")
  .flatMap(([name, Class]) => {
    const ways = makers[name] ?? { "": () => new (Class as new () => { name: string })() };
    return Object.entries(ways).map(([way, make]) => subject(name, `${name} ${way}`.trim(), make));
  });
