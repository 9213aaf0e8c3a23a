import type { Target } from "../models/data.ts";
import { type Label, readClasses } from "../models/target.ts";
import { barChart, cellChart, lineChart } from "../report/charts.ts";
import type { Provenance, WorkflowResult } from "../report/result.ts";
import type { VegaLiteSpec } from "../report/vega-lite.ts";
import { Table } from "../table/table.ts";
import type { Evaluation, Failure, Outcome, TrainingData } from "./evaluate.ts";
import type { Candidate, TrainKind } from "./model-catalog.ts";
import { classScores, confusionOf, numberScores, rocOf, type Scores } from "./scores.ts";
import { trainSummary } from "./train-summary.ts";
import { TrainedModel } from "./trained-model.ts";

/** One model of a training. */
export interface ModelReport {
  readonly name: string;
  readonly label: string;
  /** Scores on rows that the model had not seen. */
  readonly scores: Scores;
  /** The prediction of each row by a model that had not seen it. */
  readonly predictions: readonly Label[];
  /** Rows of each class (in rows) by the class they were given (in columns); classifiers only. */
  readonly confusion?: readonly (readonly number[])[];
  /** Two classes only. */
  readonly roc?: { readonly fpr: Float64Array; readonly tpr: Float64Array };
  /** Share of each column in what the model looks at, largest first; absent when it does not say. */
  readonly importances?: readonly { readonly name: string; readonly share: number }[];
  readonly seconds: number;
  /** Fitted on all rows. */
  readonly trained: TrainedModel;
}

/** What `trainClassifiers` and `trainRegressors` found. */
export interface TrainReport {
  /** The best first: by accuracy, or by R². */
  readonly models: readonly ModelReport[];
  readonly failures: readonly Failure[];
  /** The best model; absent when none could be trained. */
  readonly best?: ModelReport;
  /** Empty for numbers. */
  readonly classes: readonly Label[];
  /** Sentences about rows and columns that are left out. */
  readonly notes: readonly string[];
}

/** The result of so many models as are finished. */
export function trainResult(
  kind: TrainKind,
  outcomes: readonly Outcome[],
  about: {
    data: TrainingData;
    candidates: readonly Candidate[];
    notes: readonly string[];
    provenance: Provenance;
  },
): WorkflowResult<TrainReport> {
  const { data, candidates, notes, provenance } = about;
  const classes =
    kind === "classifiers" ? readClasses(data.target as unknown as Target, kind).classes : [];
  const main = kind === "classifiers" ? "accuracy" : "r2";
  const models = outcomes
    .filter((outcome): outcome is Evaluation => !("error" in outcome))
    .map((found) => modelReport(found, data, classes, candidates))
    .sort((a, b) => b.scores[main] - a.scores[main]);
  const failures = outcomes.filter((outcome): outcome is Failure => "error" in outcome);
  const report: TrainReport = { models, failures, best: models[0], classes, notes };
  return {
    data: report,
    table: scoreTable(report, candidates),
    charts: charts(report, main),
    summary: trainSummary(report, { main, rows: data.target.length, folds: data.splits.length }),
    provenance,
    ...(outcomes.length < candidates.length && {
      partial: { n: outcomes.length, of: candidates.length },
    }),
  };
}

function modelReport(
  found: Evaluation,
  data: TrainingData,
  classes: readonly Label[],
  candidates: readonly Candidate[],
): ModelReport {
  const trained = new TrainedModel(found);
  const isClassifier = classes.length > 0;
  return {
    name: found.name,
    label: candidates.find(({ name }) => name === found.name)?.label ?? found.name,
    scores: isClassifier ? classScores(found, data, classes) : numberScores(found, data),
    predictions: found.predictions,
    confusion: isClassifier ? confusionOf(found, data.target, classes) : undefined,
    roc: isClassifier ? rocOf(found, data.target, classes) : undefined,
    importances: trained.importances(),
    seconds: found.seconds,
    trained,
  };
}

function scoreTable({ models, failures }: TrainReport, candidates: readonly Candidate[]): Table {
  const names = [...new Set(models.flatMap(({ scores }) => Object.keys(scores)))];
  const columns: Record<string, unknown[]> = {
    model: [
      ...models.map(({ label }) => label),
      ...failures.map(({ name }) => candidates.find((one) => one.name === name)?.label ?? name),
    ],
  };
  const blank = failures.map(() => null);
  for (const name of names)
    columns[name] = [...models.map(({ scores }) => scores[name] ?? null), ...blank];
  columns.seconds = [...models.map(({ seconds }) => seconds), ...blank];
  if (failures.length > 0)
    columns.error = [...models.map(() => null), ...failures.map(({ error }) => error)];
  return Table.from(columns) as unknown as Table;
}

function charts({ models, best, classes }: TrainReport, main: string): VegaLiteSpec[] {
  if (best === undefined) return [];
  const title = main === "accuracy" ? "Share of rows predicted right" : "R² on rows not seen";
  const specs = [
    barChart(
      title,
      models.map(({ label, scores }) => ({ name: label, value: scores[main] })),
      main,
    ),
  ];
  const curves = models.flatMap(({ label, roc }) =>
    roc === undefined ? [] : Array.from(roc.fpr, (x, i) => ({ x, y: roc.tpr[i], line: label })),
  );
  if (curves.length > 0)
    specs.push(lineChart("ROC curves", curves, { x: "false alarms", y: "found" }));
  if (best.confusion !== undefined)
    specs.push(
      cellChart(
        `Confusion of the best model (${best.label})`,
        best.confusion.flatMap((row, i) =>
          row.map((count, j) => ({ row: String(classes[i]), column: String(classes[j]), count })),
        ),
        { row: "true", column: "predicted" },
      ),
    );
  const telling = models.find(({ importances }) => importances !== undefined);
  if (telling !== undefined)
    specs.push(
      barChart(
        `What matters most (${telling.label})`,
        telling.importances!.slice(0, 15).map(({ name, share }) => ({ name, value: share })),
        "share",
      ),
    );
  return specs;
}
