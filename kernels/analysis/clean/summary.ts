import type { Frame } from "../columns/frame.ts";
import type { Table } from "../table/table.ts";
import type { CleanChange } from "./change.ts";
import type { CleanPlan } from "./options.ts";
import type { Quality } from "./quality.ts";
import type { ColumnOutliers } from "./step-outliers.ts";

/** What `clean` found and did. */
export interface CleanReport {
  readonly quality: { readonly before: Quality; readonly after: Quality };
  /** What was done, one entry per step and column; its ids are the undo list, see `undoClean`. */
  readonly changes: readonly CleanChange[];
  /** Lists the changes cell by cell as a table; made when it is asked for. */
  changesTable(): Table;
  /** Outliers of each column, also when they were only flagged. */
  readonly outliers: readonly ColumnOutliers[];
  /** For each row of the result its number (from 0) in the table that came in. */
  readonly origins: Int32Array;
  /** Columns that are nearly of another type, and dates whose order is a guess. */
  readonly notes: readonly string[];
  /** The options with every default filled in. */
  readonly plan: CleanPlan;
}

/** Tells in plain words what was cleaned. */
export function cleanSummary(
  input: Frame,
  output: Frame,
  quality: { before: Quality; after: Quality },
  found: {
    changes: readonly CleanChange[];
    outliers: readonly ColumnOutliers[];
    notes: readonly string[];
  },
): string {
  const lines = [
    `The quality score is ${quality.after.score.toFixed(1)} of 100, it was ${quality.before.score.toFixed(1)}.`,
    `${plural(input.length, "row")} came in, ${output.length} went out, with ${plural(output.columns.length, "column")}.`,
  ];
  for (const { column, rule, rows, step } of found.changes) {
    if (column === undefined) lines.push(`Left out ${plural(rows.length, "row")}: ${rule}.`);
    else if (step === "types")
      lines.push(`${column}: ${rule}; ${plural(rows.length, "cell")} had another form.`);
    else lines.push(`${column}: ${plural(rows.length, "cell")} changed, ${rule}.`);
  }
  const flagged = found.outliers.filter(({ rows }) => rows.length > 0);
  if (flagged.length > 0)
    lines.push(
      `Unusual values (${flagged[0].method}, ${flagged[0].threshold}): ${flagged
        .map(({ column, rows }) => `${rows.length} in ${column}`)
        .join(", ")}.`,
    );
  const gaps = output.columns.filter(({ missing }) => missing > 0);
  if (gaps.length > 0)
    lines.push(
      `Still missing: ${gaps.map(({ name, missing }) => `${missing} in ${name}`).join(", ")}.`,
    );
  if (found.changes.length === 0) lines.push("Nothing had to be changed.");
  return [...lines, ...found.notes].join("\n");
}

function plural(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? "" : "s"}`;
}
