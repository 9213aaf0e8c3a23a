import { requireTable, said, wrongArgument } from "../base/arguments.ts";
import { AnalysisError } from "../base/errors.ts";
import * as rule from "../base/option-rules.ts";
import { callOptions } from "../base/option-table.ts";
import type { Column } from "../columns/column.ts";
import { type Frame, findColumn, frame } from "../columns/frame.ts";
import { gather } from "../columns/gather.ts";
import { combinedKeys } from "../columns/keys.ts";
import { concat } from "./concat.ts";
import { takeRows } from "./filter.ts";
import { checkNames } from "./select.ts";

/** Options of `join`. */
export interface JoinOptions {
  /** Key columns with the same name on both sides, or pairs left name → right name. */
  readonly on?: string | readonly string[] | Readonly<Record<string, string>>;
  /**
   * Which rows stay, default "inner". "semi" and "anti" keep left rows with or without a partner and add no columns; "cross" pairs every
   * row with every other and takes no `on`.
   */
  readonly how?: "inner" | "left" | "right" | "outer" | "semi" | "anti" | "cross";
  /** Added to the name of a right column that the left side has too; default "_right". */
  readonly suffix?: string;
}

const joinOptions = callOptions<JoinOptions>(
  "join",
  {
    on: rule.either(
      rule.names,
      rule.object("an object { left: right } of names", (on) => {
        const names = Object.values(on);
        return (
          !Array.isArray(on) && names.length > 0 && names.every((name) => typeof name === "string")
        );
      }),
    ),
    how: rule.by(
      "inner",
      rule.oneOf(["inner", "left", "right", "outer", "semi", "anti", "cross"], {
        full: "outer",
        fullouter: "outer",
        fulljoin: "outer",
        leftouter: "left",
        leftjoin: "left",
        rightouter: "right",
        rightjoin: "right",
        innerjoin: "inner",
        leftsemi: "semi",
        leftanti: "anti",
        cartesian: "cross",
        product: "cross",
      }),
    ),
    suffix: rule.by("_right", rule.text),
  },
  {
    bare: { text: "on", list: "on" },
    habits: {
      indicator: 'Leave it out: how: "anti" keeps the rows without a partner.',
      validate: "Leave it out: compare the lengths of both tables.",
    },
  },
);

/**
 * Joins two tables on equal keys. Every pair of partners gives a row, in the order of the left table, then of the right one; rows
 * of the right table without a partner come last ("right", "outer"). A missing key has no partner (as in SQL, unlike pandas).
 *
 * @throws HF_TABLE_COLUMN_TYPE when key columns have types that cannot be equal
 */
export function join(left: Frame, right: Frame, options: JoinOptions): Frame {
  requireTable(left, "join");
  requireTable(right, "join");
  const { on, how = "inner", suffix = "_right" } = joinOptions.read(options);
  if (how === "cross" && on !== undefined)
    throw wrongArgument('join with how: "cross" pairs all rows and takes no keys', {
      got: said(on),
      expected: "no option on",
      action: 'Leave on out, or write how: "inner".',
    });
  const pairs = how === "cross" ? [] : keyPairs(on);
  const { leftRows, rightRows } =
    how === "cross" ? crossed(left.length, right.length) : match(left, right, pairs, how);
  if (how === "semi" || how === "anti") return takeRows(left, leftRows);
  const rightKeys = new Set(pairs.map(([, name]) => name));
  const leftNames = new Set(left.columns.map((column) => column.name));
  const columns = left.columns.map((column) => {
    const pair = pairs.find(([name]) => name === column.name);
    const taken = gather(column, leftRows);
    return pair === undefined || how === "inner" || how === "left" || how === "cross"
      ? taken
      : fillFrom(taken, leftRows, gather(findColumn(right, pair[1]), rightRows));
  });
  for (const column of right.columns) {
    if (rightKeys.has(column.name)) continue;
    const name = leftNames.has(column.name) ? column.name + suffix : column.name;
    columns.push(gather(column, rightRows).rename(name));
  }
  return frame(checkNames(columns), leftRows.length);
}

function keyPairs(on: JoinOptions["on"]): [string, string][] {
  if (typeof on === "string") return [[on, on]];
  if (on === undefined)
    throw wrongArgument("join needs the names of the key columns", {
      got: "no option on",
      expected: "a name, a list of names, or { left: right }",
      action: 'Write join(other, { on: "id" }), or { how: "cross" } for every pair of rows.',
    });
  return Array.isArray(on)
    ? (on as readonly string[]).map((name): [string, string] => [name, name])
    : Object.entries(on as Readonly<Record<string, string>>);
}

