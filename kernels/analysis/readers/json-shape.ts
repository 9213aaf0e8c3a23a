import { AnalysisError } from "../base/errors.ts";
import { count } from "../base/words.ts";
import { showValue } from "../columns/build.ts";
import { MAX_COLUMNS, uniqueNames } from "../columns/column-names.ts";

/** JSON as columns. */
export interface JsonColumns {
  readonly columns: readonly { readonly name: string; readonly values: readonly unknown[] }[];
  readonly length: number;
  readonly notes: readonly string[];
}

type Plain = Record<string, unknown>;

const MAX_CELLS = 200_000_000;

/**
 * Takes what is inside of an object: one of its own properties, or several names with dots between them.
 *
 * @throws HF_JSON_SHAPE
 */
export function atPath(value: unknown, path: string, file: string): unknown {
  if (isPlain(value) && Object.hasOwn(value, path)) return value[path];
  let inner = value;
  for (const name of path.split(".")) {
    if (!isObject(inner) || !Object.hasOwn(inner, name)) {
      const places = tablePaths(value);
      throw new AnalysisError("HF_JSON_SHAPE", {
        what: `the JSON has no property ${showValue(path)}`,
        file,
        got: describe(value),
        action: places.length > 0 ? `Pass ${offers(places)}.` : undefined,
      });
    }
    inner = (inner as Plain)[name];
  }
  return inner;
}

/**
 * Finds the columns of JSON: an array of objects, an object of equally long arrays, an array of arrays under a header, or the
 * `{columns, data, index}` of pandas.
 *
 * @throws HF_JSON_SHAPE saying where tables are inside of it, HF_READ_TOO_WIDE
 */
export function columnsOf(
  value: unknown,
  file: string,
  header: boolean | readonly string[] | undefined,
): JsonColumns {
  if (Array.isArray(value)) {
    if (value.every(isPlain)) return fromRows(value, file);
    if (value.length > 0 && value.every(Array.isArray) && header !== undefined)
      return fromLists(value, header, file);
    throw notATable(value, file);
  }
  if (!isPlain(value)) throw notATable(value, file);
  return fromSplit(value, file) ?? fromColumns(value) ?? fail(value, file);
}

function fail(value: Plain, file: string): never {
  throw notATable(value, file);
}

function fromRows(rows: readonly Plain[], file: string): JsonColumns {
  const names = new Set<string>();
  for (const row of rows) {
    for (const name of Object.keys(row)) names.add(name);
    if (names.size > MAX_COLUMNS || names.size * rows.length > MAX_CELLS)
      throw new AnalysisError("HF_READ_TOO_WIDE", {
        what: "the objects of the JSON have too many different names",
        file,
        got: `${names.size} names in ${rows.length} ${rows.length === 1 ? "object" : "objects"}`,
        expected: `at most ${MAX_COLUMNS} columns and ${MAX_CELLS} cells`,
        action:
          "Write one object with name and value for each of them, or read the file with JSON.parse.",
      });
  }
  const columns = [...names].map((name) => ({
    name,
    values: rows.map((row) => (Object.hasOwn(row, name) ? row[name] : null)),
  }));
  return { columns, length: rows.length, notes: [] };
}

function fromLists(
  rows: readonly (readonly unknown[])[],
  header: boolean | readonly string[],
  file: string,
): JsonColumns {
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0);
  if (width > MAX_COLUMNS)
    throw new AnalysisError("HF_READ_TOO_WIDE", {
      what: "the arrays of the JSON are too long",
      file,
      got: `${count(width, "column")}`,
      expected: `at most ${MAX_COLUMNS}`,
      action: "Write the file with rows and columns exchanged.",
    });
  const heads = header === true ? rows[0] : Array.isArray(header) ? header : [];
  const given = Array.from({ length: width }, (_, j) => {
    const head = heads[j];
    return head === undefined || head === null ? "" : String(head);
  });
  const { names, notes } = uniqueNames(
    header === false ? given.map((_, j) => `column_${j + 1}`) : given,
  );
  const data = header === true ? rows.slice(1) : rows;
  const columns = names.map((name, j) => ({ name, values: data.map((row) => row[j] ?? null) }));
  return { columns, length: data.length, notes };
}

