import { AnalysisError } from "../base/errors.ts";
import type { Column, ColumnType } from "../columns/column.ts";
import { type Frame, findColumn, findNumeric, frame } from "../columns/frame.ts";
import { duplicateRows, rowsWithout } from "../verbs/duplicates.ts";
import { fillColumn } from "../verbs/fill.ts";
import { takeRows } from "../verbs/filter.ts";
import { type CleanChange, cellChange } from "./change.ts";
import { reportKinds } from "./kinds.ts";
import { imputeFrame } from "./knn.ts";
import { missingTest } from "./missing-words.ts";
import {
  type CleanPlan,
  type CleanStep,
  type FillRule,
  skipsColumn,
  skipsRows,
  styleOf,
} from "./options.ts";
import { clearMissingWords } from "./step-missing.ts";
import { type ColumnOutliers, findOutliers, treatOutliers } from "./step-outliers.ts";
import { repairText } from "./step-text.ts";
import { convertText } from "./step-types.ts";
import type { TextCase } from "./text-case.ts";

/** A table that is being cleaned. */
export interface Working {
  readonly frame: Frame;
  /** For each row its number in the table that came in. */
  readonly origins: Int32Array;
  readonly changes: readonly CleanChange[];
  readonly outliers: readonly ColumnOutliers[];
}

/** Does one step; gives back a new state and leaves the old one as it is. */
export function cleanStep(step: CleanStep, before: Working, plan: CleanPlan): Working {
  switch (step) {
    case "missing":
      return missingStep(before, plan);
    case "types":
      return typesStep(before, plan);
    case "text":
      return textStep(before, plan);
    case "duplicates":
      return duplicatesStep(before, plan);
    case "outliers":
      return outliersStep(before, plan);
    case "fill":
      return fillStep(before, plan);
    default: {
      const never: never = step;
      return never;
    }
  }
}

/** What a step does to one column. */
interface Edit {
  readonly column: Column;
  /** Rows of the column whose value was changed. */
  readonly rows: Int32Array;
  readonly rule: string;
}

function editColumns(
  before: Working,
  plan: CleanPlan,
  step: CleanStep,
  edit: (column: Column) => Edit | undefined,
): Working {
  const changes = [...before.changes];
  const columns = before.frame.columns.map((column) => {
    if (skipsColumn(plan, step, column.name)) return column;
    const done = edit(column);
    if (done === undefined || done.column === column) return column;
    const what = { step, rule: done.rule };
    const where = { rows: done.rows, origins: before.origins };
    changes.push(
      cellChange(changes.length + 1, what, { before: column, after: done.column }, where),
    );
    return done.column;
  });
  return { ...before, frame: frame(columns, before.frame.length), changes };
}

function dropRows(before: Working, gone: Int32Array, step: CleanStep, rule: string): Working {
  if (gone.length === 0) return before;
  const rows = rowsWithout(before.frame.length, gone);
  const change = {
    id: before.changes.length + 1,
    step,
    column: undefined,
    rule,
    rows: gone.map((row) => before.origins[row]),
  };
  return {
    frame: takeRows(before.frame, rows),
    origins: rows.map((row) => before.origins[row]),
    changes: [...before.changes, change],
    outliers: before.outliers,
  };
}

function missingStep(before: Working, plan: CleanPlan): Working {
  const isMissing = missingTest(plan.missingWords);
  return editColumns(before, plan, "missing", (column) =>
    column.isNumeric ? undefined : clearMissingWords(column, isMissing),
  );
}

function typesStep(before: Working, plan: CleanPlan): Working {
  if (plan.types === false) return before;
  const stated: Readonly<Record<string, ColumnType>> = plan.types === true ? {} : plan.types;
  for (const name of Object.keys(stated))
    refuseRetype(findColumn(before.frame, name), stated[name]);
  const isMissing = missingTest(plan.missingWords);
  const words = plan.missingWords.join("\u0000");
  return editColumns(before, plan, "types", (column) => {
    if (column.isNumeric || column.type === "category") return undefined;
    const report = reportKinds(column, isMissing, {
      words,
      dayFirst: plan.dayFirst,
      numbers: styleOf(plan, column.name),
    });
    return convertText(
      column,
      report,
      Object.hasOwn(stated, column.name) ? stated[column.name] : undefined,
    );
  });
}

function refuseRetype(column: Column, type: ColumnType): void {
  if (!column.isNumeric || column.type === type) return;
  throw new AnalysisError("HF_TABLE_COLUMN_TYPE", {
    what: "clean converts text columns only",
    column: column.name,
    got: column.type,
    expected: type,
    action: "Leave it out of types, or read the file with this type stated.",
  });
}

function textStep(before: Working, plan: CleanPlan): Working {
  const single = typeof plan.case === "string" ? plan.case : undefined;
  const each: Readonly<Record<string, TextCase>> = typeof plan.case === "string" ? {} : plan.case;
  for (const name of Object.keys(each)) findColumn(before.frame, name);
  return editColumns(before, plan, "text", (column) => {
    if (column.isNumeric) return undefined;
    const rule = single ?? (Object.hasOwn(each, column.name) ? each[column.name] : "unify");
    return repairText(column, { spaces: plan.spaces, case: rule });
  });
}

