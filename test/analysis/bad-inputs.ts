import * as analysis from "../../kernels/analysis/index.ts";

const { Table } = analysis;

/** Values that a person may pass by mistake, with a name for the report. */
export const badValues: readonly [string, unknown][] = [
  ["nothing", undefined],
  ["null", null],
  ["NaN", Number.NaN],
  ["an empty list", []],
  ["a ragged matrix", [[1], [1, 2]]],
  ["a list of numbers", [1, 2, 3]],
  ["a list with gaps", [1, null, undefined]],
  ["a matrix of text", [["a"], ["b"], ["c"], ["a"], ["b"], ["c"]]],
  ["a list of objects", [{ a: 1 }, { b: "x" }]],
  ["a list of lists of lists", [[[1]], [[2]]]],
  ["an object", { a: 1 }],
  ["an empty object", {}],
  ["text", "no such folder/text"],
  ["empty text", ""],
  ["true", true],
  ["-1", -1],
  ["1.5", 1.5],
  ["a bigint", 5n],
  ["a function", () => 1],
  ["a symbol", Symbol("s")],
  ["a date", new Date(Number.NaN)],
  ["a map", new Map([[1, 2]])],
  ["an empty table", Table.from([])],
  ["a table of text", Table.from({ t: ["a", "b", "c"], u: [null, "x", "y"] })],
  ["a table with gaps", Table.from({ x: [1, null, 3], y: [null, null, null] })],
];

/** Words of the engine that no message of ours may have: an error nobody thought of. */
const RAW =
  /is not a function|is not iterable|Cannot read|Cannot convert|Cannot destructure|Cannot mix|is not a constructor|Invalid (?:typed )?array length|Invalid time|reduce of empty|call stack|incompatible receiver|Class constructor|is not defined|Reduce of|unknown type|not a valid|Cannot set|cannot be converted|Cannot assign|must be between|constructed from|in operator|to search for|out of bounds|Found non-callable|object null is not|first argument must be of type|must be of type/;

const UGLY: readonly [string, RegExp][] = [
  ["says undefined", /undefined/],
  ["says [object Object]", /\[object /],
  ["says NaN values", /NaN (?:values?|rows?|columns?)/],
  ["has two full stops", /(?<!\.)\.\.(?!\.)|\. \./],
  ["has two spaces", / {2}/],
  ["has an empty got", /got *(?:,|\.$|\. |$)|expected *(?:,|\.$|\. |$)/],
  [
    "has a wrong plural",
    /\b1 (?:values|rows|columns|classes|features|folds|samples|items|cells|fields)\b/,
  ],
  [
    "has a wrong article",
    /\ba (?:array|object|int|empty|error|option|undefined)\b|\ban (?:number|string|text|boolean|date|bool|table|function)\b/,
  ],
];

/** What is wrong with the message of an error; undefined when nothing is. */
export function faultOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return "is no Error";
  const { message } = error;
  if (message.trim() === "") return "says nothing";
  if (RAW.test(message)) return "is the engine's";
  return UGLY.find(([, pattern]) => pattern.test(message))?.[0];
}
