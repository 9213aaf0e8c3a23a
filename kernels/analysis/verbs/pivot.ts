import { asList } from "../base/arguments.ts";
import { AnalysisError } from "../base/errors.ts";
import * as rule from "../base/option-rules.ts";
import { callOptions } from "../base/option-table.ts";
import { type ColumnInput, makeColumn } from "../columns/build.ts";
import { Column } from "../columns/column.ts";
import { type Frame, findColumn, findColumns, frame } from "../columns/frame.ts";
import { gather } from "../columns/gather.ts";
import { aggregateColumn, Groups } from "./aggregate.ts";
import { type Aggregate, aggregateRule } from "./aggregate-rule.ts";
import { concat } from "./concat.ts";
import { groupRows } from "./group-by.ts";
import { checkNames } from "./select.ts";

/** Options of `pivot`. */
export interface PivotOptions {
  /** Columns whose values name the rows of the result. */
  readonly index: string | readonly string[];
  /** Column whose values name the new columns. */
  readonly columns: string;
  /** Column whose values fill the cells. */
  readonly values: string;
  /** What several values of one cell become; default "mean", as pandas' pivot_table. */
  readonly aggregate?: Aggregate;
}

const pivotOptions = callOptions<PivotOptions>(
  "pivot",
  {
    index: rule.names,
    columns: rule.text,
    values: rule.text,
    aggregate: rule.by("mean", aggregateRule),
  },
  {
    habits: {
      fillValue: "Fill what the pivot gives: .fillna({ value: 0 }).",
      valuesFill: "Fill what the pivot gives: .fillna({ value: 0 }).",
      margins: "Aggregate the table once more by groupBy for totals.",
      rows: ["index"],
      valuesFn: ["aggregate"],
    },
  },
);

/** @throws HF_OPTION for the first of the options that is not given */
function requireAll<O extends object>(
  what: string,
  own: O,
  needed: readonly (keyof O & string)[],
): O {
  for (const option of needed)
    if (own[option] === undefined)
      throw new AnalysisError("HF_OPTION", {
        what: `${what} needs the option "${option}"`,
        got: "nothing",
        expected: needed.join(", "),
        action: `Write ${what}({ ${needed.map((name) => `${name}: …`).join(", ")} }).`,
      });
  return own;
}

/**
 * Turns long rows into a wide table: one row per index, one column per value of `columns` in rising order (a missing one is named
 * "(missing)"); cells without rows are missing.
 *
 * @throws HF_TABLE_DUPLICATE_COLUMN when a new name meets an index name
 */
export function pivot(from: Frame, options: PivotOptions): Frame {
  const own = requireAll("pivot", pivotOptions.read(options), ["index", "columns", "values"]);
  const index = asList(own.index);
  const rows = groupRows(from, index);
  const names = groupRows(from, [own.columns]);
  const values = findColumn(from, own.values);
  const width = names.groups.count;
  const cells = new Int32Array(from.length);
  for (let i = 0; i < cells.length; i++)
    cells[i] = rows.groups.codes[i] * width + names.groups.codes[i];
  const used = new Uint8Array(rows.groups.count * width);
  for (const cell of cells) used[cell] = 1;
  const all = aggregateColumn(
    "",
    values,
    new Groups(cells, rows.groups.count * width),
    own.aggregate ?? "mean",
  );
  const wide = Array.from({ length: width }, (_, j) => {
    const label = names.keys.columns[0].at(j);
    const place = Int32Array.from({ length: rows.groups.count }, (_, i) => {
      const cell = i * width + j;
      return used[cell] === 1 ? cell : -1;
    });
    return gather(all, place).rename(labelText(label));
  });
  return frame(checkNames([...rows.keys.columns, ...wide]), rows.groups.count);
}

/** Shows a value as the name of a column: dates as ISO days or times, a missing value as "(missing)". */
export function labelText(value: unknown): string {
  if (value === null) return "(missing)";
  if (value instanceof Date) return value.toISOString().replace("T00:00:00.000Z", "");
  return String(value);
}

/** Options of `melt`. */
export interface MeltOptions {
  /** Columns that stay and are repeated. */
  readonly idVars: string | readonly string[];
  /** Columns that become rows; default all others. */
  readonly valueVars?: readonly string[];
  /** Name of the column of old names, default "variable". */
  readonly varName?: string;
  /** Name of the column of values, default "value". */
  readonly valueName?: string;
}

const meltOptions = callOptions<MeltOptions>(
  "melt",
  {
    idVars: rule.either(rule.text, rule.texts),
    valueVars: rule.names,
    varName: rule.by("variable", rule.text),
    valueName: rule.by("value", rule.text),
  },
  {
    bare: { text: "idVars", list: "idVars" },
    habits: { cols: ["valueVars"], columns: ["valueVars"], index: ["idVars"] },
  },
);

/** Turns wide columns into long rows, column after column (pandas' melt). The melted columns must have one type. */
export function melt(from: Frame, options: MeltOptions): Frame {
  const own = requireAll("melt", meltOptions.read(options), ["idVars"]);
  const ids = asList(own.idVars);
  const idColumns = findColumns(from, ids);
  const melted = own.valueVars
    ? findColumns(from, asList(own.valueVars))
    : from.columns.filter((column) => !ids.includes(column.name));
  const valueName = own.valueName ?? "value";
  const variable: ColumnInput = melted.flatMap((column) =>
    Array<string>(from.length).fill(column.name),
  );
  const again = Int32Array.from({ length: from.length * melted.length }, (_, i) => i % from.length);
  const values =
    melted.length > 0
      ? concat(melted.map((column) => frame([column.rename(valueName)]))).columns
      : [new Column({ name: valueName, type: "float64", length: 0, data: new Float64Array(0) })];
  return frame(
    checkNames([
      ...idColumns.map((column) => gather(column, again)),
      makeColumn(own.varName ?? "variable", variable, "category"),
      ...values,
    ]),
    again.length,
  );
}
