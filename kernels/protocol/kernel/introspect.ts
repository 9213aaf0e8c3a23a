import { describeValue, type Fault, isCount, isObject } from "../base/json.ts";

/** A variable of the notebook as a kernel tells it. */
export interface VariableFacts {
  readonly name: string;
  readonly kind: "const" | "let" | "var" | "function" | "class" | "import";
  /** `number`, `Array`, `Table`, … */
  readonly type: string;
  /** Rows and columns of a table, items of an array, characters of a text. */
  readonly shape?: readonly number[];
  /** Roughly. */
  readonly bytes: number;
  /** One line. */
  readonly preview: string;
}

/** What a person asks about: content of Jupyter's complete_request and inspect_request, with the cell it is in. */
export interface CodeQuestion {
  readonly cellId?: string;
  readonly code: string;
  /** In code points. */
  readonly cursor_pos: number;
  readonly detail_level?: number;
}

/** The longest text that is asked about, in UTF-16 units. */
export const MAX_QUESTION = 1_000_000;

/** What is wrong with the params of a `complete` or `inspect` request. */
export function codeQuestionFault(params: unknown): Fault | undefined {
  if (!isObject(params))
    return { what: "params", got: describeValue(params), expected: "{ code, cursor_pos }" };
  const { code, cursor_pos, cellId } = params;
  if (typeof code !== "string" || code.length > MAX_QUESTION)
    return {
      what: "params.code",
      got: describeValue(code),
      expected: `a text of at most ${MAX_QUESTION} characters`,
    };
  if (!isCount(cursor_pos) || cursor_pos > code.length)
    return {
      what: "params.cursor_pos",
      got: describeValue(cursor_pos),
      expected: "a place in the code, in code points",
    };
  if (cellId !== undefined && typeof cellId !== "string")
    return { what: "params.cellId", got: describeValue(cellId), expected: "the id of a cell" };
  return undefined;
}

/** Tells whether a value is a list of variables: a kernel's answer is checked as anything from outside. */
export function isVariables(value: unknown): value is readonly VariableFacts[] {
  return Array.isArray(value) && value.every(isVariable);
}

function isVariable(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { name, kind, type, shape, bytes, preview } = value;
  return (
    [name, kind, type, preview].every((text) => typeof text === "string") &&
    typeof bytes === "number" &&
    (shape === undefined || (Array.isArray(shape) && shape.every(isCount)))
  );
}
