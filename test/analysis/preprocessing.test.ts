import { describe, expect, test } from "vitest";
import {
  type AnalysisError,
  ColumnTransformer,
  KNNImputer,
  knnImpute,
  LogisticRegression,
  MaxAbsScaler,
  MinMaxScaler,
  Normalizer,
  OneHotEncoder,
  OrdinalEncoder,
  Pipeline,
  PolynomialFeatures,
  RobustScaler,
  SimpleImputer,
  StandardScaler,
  Table,
} from "../../kernels/analysis/index.ts";
import { failure } from "./fixtures.ts";
import { near, rowsOf } from "./reference-cases.ts";

const code = async (work: () => unknown) => ((await failure(work)) as AnalysisError).code;
const NaNs = Number.NaN;

describe("scalers", () => {
  test("StandardScaler divides by the population deviation, skips gaps, leaves constants", () => {
    const X = [
      [0, 5, 1],
      [0, 5, NaNs],
      [1, 5, 3],
      [1, 5, 5],
    ];
    const scaler = new StandardScaler().fit(X);
    near(scaler.mean_, [0.5, 5, 3], { abs: 1e-15 });
    near(scaler.var_, [0.25, 0, 8 / 3], { abs: 1e-15 });
    near(scaler.scale_, [0.5, 1, Math.sqrt(8 / 3)], { abs: 1e-15 });
    const Z = scaler.transform(X);
    expect(Z.data[5]).toBeNaN();
    near(rowsOf(Z)[3]!.slice(0, 2), [1, 0], { abs: 1e-15 });
    near(rowsOf(scaler.inverseTransform(Z))[3], [1, 5, 5], { abs: 1e-14 });
    const weighted = new StandardScaler().fit([[0], [1]], undefined, { sampleWeight: [3, 1] });
    near(weighted.mean_, [0.25], { abs: 1e-15 });
    expect(new StandardScaler({ withMean: false }).fitTransform([[1], [3]]).data[1]).toBe(3);
  });

  test("StandardScaler takes a column far from zero for constant when rounding is all that varies", () => {
    const X = Array.from({ length: 1000 }, () => [0.1]);
    expect([...new StandardScaler().fit(X).scale_!]).toEqual([1]);
  });

  test("MinMaxScaler reaches from the lowest to the highest value", () => {
    const X = [
      [-1, 2],
      [-0.5, 6],
      [0, 10],
      [1, 18],
    ];
    const scaler = new MinMaxScaler().fit(X);
    near(
      rowsOf(scaler.transform(X)),
      [
        [0, 0],
        [0.25, 0.25],
        [0.5, 0.5],
        [1, 1],
      ],
      { abs: 1e-15 },
    );
    near(rowsOf(scaler.transform([[2, 2]])), [[1.5, 0]], { abs: 1e-15 });
    const clipped = new MinMaxScaler({ clip: true, featureRange: [-1, 1] }).fit(X);
    near(rowsOf(clipped.transform([[2, 2]])), [[1, -1]], { abs: 1e-15 });
    near(rowsOf(clipped.inverseTransform(clipped.transform(X))), X, { abs: 1e-14 });
  });

  test("RobustScaler, MaxAbsScaler, Normalizer and PolynomialFeatures agree with scikit-learn's examples", () => {
    const X = [
      [1, -2, 2],
      [-2, 1, 3],
      [4, 1, -2],
    ];
    near(
      rowsOf(new RobustScaler().fitTransform(X)),
      [
        [0, -2, 0],
        [-1, 0, 0.4],
        [1, 0, -1.6],
      ],
      { abs: 1e-15 },
    );
    near(
      rowsOf(
        new MaxAbsScaler().fitTransform([
          [1, -1, 2],
          [2, 0, 0],
          [0, 1, -1],
        ]),
      ),
      [
        [0.5, -1, 1],
        [1, 0, 0],
        [0, 1, -0.5],
      ],
      { abs: 1e-15 },
    );
    near(
      rowsOf(
        new Normalizer().fitTransform([
          [4, 1, 2, 2],
          [0, 0, 0, 0],
        ]),
      ),
      [
        [0.8, 0.2, 0.4, 0.4],
        [0, 0, 0, 0],
      ],
      { abs: 1e-15 },
    );
    near(rowsOf(new Normalizer({ norm: "l1" }).fitTransform([[1, -3]])), [[0.25, -0.75]], {
      abs: 1e-15,
    });
    const poly = new PolynomialFeatures().fit([
      [0, 1],
      [2, 3],
    ]);
    expect(rowsOf(poly.transform([[2, 3]]))).toEqual([[1, 2, 3, 4, 6, 9]]);
    expect(poly.getFeatureNamesOut()).toEqual(["1", "x0", "x1", "x0^2", "x0 x1", "x1^2"]);
    const pairs = new PolynomialFeatures({ interactionOnly: true, includeBias: false });
    expect(rowsOf(pairs.fitTransform([[2, 3, 5]]))).toEqual([[2, 3, 5, 6, 10, 15]]);
  });

  test("refuse options that cannot be", async () => {
    const X = [[1], [2]];
    expect(await code(() => new MinMaxScaler({ featureRange: [1, 0] }).fit(X))).toBe(
      "HF_MODEL_OPTION",
    );
    expect(await code(() => new RobustScaler({ quantileRange: [80, 20] }).fit(X))).toBe(
      "HF_MODEL_OPTION",
    );
    expect(await code(() => new Normalizer({ norm: "l3" as "l2" }).fit(X))).toBe("HF_MODEL_OPTION");
    expect(
      await code(() => new StandardScaler().fit(X, undefined, { sampleWeight: [1, -1] })),
    ).toBe("HF_MODEL_OPTION");
    expect(await code(() => new StandardScaler().fit(X, undefined, { sampleWeight: [0, 0] }))).toBe(
      "HF_MODEL_SHAPE",
    );
  });
});