/** The form that pandas calls "split". */
function fromSplit(value: Plain, file: string): JsonColumns | undefined {
  const { columns: heads, data, index } = value;
  if (!Array.isArray(heads) || !Array.isArray(data) || !data.every(Array.isArray)) return undefined;
  if (Object.keys(value).some((key) => !["columns", "data", "index", "name"].includes(key)))
    return undefined;
  const table = fromLists(data, heads.map(String), file);
  const counts = Array.isArray(index) && index.every((label, i) => label === i);
  const useIndex = Array.isArray(index) && index.length === data.length && !counts;
  const name = heads.includes("index") ? "index_" : "index";
  return {
    columns: useIndex ? [{ name, values: index }, ...table.columns] : table.columns,
    length: data.length,
    notes: [
      `The JSON has the keys columns and data, as pandas writes with orient "split"; it was read so${useIndex ? `, with its index as the column "${name}"` : ""}.`,
      ...table.notes,
    ],
  };
}

function fromColumns(value: Plain): JsonColumns | undefined {
  const entries = Object.entries(value);
  if (entries.length === 0 || !entries.every(([, values]) => Array.isArray(values)))
    return undefined;
  const lists = entries as [string, unknown[]][];
  const hold = lists.filter(([, values]) => values.length > 0 && values.every(isPlain));
  const length = lists[0][1].length;
  const equal = lists.every(([, values]) => values.length === length);
  // Tables beside each other, such as nodes and links, are no columns.
  if (hold.length === lists.length || (hold.length > 0 && !equal)) return undefined;
  if (!equal) return undefined;
  return { columns: lists.map(([name, values]) => ({ name, values })), length, notes: [] };
}

function notATable(value: unknown, file: string): AnalysisError {
  const rows = Array.isArray(value) ? value : undefined;
  const bad = rows?.findIndex((row) => !isPlain(row));
  const places = rows === undefined ? tablePaths(value) : [];
  return new AnalysisError("HF_JSON_SHAPE", {
    what: "the JSON is not a table",
    file,
    row: bad,
    got: rows === undefined ? describe(value) : describe(rows[bad!]),
    expected: "an array of objects, an object of equally long arrays, or one object per line",
    action: advice(value, rows, places),
  });
}

function advice(
  value: unknown,
  rows: readonly unknown[] | undefined,
  places: readonly TablePlace[],
): string {
  if (places.length > 0) return `Its rows are inside: pass ${offers(places)}.`;
  if (rows?.every(Array.isArray))
    return "Pass header: true when the first array holds the names of the columns, false when there are none, or the names themselves.";
  if (rows?.every((row) => !isObject(row)))
    return "Read it with JSON.parse and give the values a name: Table.from({ value: … }).";
  if (rows !== undefined)
    return "Leave out the items that are no objects, or read the file with JSON.parse.";
  if (isPlain(value)) {
    const lengths = Object.values(value).map((part) => (Array.isArray(part) ? part.length : -1));
    if (lengths.length > 0 && lengths.every((length) => length >= 0))
      return "Its arrays are of different lengths: give all of them as many values.";
    if (Object.values(value).length > 0 && Object.values(value).every(isPlain))
      return "It is an object of objects: read it with JSON.parse, then Table.from(Object.entries(data).map(([key, row]) => ({ key, ...row }))).";
  }
  return "When the rows are inside of an object, name its property with path.";
}

interface TablePlace {
  readonly path: string;
  readonly rows: number;
}

/** Where arrays of objects (or of arrays) are inside of an object, at most three names deep. */
function tablePaths(value: unknown, before = "", depth = 0): TablePlace[] {
  if (!isPlain(value) || depth > 2) return [];
  const found: TablePlace[] = [];
  for (const [name, inner] of Object.entries(value).slice(0, 1000)) {
    const path = before === "" ? name : `${before}.${name}`;
    if (Array.isArray(inner)) {
      const isTable = inner.length > 0 && (inner.every(isPlain) || inner.every(Array.isArray));
      if (isTable) found.push({ path, rows: inner.length });
    } else found.push(...tablePaths(inner, path, depth + 1));
    if (found.length > 5) break;
  }
  return found;
}

function offers(places: readonly TablePlace[]): string {
  return places
    .slice(0, 5)
    .map(({ path, rows }) => `path: ${showValue(path)} (${rows} ${rows === 1 ? "row" : "rows"})`)
    .join(" or ");
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function isPlain(value: unknown): value is Plain {
  return isObject(value) && !Array.isArray(value);
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (!isPlain(value)) return value === null ? "null" : `the ${typeof value} ${showValue(value)}`;
  const keys = Object.keys(value);
  if (keys.length === 0) return "an object without keys";
  return `an object with ${keys.slice(0, 5).join(", ").slice(0, 200)}${keys.length > 5 ? ", …" : ""}`;
}
