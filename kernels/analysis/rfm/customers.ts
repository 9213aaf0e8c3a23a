import { AnalysisError } from "../base/errors.ts";
import { count } from "../base/words.ts";
import type { Column } from "../columns/column.ts";
import { type Frame, findColumn, findNumeric } from "../columns/frame.ts";
import { type Keys, keysOf } from "../columns/keys.ts";
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
  const known = new Uint8Array(orders.length);
  const sums = new Purchases(groups.count);
  const frequency = new Int32Array(groups.count);
  let latest = Number.NEGATIVE_INFINITY;
  let leftOut = 0;
  const { codes } = groups;
  const hasGaps = customer.missing > 0;
  const orderCodes = order?.codes;
  for (let row = 0; row < orders.length; row++) {
    const date = dates[row];
    const amount = amounts[row];
    const isLost =
      Number.isNaN(date) ||
      Number.isNaN(amount) ||
      (hasGaps && customer.isMissing(row)) ||
      (orderCodes !== undefined && orderCodes[row] < 0);
    if (isLost) {
      leftOut++;
      continue;
    }
    known[row] = 1;
    if (date > latest) latest = date;
    if (orderCodes === undefined) frequency[codes[row]]++;
    sums.add(codes[row], date, amount);
  }
  if (latest === Number.NEGATIVE_INFINITY)
    throw new AnalysisError("HF_TABLE_EMPTY", {
      what: "rfm needs a purchase with customer, date and amount",
      got: `${count(orders.length, "row")}, none of them complete`,
    });
  if (order !== undefined) countOrders(codes, order, frequency, known);
  const end = asOf ?? (Math.floor(latest / DAY) + 1) * DAY;
  const bought = Int32Array.from(frequency.keys()).filter(
    (who) => sums.last(who) !== Number.NEGATIVE_INFINITY,
  );
  return {
    table: new Table({ columns: keys.columns, length: groups.count }).take(bought).derive({
      recency: Int32Array.from(bought, (who) => Math.floor((end - sums.last(who)) / DAY)),
      frequency: Int32Array.from(bought, (who) => frequency[who]),
      monetary: Float64Array.from(bought, (who) => sums.amount(who)),
    }) as unknown as Table,
    asOf: end,
    leftOut,
  };
}

/** The last date and the sum of each customer; what one purchase changes lies together in memory. */
class Purchases {
  /** Per customer: last date, sum, what rounding lost of it, nothing. */
  readonly #data: Float64Array;

  constructor(count: number) {
    this.#data = new Float64Array(4 * count);
    for (let who = 0; who < count; who++) this.#data[4 * who] = Number.NEGATIVE_INFINITY;
  }

  /** Adds a purchase: Neumaier's compensated sum. */
  add(who: number, date: number, amount: number): void {
    const data = this.#data;
    const at = 4 * who;
    if (date > data[at]) data[at] = date;
    const before = data[at + 1];
    const sum = before + amount;
    data[at + 2] +=
      Math.abs(before) >= Math.abs(amount) ? before - sum + amount : amount - sum + before;
    data[at + 1] = sum;
  }

  last(who: number): number {
    return this.#data[4 * who];
  }

  amount(who: number): number {
    return this.#data[4 * who + 1] + this.#data[4 * who + 2];
  }
}

/** Counts the different orders of each customer: order by order, each pair once. */
function countOrders(
  customers: Int32Array,
  { codes: orders, count }: Keys,
  frequency: Int32Array,
  known: Uint8Array,
): void {
  const rows = isRising(orders) ? undefined : rowsByOrder(orders, count);
  const seenIn = new Int32Array(frequency.length).fill(-1);
  const end = rows?.length ?? orders.length;
  for (let i = 0; i < end; i++) {
    const row = rows === undefined ? i : rows[i];
    const who = customers[row];
    if (known[row] === 0 || seenIn[who] === orders[row]) continue;
    seenIn[who] = orders[row];
    frequency[who]++;
  }
}

/** Whether the rows of each order lie together, as they mostly do: codes are numbered by first appearance. */
function isRising(codes: Int32Array): boolean {
  let last = -1;
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row];
    if (code < 0) continue;
    if (code < last) return false;
    last = code;
  }
  return true;
}

/** The rows with an order, put together by order. */
function rowsByOrder(orders: Int32Array, count: number): Int32Array {
  const starts = new Int32Array(count + 1);
  for (let row = 0; row < orders.length; row++) if (orders[row] >= 0) starts[orders[row] + 1]++;
  for (let k = 0; k < count; k++) starts[k + 1] += starts[k];
  const rows = new Int32Array(starts[count]);
  const next = starts.slice(0, count);
  for (let row = 0; row < orders.length; row++)
    if (orders[row] >= 0) rows[next[orders[row]]++] = row;
  return rows;
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
