import { tmpdir } from "node:os";
import { join } from "node:path";
import * as analysis from "../../kernels/analysis/index.ts";
import { makeWorkbook } from "./make-workbook.ts";

const { GaussianNB, plainRun, Ridge, Table } = analysis;

const count = 24;
const x = Array.from({ length: count }, (_, i) => (i * 7) % 11);
const z = Array.from({ length: count }, (_, i) => (i * 5) % 13);
const rows = x.map((value, i) => [value, z[i]!]);
const numbers = rows.map(([a, b]) => a! * 2 - b! + 0.5);
const classes = x.map((value) => (value > 5 ? "a" : "b"));
const bits = x.map((value) => (value > 5 ? 1 : 0));
const shares = x.map((value) => value / 11);
/** A table with a column of each kind. */
export const table = Table.from({
  x,
  z,
  c: classes,
  n: numbers,
  d: x.map((_, i) => new Date(Date.UTC(2024, 0, 1 + i))),
});
const other = Table.from({ c: ["a", "b"], label: ["first", "second"] });
const wide = Table.from({ id: [1, 2], a: [3, 4], b: [5, 6] });
const model = new Ridge().fit(rows, numbers);

/** A call that works: its arguments without the options, and the options that it cannot do without. */
export interface ValidCall {
  readonly args: readonly unknown[];
  readonly options?: object;
  /** What does not refuse: places of arguments that may be absent, or take anything. */
  readonly open?: readonly number[];
  /** Other kinds that the first argument can be, as the walk names them. */
  readonly also?: readonly string[];
}

const labels: ValidCall = { args: [classes, classes] };
const pair: ValidCall = { args: [numbers, numbers] };
const scored: ValidCall = { args: [bits, shares] };
const values: ValidCall = { args: [numbers] };
const clustered: ValidCall = { args: [rows, bits] };
const bytes = (text: string) => new TextEncoder().encode(text);

/** One working call of every function; the walk fails when one is not here. */
export const functionCalls: Readonly<Record<string, ValidCall>> = {
  compareTables: { args: [table, table] },
  knnImpute: { args: [table] },
  outlierFences: { args: [numbers, "iqr", 1.5] },
  outlierRows: { args: [Float64Array.from(numbers), { lower: 0, upper: 5 }] },
  profile: { args: [table] },
  clean: { args: [table] },
  undoClean: { args: [table, await analysis.clean(table), []] },
  classificationReport: labels,
  accuracyScore: labels,
  balancedAccuracyScore: labels,
  cohenKappaScore: labels,
  confusionMatrix: labels,
  matthewsCorrcoef: labels,
  averagePrecisionScore: scored,
  precisionRecallCurve: scored,
  rocCurve: scored,
  f1Score: { args: [bits, bits] },
  fbetaScore: { args: [bits, bits], options: { beta: 2 } },
  precisionRecallFscoreSupport: labels,
  precisionScore: { args: [bits, bits] },
  recallScore: { args: [bits, bits] },
  brierScoreLoss: scored,
  calibrationCurve: scored,
  logLoss: scored,
  rocAucScore: scored,
  explainedVarianceScore: pair,
  maxError: pair,
  meanAbsoluteError: pair,
  meanAbsolutePercentageError: pair,
  meanSquaredError: pair,
  medianAbsoluteError: pair,
  r2Score: pair,
  rootMeanSquaredError: pair,
  modelFromJson: { args: [JSON.stringify(model)] },
  adjustedRandScore: labels,
  calinskiHarabaszScore: clustered,
  daviesBouldinScore: clustered,
  normalizedMutualInfoScore: labels,
  silhouetteSamples: clustered,
  silhouetteScore: clustered,
  readCsv: { args: [bytes("a,b\n1,2\n")] },
  readExcel: { args: [makeWorkbook("<row r='1'><c r='A1'><v>1</v></c></row>")] },
  readJson: { args: [bytes('[{"a":1}]')] },
  readParquet: { args: [bytes("PAR1")] },
  writeCsv: { args: [table, join(tmpdir(), `holdfast-arguments-${process.pid}.csv`)] },
  resumeStream: { args: [analysis.stream(1, "x").state()] },
  rowBits: { args: [1, "x", 0, 2] },
  stream: { args: [1, "x", 0], open: [2] },
  plainRun: { args: [] },
  crossValidate: { args: [new Ridge(), rows, numbers], open: [2] },
  crossValPredict: { args: [new Ridge(), rows, numbers], open: [2] },
  crossValScore: { args: [new Ridge(), rows, numbers], open: [2] },
  permutationImportance: { args: [model, rows, numbers] },
  trainTestSplit: { args: [rows, numbers] },
  sum: values,
  isMissing: { args: [null], open: [0] },
  correlate: { args: [numbers, x, "pearson"] },
  correlation: { args: [table] },
  covariance: { args: [numbers, x, 1] },
  crosstab: { args: [table, "c", "x"] },
  betainc: { args: [1, 2, 0.5] },
  betaln: { args: [1, 2] },
  chdtrc: { args: [1, 2] },
  chdtri: { args: [1, 0.5] },
  fdtrc: { args: [1, 2, 3] },
  stdtr: { args: [1, 2] },
  erf: { args: [1] },
  erfc: { args: [1] },
  gammainc: { args: [1, 2] },
  gammaincc: { args: [1, 2] },
  gammaln: { args: [1] },
  ndtr: { args: [1] },
  ndtri: { args: [0.5] },
  kurtosis: values,
  mean: values,
  skewness: values,
  std: { args: [numbers, 1] },
  variance: { args: [numbers, 1] },
  median: values,
  quantile: { args: [numbers, 0.5] },
  quantiles: { args: [numbers, [0.5]] },
  rank: values,
  iqr: values,
  mad: { args: [numbers, 1] },
  mode: values,
  toMatrix: { args: [[table.column("x"), table.column("z")]] },
  rfm: { args: [table], options: { customer: "c", date: "d", amount: "x" } },
  cluster: { args: [table], options: { nClusters: 2 } },
  detectAnomalies: { args: [table] },
  trainClassifiers: { args: [table], options: { target: "c", models: ["naiveBayes"] } },
  trainRegressors: { args: [table], options: { target: "n", models: ["ridge"] } },
};