const MOST_ROWS = 2 ** 31 - 1;

function crossed(left: number, right: number): { leftRows: Int32Array; rightRows: Int32Array } {
  const length = left * right;
  if (length > MOST_ROWS)
    throw wrongArgument('join with how: "cross" would have too many rows', {
      got: `${left} x ${right} rows`,
      expected: `at most ${MOST_ROWS}`,
      action: "Filter the tables first, or join by keys.",
    });
  return {
    leftRows: Int32Array.from({ length }, (_, i) => Math.floor(i / right)),
    rightRows: Int32Array.from({ length }, (_, i) => i % right),
  };
}

function match(
  left: Frame,
  right: Frame,
  pairs: readonly [string, string][],
  how: JoinOptions["how"],
): { leftRows: Int32Array; rightRows: Int32Array } {
  const leftKeys = pairs.map(([name]) => findColumn(left, name));
  const rightKeys = pairs.map(([, name]) => findColumn(right, name));
  const both = leftKeys.map((column, k) => stacked(column, rightKeys[k]));
  const { codes, count } = combinedKeys(both, left.length + right.length);
  const next = partners(codes, count, left.length, right.length, rightKeys);
  const leftRows: number[] = [];
  const rightRows: number[] = [];
  const used = new Uint8Array(right.length);
  for (let i = 0; i < left.length; i++) {
    const missing = leftKeys.some((column) => column.isMissing(i));
    let j = missing ? -1 : next.first[codes[i]];
    if (how === "semi" || how === "anti") {
      if (j >= 0 === (how === "semi")) leftRows.push(i);
      continue;
    }
    if (j < 0 && (how === "left" || how === "outer")) {
      leftRows.push(i);
      rightRows.push(-1);
    }
    for (; j >= 0; j = next.after[j]) {
      leftRows.push(i);
      rightRows.push(j);
      used[j] = 1;
    }
  }
  if (how === "right" || how === "outer")
    for (let j = 0; j < right.length; j++) {
      if (used[j] === 1) continue;
      leftRows.push(-1);
      rightRows.push(j);
    }
  return { leftRows: Int32Array.from(leftRows), rightRows: Int32Array.from(rightRows) };
}

/** For each key the first right row that has it, and for each right row the next one with the same key. */
function partners(
  codes: Int32Array,
  count: number,
  offset: number,
  length: number,
  keys: readonly Column[],
): { first: Int32Array; after: Int32Array } {
  const first = new Int32Array(count).fill(-1);
  const after = new Int32Array(length).fill(-1);
  for (let j = length - 1; j >= 0; j--) {
    if (keys.some((column) => column.isMissing(j))) continue;
    const code = codes[offset + j];
    after[j] = first[code];
    first[code] = j;
  }
  return { first, after };
}

function stacked(left: Column, right: Column): Column {
  const kind = (column: Column) => (column.isNumeric ? column.type.replace(/\d+$/, "") : "text");
  const number = (name: string) => name === "float" || name === "int";
  const [a, b] = [kind(left), kind(right)];
  if (a !== b && !(number(a) && number(b)))
    throw new AnalysisError("HF_TABLE_COLUMN_TYPE", {
      what: `cannot join a ${left.type} column with a ${right.type} column`,
      column: left.name,
      got: `${right.type} ("${right.name}")`,
      expected: left.type,
      action: "Convert one of the two key columns first.",
    });
  const same = left.type === right.type;
  const asKey = (column: Column, name: string) => {
    if (same) return column.rename(name);
    return column.isNumeric ? asDouble(column, name) : asTextType(column, name);
  };
  return concat([frame([asKey(left, "key")]), frame([asKey(right, "key")])]).columns[0];
}

function asDouble(column: Column, name: string): Column {
  const Type = column.constructor as typeof Column;
  return new Type({ ...column.parts(), name, type: "float64", data: column.numbers() });
}

function asTextType(column: Column, name: string): Column {
  const Type = column.constructor as typeof Column;
  return new Type({ ...column.parts(), name, type: "text" });
}

/** Fills the key of rows that only the right side has. */
function fillFrom(column: Column, leftRows: Int32Array, right: Column): Column {
  if (!leftRows.includes(-1)) return column;
  const both = concat([
    frame([column]),
    frame([(column.type === right.type ? right : asDouble(right, "")).rename(column.name)]),
  ]).columns[0];
  const rows = new Int32Array(leftRows.length);
  for (let i = 0; i < rows.length; i++) rows[i] = leftRows[i] < 0 ? leftRows.length + i : i;
  return gather(both, rows);
}
