import * as rule from "../base/option-rules.ts";
import { modelOptions } from "../base/option-table.ts";
import { makeColumn } from "../columns/build.ts";
import type { Target } from "../models/data.ts";
import type { Label } from "../models/target.ts";
import { Table } from "../table/table.ts";
import { accuracyScore, type LabelMetricOptions } from "./confusion.ts";
import { meanScores, precisionRecallFscoreSupport } from "./precision-recall.ts";

/** Options of `classificationReport`. */
export interface ClassificationReportOptions extends LabelMetricOptions {
  /** Classes in the order of the rows; default all that occur, sorted. */
  readonly labels?: readonly Label[];
  /** What a score is whose denominator is 0: 0 (default) or 1. */
  readonly zeroDivision?: 0 | 1;
}

const classificationReportOptions = modelOptions<ClassificationReportOptions>(
  "classificationReport",
  {
    sampleWeight: rule.perRow,
    labels: rule.labels,
    zeroDivision: rule.by(0, rule.oneOf([0, 1])),
  },
  {
    bare: { list: "labels" },
    habits: {
      outputDict: "Leave it out: the report is a table.",
      targetNames: "Leave it out: the classes have their own names.",
    },
  },
);

/**
 * Precision, recall, F1 and support of each class as a table, with the rows "accuracy" (in the column f1), "macro avg" and "weighted avg".
 *
 * @returns columns label, precision, recall, f1, support
 * @throws HF_MODEL_SHAPE, HF_MODEL_MISSING_VALUE
 */
export function classificationReport(
  yTrue: Target,
  yPred: Target,
  options: ClassificationReportOptions = {},
): Table<{
  label: string;
  precision: number | null;
  recall: number | null;
  f1: number;
  support: number;
}> {
  const own = classificationReportOptions.read(options);
  const { zeroDivision = 0, sampleWeight } = own;
  const classes = precisionRecallFscoreSupport(yTrue, yPred, own);
  const macro = meanScores(classes, false, zeroDivision);
  const rows = [
    ...classes.map(({ label, ...scores }) => ({ label: String(label), ...scores })),
    {
      label: "accuracy",
      precision: null,
      recall: null,
      fScore: accuracyScore(yTrue, yPred, { sampleWeight }),
      support: macro.support,
    },
    { label: "macro avg", ...macro },
    { label: "weighted avg", ...meanScores(classes, true, zeroDivision) },
  ];
  const column = (name: string, key: keyof (typeof rows)[number]) =>
    makeColumn(
      name,
      rows.map((row) => row[key]),
    );
  return new Table({
    columns: [
      column("label", "label"),
      column("precision", "precision"),
      column("recall", "recall"),
      column("f1", "fScore"),
      column("support", "support"),
    ],
    length: rows.length,
  });
}
