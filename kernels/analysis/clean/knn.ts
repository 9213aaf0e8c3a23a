import { requireTable } from "../base/arguments.ts";
import * as rule from "../base/option-rules.ts";
import { callOptions } from "../base/option-table.ts";
import { likeShared } from "../columns/buffers.ts";
import { Column } from "../columns/column.ts";
import { type Frame, findNumeric, frame } from "../columns/frame.ts";
import { mean } from "../stats/moments.ts";
import { Table } from "../table/table.ts";

/** Options of `knnImpute`. */
export interface KnnImputeOptions {
  /** Numeric columns that are filled, and between whose values distances are measured; default all float and integer columns. */
  readonly columns?: readonly string[];
  /** Neighbours, default 5. */
  readonly k?: number;
}

const knnImputeOptions = callOptions<KnnImputeOptions>(
  "knnImpute",
  { columns: rule.texts, k: rule.by(5, rule.integer(1)) },
  { bare: { number: "k", list: "columns" }, habits: { nNeighbors: ["k"], neighbors: ["k"] } },
);

/**
 * Fills missing numbers with the mean of the k nearest rows that have the value (scikit-learn's KNNImputer with uniform weights).
 *
 * Distance: nan-euclidean, √(p / present · Σ (x - y)²) over the columns that both rows have; columns are not scaled. Rows at equal
 * distance are taken from the top. A row that shares no column with any other gets the column's mean. Filled int32 columns become
 * float64.
 *
 * @throws HF_TABLE_UNKNOWN_COLUMN, HF_TABLE_COLUMN_TYPE
 */
export function knnImpute<Row extends object>(
  table: Table<Row>,
  options: KnnImputeOptions = {},
): Table<Row> {
  requireTable(table, "knnImpute");
  return new Table<Row>(imputeFrame(table, knnImputeOptions.read(options)));
}

/** Does the work of `knnImpute` on a frame. */
export function imputeFrame(from: Frame, options: KnnImputeOptions): Frame {
  const { k = 5 } = options;
  const names =
    options.columns ??
    from.columns
      .filter((c) => c.type === "float64" || c.type === "float32" || c.type === "int32")
      .map((c) => c.name);
  const data = names.map((name) => findNumeric(from, name, "knnImpute").numbers());
  const filled = data.map((values) => values.slice());
  for (let i = 0; i < from.length; i++) {
    const gaps = data.flatMap((values, j) => (Number.isNaN(values[i]) ? [j] : []));
    if (gaps.length === 0) continue;
    const distances = distancesTo(data, i, from.length);
    for (const j of gaps) filled[j][i] = neighbourMean(data[j], distances, k);
  }
  const byName = new Map(names.map((name, j) => [name, filled[j]]));
  return frame(
    from.columns.map((column) => {
      const values = byName.get(column.name);
      if (values === undefined || column.missing === 0) return column;
      const type = column.type === "int32" ? "float64" : column.type;
      const store = likeShared(type === "float32" ? column.data : values, column.length);
      store.set(values);
      const missing = values.some((x) => Number.isNaN(x));
      return new Column({
        name: column.name,
        type,
        length: column.length,
        data: store,
        valid: missing ? column.valid : undefined,
      });
    }),
    from.length,
  );
}

/** Squared nan-euclidean distances of every row to row i; NaN when no column is shared. */
function distancesTo(data: readonly Float64Array[], i: number, length: number): Float64Array {
  const total = new Float64Array(length);
  const shared = new Int32Array(length);
  for (const values of data) {
    const own = values[i];
    if (Number.isNaN(own)) continue;
    for (let r = 0; r < length; r++) {
      const d = values[r] - own;
      if (Number.isNaN(d)) continue;
      total[r] += d * d;
      shared[r]++;
    }
  }
  for (let r = 0; r < length; r++)
    total[r] = shared[r] === 0 ? Number.NaN : (total[r] * data.length) / shared[r];
  return total;
}

function neighbourMean(values: Float64Array, distances: Float64Array, k: number): number {
  const rows: number[] = [];
  let worst = Number.POSITIVE_INFINITY;
  for (let r = 0; r < values.length; r++) {
    const distance = distances[r];
    if (Number.isNaN(values[r]) || Number.isNaN(distance)) continue;
    if (rows.length === k && distance >= worst) continue;
    let place = rows.length;
    while (place > 0 && distances[rows[place - 1]] > distance) place--;
    rows.splice(place, 0, r);
    if (rows.length > k) rows.pop();
    if (rows.length === k) worst = distances[rows[k - 1]];
  }
  return mean(rows.length > 0 ? rows.map((r) => values[r]) : values);
}
