import { AnalysisError } from "../errors.ts";
import type { Column } from "../table/column.ts";
import { type Frame, findColumn, findNumeric } from "../table/frame.ts";
import { keysOf } from "../table/keys.ts";
import { Table } from "../table/table.ts";
import { groupRows } from "../verbs/group-by.ts";

/** Milliseconds of a day. */
const DAY = 86_400_000;

/** Which columns say what. */
export interface RfmColumns {
  /** Who bought. */
  readonly customer: string;
  /** When; a date column. */
  readonly date: string;
  /** For how much: a numeric column, or quantity and price to multiply. */
  readonly amount: string | { readonly quantity: string; readonly price: string };
  /** Which rows are one order; default: every row is one. */
  readonly order?: string;
}

/** One row per customer in rising order: customer, recency, frequency, monetary. */
export interface Customers {
  readonly table: Table;
  readonly asOf: number;
  /** Rows that were left out because something was missing. */
  readonly leftOut: number;
}

/** Adds up the purchases of each customer. @throws HF_TABLE_UNKNOWN_COLUMN, HF_TABLE_COLUMN_TYPE, HF_TABLE_EMPTY */
export function customersOf(
  orders: Frame,
  columns: RfmColumns,
  asOf: number | undefined,
): Customers {
  const customer = findColumn(orders, columns.customer);
  const dates = dateColumn(orders, columns.date).numbers();
  const amounts = amountsOf(orders, columns.amount);
  const { keys, groups } = groupRows(orders, [columns.customer]);
  const order = columns.order === undefined ? undefined : keysOf(findColumn(orders, columns.order));
  const last = new Float64Array(groups.count).fill(Number.NEGATIVE_INFINITY);
  const frequency = new Int32Array(groups.count);
  const monetary = new Float64Array(groups.count);
  const lost = new Float64Array(groups.count);
  let latest = Number.NEGATIVE_INFINITY;
  let leftOut = 0;
  const isKnown = (row: number) =>
    !customer.isMissing(row) &&
    !Number.isNaN(dates[row]) &&
    !Number.isNaN(amounts[row]) &&
    (order === undefined || order.codes[row] >= 0);
  const { codes } = groups;
  for (let row = 0; row < orders.length; row++) {
    if (!isKnown(row)) {
      leftOut++;
      continue;
    }
    const who = codes[row];
    if (dates[row] > last[who]) last[who] = dates[row];
    if (dates[row] > latest) latest = dates[row];
    if (order === undefined) frequency[who]++;
    // Neumaier's compensated sum.
    const sum = monetary[who] + amounts[row];
    lost[who] +=
      Math.abs(monetary[who]) >= Math.abs(amounts[row])
        ? monetary[who] - sum + amounts[row]
        : amounts[row] - sum + monetary[who];
    monetary[who] = sum;
  }
  if (latest === Number.NEGATIVE_INFINITY)
    throw new AnalysisError("HF_TABLE_EMPTY", {
      what: "rfm needs a purchase with customer, date and amount",
      got: `${orders.length} rows, none of them complete`,
    });
  if (order !== undefined) countOrders(codes, order.codes, order.count, frequency, isKnown);
  const end = asOf ?? (Math.floor(latest / DAY) + 1) * DAY;
  const bought = Int32Array.from(last.keys()).filter(
    (who) => last[who] !== Number.NEGATIVE_INFINITY,
  );
  return {
    table: new Table({ columns: keys.columns, length: groups.count }).take(bought).derive({
      recency: Int32Array.from(bought, (who) => Math.floor((end - last[who]) / DAY)),
      frequency: Int32Array.from(bought, (who) => frequency[who]),
      monetary: Float64Array.from(bought, (who) => monetary[who] + lost[who]),
    }) as unknown as Table,
    asOf: end,
    leftOut,
  };
}

/** Counts the different orders of each customer: rows are put together by order first, then each pair is counted once. */
function countOrders(
  customers: Int32Array,
  orders: Int32Array,
  orderCount: number,
  frequency: Int32Array,
  isKnown: (row: number) => boolean,
): void {
  const starts = new Int32Array(orderCount + 1);
  for (let row = 0; row < orders.length; row++) if (orders[row] >= 0) starts[orders[row] + 1]++;
  for (let k = 0; k < orderCount; k++) starts[k + 1] += starts[k];
  const rows = new Int32Array(starts[orderCount]);
  const next = starts.slice(0, orderCount);
  for (let row = 0; row < orders.length; row++)
    if (orders[row] >= 0) rows[next[orders[row]]++] = row;
  const seenIn = new Int32Array(frequency.length).fill(-1);
  for (let k = 0; k < orderCount; k++)
    for (let i = starts[k]; i < starts[k + 1]; i++) {
      const row = rows[i];
      const who = customers[row];
      if (seenIn[who] === k || !isKnown(row)) continue;
      seenIn[who] = k;
      frequency[who]++;
    }
}

function dateColumn(orders: Frame, name: string): Column {
  const column = findColumn(orders, name);
  if (column.type === "date") return column;
  throw new AnalysisError("HF_TABLE_COLUMN_TYPE", {
    what: "rfm needs the date of each purchase",
    column: name,
    got: column.type,
    expected: "a date column",
    action: "Convert it with clean(), or read it with types: { … : 'date' }.",
  });
}

function amountsOf(orders: Frame, amount: RfmColumns["amount"]): Float64Array {
  if (typeof amount === "string") return findNumeric(orders, amount, "rfm").numbers();
  const quantity = findNumeric(orders, amount.quantity, "rfm").numbers();
  const price = findNumeric(orders, amount.price, "rfm").numbers();
  return quantity.map((value, row) => value * price[row]);
}
