import { wrongArgument } from "../base/arguments.ts";
import { AnalysisError } from "../base/errors.ts";
import type { Frame } from "../columns/frame.ts";
import { fromShared, type SharedTable, toShared } from "../columns/handover.ts";
import type { WorkflowResult } from "../report/result.ts";
import { plainRun } from "../run/plain-run.ts";
import type { Run } from "../run/run.ts";
import { Table } from "../table/table.ts";
import {
  type CleanChange,
  changesTable,
  restoreChange,
  type SavedChange,
  saveChange,
} from "./change.ts";
import { changesChart, qualityChart } from "./charts.ts";
import { reportKinds } from "./kinds.ts";
import { missingTest } from "./missing-words.ts";
import {
  type CleanOptions,
  type CleanPlan,
  type CleanSkip,
  cleanOptions,
  cleanSteps,
  completePlan,
  styleOf,
} from "./options.ts";
import { measureQuality } from "./quality.ts";
import type { ColumnOutliers } from "./step-outliers.ts";
import { cleanStep, type Working } from "./steps.ts";
import { type CleanReport, cleanSummary } from "./summary.ts";

/** What a checkpoint of `clean` saves; survives a structured clone. */
export interface CleanState {
  table?: SharedTable;
  origins?: Int32Array;
  changes?: SavedChange[];
  outliers?: ColumnOutliers[];
  startedAt?: number;
}

/** Cleans a table; `clean` of the barrel loads this on first use. */
export async function cleanTable(
  input: Frame,
  options: CleanOptions & { run?: Run<CleanState> },
): Promise<WorkflowResult<CleanReport>> {
  const { run = plainRun<CleanState>({ name: "clean" }), ...given } = cleanOptions.read(
    options,
  ) as CleanOptions & { run?: Run<CleanState> };
  const plan = completePlan(given);
  if (input.columns.length === 0)
    throw new AnalysisError("HF_TABLE_EMPTY", { what: "cannot clean a table without columns" });
  let working = run.first > 0 ? restore(run.state, input) : fresh(input);
  const startedAt = (run.first > 0 ? run.state.startedAt : undefined) ?? Date.now();
  for await (const step of run.steps(cleanSteps.length)) {
    working = cleanStep(cleanSteps[step], working, plan);
    run.state = save(working, startedAt);
    run.partial(new Table(working.frame), step + 1, cleanSteps.length);
  }
  return finish(input, working, { plan, startedAt, run });
}

function fresh(input: Frame): Working {
  const origins = new Int32Array(input.length);
  for (let i = 0; i < origins.length; i++) origins[i] = i;
  return { frame: input, origins, changes: [], outliers: [] };
}

function save(working: Working, startedAt: number): CleanState {
  return {
    table: toShared(working.frame),
    origins: working.origins,
    changes: working.changes.map(saveChange),
    outliers: [...working.outliers],
    startedAt,
  };
}

function restore(state: CleanState, input: Frame): Working {
  if (state.table === undefined || state.origins === undefined) return fresh(input);
  return {
    frame: fromShared(state.table),
    origins: state.origins,
    changes: (state.changes ?? []).map(restoreChange),
    outliers: state.outliers ?? [],
  };
}

function finish(
  input: Frame,
  working: Working,
  { plan, startedAt, run }: { plan: CleanPlan; startedAt: number; run: Run<CleanState> },
): WorkflowResult<CleanReport> {
  const quality = {
    before: measureQuality(input, plan),
    after: measureQuality(working.frame, plan),
  };
  const { changes, outliers, origins } = working;
  const notes = kindNotes(working.frame, plan);
  return {
    data: {
      quality,
      changes,
      changesTable: () => changesTable(changes),
      outliers,
      origins,
      notes,
      plan,
    },
    table: new Table(working.frame),
    charts: [qualityChart(quality.before, quality.after), changesChart(changes)],
    summary: cleanSummary(input, working.frame, quality, { changes, outliers, notes }),
    provenance: {
      workflow: "clean",
      seed: run.seed,
      parameters: { ...plan },
      input: { rows: input.length, columns: input.columns.length },
      startedAt,
      finishedAt: Date.now(),
      resumedAt: run.first,
    },
  };
}

/** Names text columns that are mostly something else, and the first value that stands in the way. */
function kindNotes(from: Frame, plan: CleanPlan): string[] {
  const isMissing = missingTest(plan.missingWords);
  const words = plan.missingWords.join("\u0000");
  return from.columns.flatMap((column) => {
    if (column.isNumeric) return [];
    const { dominant, fits, present, currencies } = reportKinds(column, isMissing, {
      words,
      dayFirst: plan.dayFirst,
      numbers: styleOf(plan, column.name),
    });
    if (dominant === "number" && currencies.size > 1 && fits.number === present) {
      const listed = [...currencies].map(([currency, count]) => `${count} in ${currency}`);
      return [
        `${column.name} stays text: its amounts are of different currencies (${listed.join(", ")}). Convert them first, or pass types: { ${JSON.stringify(column.name)}: "float64" } to drop the currencies.`,
      ];
    }
    if (dominant === "text" || fits[dominant] === present) return [];
    return [
      `${column.name} stays text: ${present - fits[dominant]} of ${present} values are no ${dominant}. Pass types: { ${JSON.stringify(column.name)}: … } to convert it and make these missing.`,
    ];
  });
}

/** Cleans again without some of the changes; `undoClean` of the barrel loads this on first use. */
export async function cleanWithout(
  input: Frame,
  result: WorkflowResult<CleanReport>,
  ids: readonly number[],
): Promise<WorkflowResult<CleanReport>> {
  const { plan, changes } = result.data;
  const skip: CleanSkip[] = ids.map((id) => {
    const change = changes.find((candidate) => candidate.id === id);
    if (change === undefined)
      throw wrongArgument("undoClean does not find a change", {
        got: `change ${id}`,
        expected:
          changes.length === 0 ? "no change, as none was made" : `one of 1 … ${changes.length}`,
        action: "Look at result.data.changesTable().",
      });
    return { step: change.step, column: change.column, rows: change.column === undefined };
  });
  return cleanTable(input, {
    ...plan,
    skip: [...plan.skip, ...skip, ...untouched(input, changes)],
  });
}

/** A column that stays text because its conversion is undone must not be repaired as text for the first time. */
function untouched(input: Frame, changes: readonly CleanChange[]): CleanSkip[] {
  const done = new Set(changes.map(({ step, column }) => `${step} ${column}`));
  return (["missing", "types", "text", "fill"] as const).flatMap((step) =>
    input.columns
      .filter(({ name }) => !done.has(`${step} ${name}`))
      .map(({ name }) => ({ step, column: name })),
  );
}