function duplicatesStep(before: Working, plan: CleanPlan): Working {
  if (plan.duplicates === "keep" || skipsRows(plan, "duplicates")) return before;
  const subset = plan.duplicatesOn;
  const emptied = emptiedRows(before);
  const gone = duplicateRows(before.frame, { subset }).filter(
    (row) => !emptied.has(before.origins[row]),
  );
  const where = subset === undefined ? "every cell" : subset.join(", ");
  return dropRows(before, gone, "duplicates", `rows that equal an earlier row in ${where}`);
}

/** Rows that lost a value to a forced type: what they equal now they did not equal before. */
function emptiedRows({ changes }: Working): Set<number> {
  const rows = new Set<number>();
  for (const { step, rows: changed, after } of changes) {
    if (step !== "types" || after === undefined || after.missing === 0) continue;
    changed.forEach((row, i) => {
      if (after.isMissing(i)) rows.add(row);
    });
  }
  return rows;
}

function outliersStep(before: Working, plan: CleanPlan): Working {
  const rule = plan.outliers;
  if (rule === false) return before;
  const columns =
    rule.columns?.map((name) => findNumeric(before.frame, name, "finding outliers")) ??
    before.frame.columns.filter((c) => c.isNumeric && c.type !== "bool" && c.type !== "date");
  const used = columns.filter((column) => !skipsColumn(plan, "outliers", column.name));
  const found = new Map(used.map((column) => [column, findOutliers(column, rule)]));
  const outliers = [...found].map(
    ([column, { lower, upper, rows }]): ColumnOutliers => ({
      column: column.name,
      method: rule.method,
      threshold: rule.threshold,
      lower,
      upper,
      rows: rows.map((row) => before.origins[row]),
    }),
  );
  const state = { ...before, outliers };
  const { action } = rule;
  if (action === "flag") return state;
  if (action === "drop") {
    if (skipsRows(plan, "outliers")) return state;
    const marks = new Uint8Array(before.frame.length);
    for (const { rows } of found.values()) for (const row of rows) marks[row] = 1;
    const gone = rowsWhere(marks.length, (row) => marks[row] === 1);
    return dropRows(
      state,
      gone,
      "outliers",
      `rows with outliers (${rule.method}, ${rule.threshold})`,
    );
  }
  return editColumns(state, plan, "outliers", (column) => {
    const own = found.get(column);
    if (own === undefined || own.rows.length === 0) return undefined;
    const limits = `${own.lower} … ${own.upper}`;
    return {
      column: treatOutliers(column, own, action),
      rows: own.rows,
      rule: `outliers (${rule.method}, ${rule.threshold}) ${action === "clip" ? "clipped to" : "outside of"} ${limits}${action === "missing" ? " made missing" : ""}`,
    };
  });
}

function fillStep(before: Working, plan: CleanPlan): Working {
  const rules = fillRules(before.frame, plan);
  const dropped = skipsRows(plan, "fill")
    ? []
    : [...rules].filter(([, rule]) => rule === "drop").map(([column]) => column);
  const gone = rowsWhere(before.frame.length, (i) => dropped.some((column) => column.isMissing(i)));
  const kept = dropRows(before, gone, "fill", "rows with missing values");
  const knn = [...rules].filter(([, rule]) => rule === "knn").map(([column]) => column.name);
  const imputed = knn.length > 0 ? imputeFrame(kept.frame, {}) : kept.frame;
  const byName = new Map([...rules].map(([column, rule]) => [column.name, rule]));
  return editColumns(kept, plan, "fill", (column) => {
    const rule = byName.get(column.name);
    if (rule === undefined || rule === "drop" || rule === "keep" || column.missing === 0)
      return undefined;
    const filled = rule === "knn" ? findColumn(imputed, column.name) : fillColumn(column, rule);
    const changed = rowsWhere(column.length, (i) => column.isMissing(i) && !filled.isMissing(i));
    return { column: filled, rows: changed, rule: `missing values filled (${ruleName(rule)})` };
  });
}

/** One rule for all columns leaves out those it does not fit; a rule for one column is taken at its word. */
function fillRules(from: Frame, plan: CleanPlan): Map<Column, FillRule> {
  const rules = new Map<Column, FillRule>();
  const { fill } = plan;
  if (typeof fill === "object" && !("value" in fill)) {
    for (const [name, rule] of Object.entries(fill as Readonly<Record<string, FillRule>>)) {
      const column = rule === "knn" ? findNumeric(from, name, "knn") : findColumn(from, name);
      if (!skipsColumn(plan, "fill", name)) rules.set(column, rule);
    }
    return rules;
  }
  const rule = fill as FillRule;
  for (const column of from.columns)
    if (!skipsColumn(plan, "fill", column.name) && fitsAll(rule, column)) rules.set(column, rule);
  return rules;
}

function fitsAll(rule: FillRule, column: Column): boolean {
  const number = column.isNumeric && column.type !== "bool";
  if (typeof rule === "object") {
    const kind = typeof rule.value;
    if (kind === "number") return number && column.type !== "date";
    return kind === "string"
      ? !column.isNumeric
      : kind === "boolean"
        ? column.type === "bool"
        : column.type === "date";
  }
  if (rule === "knn") return number && column.type !== "date";
  return rule === "mean" || rule === "median" || rule === "linear" ? number : true;
}

function ruleName(rule: FillRule): string {
  return typeof rule === "object" ? `with ${String(rule.value)}` : rule;
}

function rowsWhere(length: number, test: (i: number) => boolean): Int32Array {
  const rows = new Int32Array(length);
  let n = 0;
  for (let i = 0; i < length; i++) if (test(i)) rows[n++] = i;
  return rows.slice(0, n);
}