describe("imputers", () => {
  const X = [
    [7, 2, 3, NaNs],
    [4, NaNs, 6, NaNs],
    [10, 5, 9, NaNs],
    [4, 8, NaNs, NaNs],
  ];
  test("SimpleImputer fills, and leaves out a column without values", () => {
    const model = new SimpleImputer().fit(X);
    near(model.statistics_!.subarray(0, 3), [6.25, 5, 6], { abs: 1e-15 });
    expect(rowsOf(model.transform(X))[1]).toEqual([4, 5, 6]);
    expect(model.getFeatureNamesOut()).toEqual(["x0", "x1", "x2"]);
    const constant = new SimpleImputer({ strategy: "constant", fillValue: -1 });
    expect(rowsOf(constant.fitTransform(X))[1]).toEqual([4, -1, 6, -1]);
    expect([
      ...new SimpleImputer({ strategy: "mostFrequent" }).fit(X).statistics_!.subarray(0, 3),
    ]).toEqual([4, 2, 3]);
    expect([
      ...new SimpleImputer({ strategy: "median" }).fit(X).statistics_!.subarray(0, 2),
    ]).toEqual([5.5, 5]);
    const marked = new SimpleImputer({ addIndicator: true }).fit(X);
    expect(rowsOf(marked.transform(X))[1]).toEqual([4, 5, 6, 1, 0, 1]);
  });
  test("KNNImputer agrees with scikit-learn's example and with knnImpute", () => {
    const rows = [
      [1, 2, NaNs],
      [3, 4, 3],
      [NaNs, 6, 5],
      [8, 8, 7],
    ];
    const model = new KNNImputer({ nNeighbors: 2 });
    expect(rowsOf(model.fitTransform(rows))).toEqual([
      [1, 2, 4],
      [3, 4, 3],
      [5.5, 6, 5],
      [8, 8, 7],
    ]);
    const table = Table.from({ a: [1, 3, null, 8], b: [2, 4, 6, 8], c: [null, 3, 5, 7] });
    const filled = knnImpute(table, { k: 2 });
    near(model.fitTransform(table).data, filled.matrix("a", "b", "c").data, { abs: 0 });
    const near1 = new KNNImputer({ nNeighbors: 2, weights: "distance" }).fitTransform([
      [0, 0],
      [1, NaNs],
      [1, 5],
      [3, 9],
    ]);
    expect(near1.data[3]).toBe(5);
  });
});

describe("encoders", () => {
  const table = Table.from({ city: ["Rome", "Oslo", null, "Rome"], size: ["S", "L", "S", "M"] });
  test("OneHotEncoder makes a column per category, a missing value is one of them", () => {
    const model = new OneHotEncoder().fit(table);
    expect(model.getFeatureNamesOut()).toEqual([
      "city_Oslo",
      "city_Rome",
      "city_missing",
      "size_L",
      "size_M",
      "size_S",
    ]);
    const Z = model.transform(table);
    expect(rowsOf(Z)[2]).toEqual([0, 0, 1, 0, 0, 1]);
    expect(model.inverseTransform(Z)).toEqual([
      ["Rome", "S"],
      ["Oslo", "L"],
      [null, "S"],
      ["Rome", "M"],
    ]);
  });
  test("OneHotEncoder drops and ignores as told", async () => {
    const size = table.select("size");
    const first = new OneHotEncoder({ drop: "first" }).fit(size);
    expect(rowsOf(first.transform(size))[1]).toEqual([0, 0]);
    expect(first.inverseTransform(first.transform(size))[1]).toEqual(["L"]);
    const binary = new OneHotEncoder({ drop: "ifBinary" }).fit([
      ["a", 1],
      ["b", 2],
      ["a", 3],
    ]);
    expect(binary.getFeatureNamesOut()).toEqual(["x0_b", "x1_1", "x1_2", "x1_3"]);
    const other = Table.from({ size: ["XL"] });
    expect(await code(() => first.transform(other))).toBe("HF_MODEL_UNKNOWN_CATEGORY");
    const ignoring = new OneHotEncoder({ handleUnknown: "ignore" }).fit(size);
    expect(rowsOf(ignoring.transform(other))).toEqual([[0, 0, 0]]);
    const stated = new OneHotEncoder({ categories: [["S", "M", "L"]] }).fit(size);
    expect(rowsOf(stated.transform(size))[0]).toEqual([1, 0, 0]);
    expect(await code(() => new OneHotEncoder({ categories: [["S"]] }).fit(size))).toBe(
      "HF_MODEL_UNKNOWN_CATEGORY",
    );
  });
  test("OrdinalEncoder numbers categories in their order, a missing value stays missing", () => {
    const model = new OrdinalEncoder({
      categories: [
        ["Oslo", "Rome"],
        ["S", "M", "L"],
      ],
    }).fit(table);
    expect(rowsOf(model.transform(table))).toEqual([
      [1, 0],
      [0, 2],
      [NaNs, 0],
      [1, 1],
    ]);
    expect(model.inverseTransform(model.transform(table))[2]).toEqual([null, "S"]);
    const lenient = new OrdinalEncoder({ handleUnknown: "useEncodedValue", unknownValue: 99 });
    lenient.fit(table);
    expect(rowsOf(lenient.transform(Table.from({ city: ["Bern"], size: ["S"] })))).toEqual([
      [99, 2],
    ]);
  });
});

