import type { SourceMapInput } from "@jridgewell/trace-mapping";
import type { AnyNode, Program, Statement } from "acorn";
import MagicString from "magic-string";
import { parseCell } from "../../source/index.ts";
import { eraseTypes } from "./erase-types.ts";
import { sourceMapOf } from "./positions.ts";

/** A cell whose last statement is an object, in parentheses so that it is no block. */
export interface WithObject {
  readonly code: string;
  /** The map back to the cell's own text. */
  readonly map: () => SourceMapInput;
}

/** Places of `{` that are tried, from the end: each is parsed. */
const MAX_TRIED = 40;

/**
 * Puts an object literal that ends a cell into parentheses, as consoles do: `{ a: 1, b: 2 }`. What stands before it has
 * to be whole without it, so that no body of a loop, a function or a class is taken for an object.
 *
 * @returns undefined when the cell does not end with one
 */
export function withObject(source: string): WithObject | undefined {
  const end = source.replace(/;?\s*$/, "").length;
  if (
    source
      .replace(/\/\/[^\n]*$/, "")
      .trimEnd()
      .replace(/;$/, "")
      .at(-1) !== "}"
  )
    return undefined;
  let start = end;
  for (let tried = 0; tried < MAX_TRIED; tried++) {
    start = source.lastIndexOf("{", start - 1);
    if (start < 0) return undefined;
    const before = source.slice(0, start);
    if (isStatementStart(before) && isObject(source.slice(start, end)) && isWhole(before)) {
      const text = new MagicString(source);
      text.appendRight(start, ";(");
      text.appendLeft(end, "\n)");
      const mappings = () => text.generateMap({ hires: true }).mappings;
      return { code: text.toString(), map: () => sourceMapOf(mappings()) };
    }
    if (start === 0) return undefined;
  }
  return undefined;
}

/** Tells whether a parsed cell ends with a block in which every statement is what an object could have. */
export function endsWithLikelyObject({ body }: Program): boolean {
  const statements = body.filter(({ type }) => type !== "EmptyStatement");
  const last = statements.at(-1);
  if (last?.type !== "BlockStatement") return false;
  return last.body.length === 0 ? statements.length === 1 : isLikelyObject(last.body);
}

function isLikelyObject(body: readonly Statement[]): boolean {
  const [statement, ...more] = body;
  if (!statement) return true;
  if (more.length > 0) return false;
  if (statement.type === "ExpressionStatement") return isNames(statement.expression);
  if (statement.type !== "LabeledStatement") return false;
  const { body: value } = statement;
  return (
    value.type === "ExpressionStatement" ||
    (value.type === "BlockStatement" && isLikelyObject(value.body))
  );
}

/** `{ a, b }`: as a block it would do nothing at all. */
function isNames(expression: AnyNode): boolean {
  if (expression.type === "SequenceExpression")
    return expression.expressions.every(({ type }) => type === "Identifier");
  return expression.type === "Identifier";
}

function isStatementStart(before: string): boolean {
  const code = before.replace(/\/\*(?:(?!\*\/)[\s\S])*\*\/\s*$/, "");
  if (/\bfunction\b[^{}]*$/.test(code)) return false; // a head whose body would follow
  return /(?:^|[\n;}])[ \t]*$/.test(code) || /\/\/[^\n]*\n\s*$/.test(code);
}

function isWhole(before: string): boolean {
  return programOf(before) !== undefined;
}

function isObject(text: string): boolean {
  const body = programOf(`(${text}\n)`)?.body;
  const [statement] = body ?? [];
  return (
    body?.length === 1 &&
    statement?.type === "ExpressionStatement" &&
    statement.expression.type === "ObjectExpression"
  );
}

function programOf(text: string): Program | undefined {
  try {
    return parseCell(eraseTypes(text, { lowerUsing: false }).code);
  } catch {
    return undefined;
  }
}