/** One working call of every method of tables, groups and columns that takes something. */
export const methodCalls: Readonly<Record<string, ValidCall & { readonly on: object }>> = {
  "Table.column": { on: table, args: ["x"] },
  "Table.row": { on: table, args: [0] },
  "Table.select": { on: table, args: ["x"] },
  "Table.drop": { on: table, args: ["x"] },
  "Table.rename": { on: table, args: [{ x: "y" }] },
  "Table.filter": { on: table, args: [(row: { x: number }) => row.x > 3] },
  "Table.derive": { on: table, args: [{ y: (row: { x: number }) => row.x }] },
  "Table.sort": { on: table, args: ["x"] },
  "Table.groupBy": { on: table, args: ["c"] },
  "Table.aggregate": { on: table, args: [{ n: "size" }] },
  "Table.join": { on: table, args: [other], options: { on: "c" } },
  "Table.pivot": { on: table, args: [], options: { index: "c", columns: "x", values: "n" } },
  "Table.melt": { on: wide, args: [], options: { idVars: "id" } },
  "Table.concat": { on: table, args: [table] },
  "Table.sample": { on: table, args: [3] },
  "Table.head": { on: table, args: [3] },
  "Table.tail": { on: table, args: [3] },
  "Table.slice": { on: table, args: [1, 3] },
  "Table.take": { on: table, args: [[1, 2]] },
  "Table.describe": { on: table, args: ["x"] },
  "Table.valueCounts": { on: table, args: ["c"] },
  "Table.nunique": { on: table, args: ["c"] },
  "Table.dropna": { on: table, args: [] },
  "Table.fillna": { on: table, args: [{ x: "mean" }], also: ["a number", "true"] },
  "Table.duplicateRows": { on: table, args: [] },
  "Table.dropDuplicates": { on: table, args: [] },
  "Table.matrix": { on: table, args: ["x"] },
  "GroupBy.aggregate": { on: table.groupBy("c"), args: [{ n: "size" }] },
};

/** Methods of these classes that take anything, or nothing that can be wrong. */
export const openMethods: readonly string[] = ["Table.has", "Table.toString"];

/** A valid option for each that an object of options needs. */
export const neededOptions: Readonly<Record<string, object>> = {
  CalibratedClassifierCV: { estimator: new GaussianNB(), cv: 2 },
  GridSearchCV: { estimator: new Ridge(), paramGrid: { alpha: [1] }, cv: 2 },
  RandomizedSearchCV: { estimator: new Ridge(), paramDistributions: { alpha: [1] }, cv: 2 },
  Pipeline: { steps: [["model", new Ridge()]] },
  ColumnTransformer: { transformers: [["all", "passthrough", [0]]] },
};

/** Features and a target for every class of models. */
export const features = { rows, numbers, classes, run: plainRun() };