describe("ColumnTransformer and Pipeline", () => {
  const people = Table.from({
    age: [20, 30, 40, 50, 60, 70],
    city: ["Rome", "Oslo", "Rome", "Oslo", "Rome", "Oslo"],
    member: [true, false, true, false, true, true],
  });
  const y = ["no", "no", "no", "yes", "yes", "yes"];

  test("take columns by kind, name and index, and name the columns out", () => {
    const columns = new ColumnTransformer({
      transformers: [
        ["text", new OneHotEncoder(), "text"],
        ["scaled", new StandardScaler(), ["age"]],
        ["none", "drop", [2]],
      ],
    });
    expect(columns.fit(people).getFeatureNamesOut()).toEqual([
      "text__city_Oslo",
      "text__city_Rome",
      "scaled__age",
    ]);
    const plain = new ColumnTransformer({
      transformers: [["text", new OneHotEncoder({ drop: "first" }), ["city"]]],
      remainder: "passthrough",
      verboseFeatureNamesOut: false,
    });
    const Z = plain.fitTransform(people);
    expect(Z.names).toEqual(["city_Rome", "age", "member"]);
    expect(rowsOf(Z)[0]).toEqual([1, 20, 1]);
    const reordered = people.select("member", "city", "age");
    expect(rowsOf(plain.transform(reordered))).toEqual(rowsOf(Z));
  });

  test("the columns of a matrix are taken by index", () => {
    const model = new ColumnTransformer({
      transformers: [["first", new MinMaxScaler(), [0]]],
      remainder: "passthrough",
    });
    expect(
      rowsOf(
        model.fitTransform([
          [1, 9],
          [3, 8],
        ]),
      ),
    ).toEqual([
      [0, 9],
      [1, 8],
    ]);
  });

  test("name a column that is not there, a part without transform, and names that repeat", async () => {
    const make = (transformers: unknown) =>
      new ColumnTransformer({ transformers: transformers as never });
    expect(await code(() => make([["a", new StandardScaler(), ["agee"]]]).fit(people))).toBe(
      "HF_TABLE_UNKNOWN_COLUMN",
    );
    expect(await code(() => make([["a", new LogisticRegression(), ["age"]]]).fit(people, y))).toBe(
      "HF_MODEL_ABILITY",
    );
    expect(await code(() => make([]).fit(people))).toBe("HF_MODEL_OPTION");
    const twice = [
      ["a", new StandardScaler()],
      ["a", new StandardScaler()],
    ];
    expect(await code(() => new Pipeline({ steps: twice as never }).fit([[1]], [1]))).toBe(
      "HF_MODEL_OPTION",
    );
    expect(await code(() => new Pipeline({ steps: [] as never }).fit([[1]], [1]))).toBe(
      "HF_MODEL_OPTION",
    );
  });

  test("a pipeline predicts from the table as it comes, and leaves its estimators as they were", () => {
    const scaler = new StandardScaler();
    const model = new Pipeline({
      steps: [
        [
          "columns",
          new ColumnTransformer({
            transformers: [
              ["num", scaler, "numeric"],
              ["cat", new OneHotEncoder(), "text"],
            ],
          }),
        ],
        ["model", new LogisticRegression()],
      ],
    }).fit(people, y);
    expect(model.predict(people)).toEqual(y);
    expect(model.classes_).toEqual(["no", "yes"]);
    expect(model.score(people, y)).toBe(1);
    expect(scaler.isFitted).toBe(false);
    expect(
      model.withParams({ columns__num__withStd: false }).params.steps[0][1].params,
    ).toMatchObject({
      transformers: [["num", { params: { withStd: false } }, "numeric"], expect.anything()],
    });
  });
});
