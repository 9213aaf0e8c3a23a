import { isCellId, isExecutionId } from "../base/ids.ts";
import { describeValue, type Fault, isCount, isObject } from "../base/json.ts";
import { isTextChange } from "../base/text.ts";
import type { ClientOperation } from "./operations.ts";

type FieldCheck = readonly [test: (value: unknown) => boolean, expected: string];

const cellId: FieldCheck = [isCellId, "a cell id (1 to 64 of letters, digits, - and _)"];
const after: FieldCheck = [(v) => v === null || isCellId(v), "a cell id or null"];
const cellType: FieldCheck = [
  (v) => v === "code" || v === "markdown" || v === "raw",
  '"code", "markdown" or "raw"',
];
const text: FieldCheck = [
  (v) => typeof v === "string" && !v.includes("\r"),
  "a string with LF line ends",
];
const count: FieldCheck = [isCount, "an integer ≥ 0"];
const idList = (v: unknown): boolean =>
  Array.isArray(v) && v.length <= 100_000 && v.every(isCellId);
const cellIds: FieldCheck = [idList, "an array of cell ids"];
const optionalCellIds: FieldCheck = [
  (v) => v === undefined || idList(v),
  "an array of cell ids, or nothing",
];
const optionalExecIds: FieldCheck = [
  (v) => v === undefined || (Array.isArray(v) && v.length <= 100_000 && v.every(isExecutionId)),
  "an array of execution ids, or nothing",
];

const fields: { readonly [T in ClientOperation["type"]]: Readonly<Record<string, FieldCheck>> } = {
  insert: { cellId, after, cellType, source: text },
  delete: { cellId },
  restore: { cellId },
  move: { cellId, after },
  setSource: { cellId, revision: count, change: [isTextChange, "a text change"] },
  setType: { cellId, cellType },
  setMetadata: {
    cellId: [(v) => v === null || isCellId(v), "a cell id or null"],
    key: [(v) => typeof v === "string" && v !== "" && v !== "__proto__", "a key"],
  },
  run: {
    cellIds,
    sourceRevisions: [(v) => Array.isArray(v) && v.every(isCount), "an array of integers ≥ 0"],
    parameters: [(v) => v === undefined || isObject(v), "an object, or nothing"],
    priority: [
      (v) => v === undefined || v === "normal" || v === "high" || v === "urgent",
      '"normal", "high" or "urgent"',
    ],
    anew: [(v) => v === undefined || typeof v === "boolean", "true or false, or nothing"],
  },
  cancel: { cellIds: optionalCellIds, execIds: optionalExecIds },
  clear: { cellIds: optionalCellIds },
  restart: {
    force: [(v) => v === undefined || typeof v === "boolean", "true or false, or nothing"],
  },
  startOver: { cellId },
  restoreVariables: {},
  forgetVariables: {},
  save: {},
  resolveConflict: {
    choice: [(v) => v === "mine" || v === "theirs" || v === "copy", '"mine", "theirs" or "copy"'],
  },
};

/** Says what is wrong with an operation of a client, or undefined when it is one. Extra keys are refused. */
export function clientOperationFault(value: unknown): Fault | undefined {
  if (!isObject(value))
    return { what: "the operation", got: describeValue(value), expected: "an object" };
  const type = value.type;
  if (typeof type !== "string" || !Object.hasOwn(fields, type)) {
    return {
      what: "op.type",
      got: describeValue(type),
      expected: `one of ${Object.keys(fields).join(", ")}`,
    };
  }
  const checks = fields[type as ClientOperation["type"]];
  for (const [name, [test, expected]] of Object.entries(checks)) {
    if (!test(value[name]))
      return { what: `op.${name}`, got: describeValue(value[name]), expected };
  }
  const allowed = new Set([
    "type",
    ...Object.keys(checks),
    ...(type === "setMetadata" ? ["value"] : []),
  ]);
  const extra = Object.keys(value).find((key) => !allowed.has(key));
  if (extra !== undefined)
    return { what: `op.${extra}`, got: describeValue(value[extra]), expected: "no such key" };
  if (
    type === "run" &&
    (value.cellIds as unknown[]).length !== (value.sourceRevisions as unknown[]).length
  ) {
    return {
      what: "op.sourceRevisions",
      got: `${(value.sourceRevisions as unknown[]).length} revisions`,
      expected: `as many as cellIds: ${(value.cellIds as unknown[]).length}`,
    };
  }
  return undefined;
}
