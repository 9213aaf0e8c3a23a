import { probe } from "./probe.ts";

type Row = Record<string, unknown>;

/** The first rows of a table of any library, and how many it has. */
export interface Rows {
  readonly rows: readonly Row[];
  readonly total: number;
}

/** The rows of what another library calls a table: data frames with `toRecords`, Arquero, Arrow; else undefined. */
export function rowsOf(value: object, limit: number): Rows | undefined {
  return polarsRows(value, limit) ?? arqueroRows(value, limit) ?? arrowRows(value, limit);
}

/** Deno's duck type, which nodejs-polars fits: `schema`, `head(n)` and `toRecords()`. */
function polarsRows(value: object, limit: number): Rows | undefined {
  const head = probe(value, "head");
  if (probe(value, "schema") === undefined || typeof head !== "function") return undefined;
  if (typeof probe(value, "toRecords") !== "function") return undefined;
  const rows: unknown = (head.call(value, limit) as { toRecords(): unknown }).toRecords();
  if (!Array.isArray(rows)) return undefined;
  const height = probe(value, "height");
  return { rows: rows as Row[], total: typeof height === "number" ? height : rows.length };
}

function arqueroRows(value: object, limit: number): Rows | undefined {
  const [count, objects] = [probe(value, "numRows"), probe(value, "objects")];
  if (typeof count !== "function" || typeof objects !== "function") return undefined;
  if (typeof probe(value, "columnNames") !== "function") return undefined;
  const rows: unknown = objects.call(value, { limit });
  const total: unknown = count.call(value);
  return Array.isArray(rows) && typeof total === "number"
    ? { rows: rows as Row[], total }
    : undefined;
}

/** apache-arrow and flechette: `numRows`, `schema.fields`, `getChild(name)` with `get(i)` or `at(i)`. */
function arrowRows(value: object, limit: number): Rows | undefined {
  const [total, schema, getChild] = ["numRows", "schema", "getChild"].map((key) =>
    probe(value, key),
  );
  if (typeof total !== "number" || typeof getChild !== "function") return undefined;
  const fields =
    typeof schema === "object" && schema !== null ? probe(schema, "fields") : undefined;
  if (!Array.isArray(fields)) return undefined;
  const columns = (fields as { name: string }[]).map(({ name }) => {
    const column = getChild.call(value, name) as Record<"get" | "at", unknown>;
    const read = (typeof column.get === "function" ? column.get : column.at) as (
      i: number,
    ) => unknown;
    return [name, (i: number): unknown => read.call(column, i)] as const;
  });
  const rows = Array.from({ length: Math.min(total, limit) }, (_, i) =>
    Object.fromEntries(columns.map(([name, at]) => [name, at(i)])),
  );
  return { rows, total };
}
