import { makeColumn } from "../columns/build.ts";
import type { Column } from "../columns/column.ts";
import { frame } from "../columns/frame.ts";
import { gather } from "../columns/gather.ts";
import { fromShared, type SharedTable, toShared } from "../columns/handover.ts";
import { cellText } from "../display/cell-text.ts";
import { Table } from "../table/table.ts";
import type { CleanStep } from "./options.ts";

/** What one step did to one column, or to whole rows. */
export interface CleanChange {
  /** Number of the change, from 1, in the order in which they were made. */
  readonly id: number;
  readonly step: CleanStep;
  /** Name of the column; undefined when whole rows were left out. */
  readonly column: string | undefined;
  /** What was done, in words. */
  readonly rule: string;
  /** Rows of the table that came in (from 0) whose cell was changed, or that were left out. */
  readonly rows: Int32Array;
  /** Values before and after, one per row; undefined when whole rows were left out. */
  readonly before?: Column;
  readonly after?: Column;
}

/** A change as plain data for a checkpoint. */
export interface SavedChange extends Omit<CleanChange, "before" | "after"> {
  readonly values?: SharedTable;
}

/** Takes a change apart for a checkpoint. */
export function saveChange({ before, after, ...change }: CleanChange): SavedChange {
  if (before === undefined || after === undefined) return change;
  return { ...change, values: toShared(frame([before.rename("before"), after.rename("after")])) };
}

/** Puts a change together again. */
export function restoreChange({ values, ...change }: SavedChange): CleanChange {
  if (values === undefined) return change;
  const [before, after] = fromShared(values).columns;
  return { ...change, before, after };
}

/** Records a change of cells: `rows` are rows of both columns, `origins` their numbers in the table that came in. */
export function cellChange(
  id: number,
  what: { step: CleanStep; rule: string },
  columns: { before: Column; after: Column },
  where: { rows: Int32Array; origins: Int32Array },
): CleanChange {
  return {
    id,
    ...what,
    column: columns.before.name,
    rows: where.rows.map((row) => where.origins[row]),
    before: gather(columns.before, where.rows),
    after: gather(columns.after, where.rows),
  };
}

/** Lists changes cell by cell: row, column, step, rule, before and after as text. Rows left out have one line without a column. */
export function changesTable(changes: readonly CleanChange[]): Table {
  const total = changes.reduce((sum, change) => sum + change.rows.length, 0);
  const id = new Int32Array(total);
  const row = new Int32Array(total);
  const columns: (string | null)[] = [];
  const steps: string[] = [];
  const rules: string[] = [];
  const before: (string | null)[] = [];
  const after: (string | null)[] = [];
  let at = 0;
  for (const change of changes)
    for (let i = 0; i < change.rows.length; i++) {
      id[at] = change.id;
      row[at++] = change.rows[i];
      columns.push(change.column ?? null);
      steps.push(change.step);
      rules.push(change.rule);
      before.push(textAt(change.before, i));
      after.push(textAt(change.after, i));
    }
  return new Table(
    frame([
      makeColumn("change", id),
      makeColumn("row", row),
      makeColumn("column", columns, "text"),
      makeColumn("step", steps, "category"),
      makeColumn("rule", rules, "text"),
      makeColumn("before", before, "text"),
      makeColumn("after", after, "text"),
    ]),
  );
}

function textAt(column: Column | undefined, i: number): string | null {
  if (column === undefined || column.isMissing(i)) return null;
  return cellText(column.at(i), column.type);
}
