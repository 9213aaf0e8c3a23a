import type { AnyNode } from "acorn";
import { analyzeCell } from "./analyze.ts";
import { parseCell } from "./parse.ts";

/** What a function takes from outside of itself. */
export interface OutsideNames {
  /** An expression that gives the function. */
  readonly code: string;
  /** Variables of the notebook, by the names that they have there. */
  readonly notebook: readonly string[];
  /** What the rewriting calls the kernel's own object, when the function uses it: for `import()`. */
  readonly context: string | undefined;
  /** Names that neither it nor the notebook declares: JavaScript's own, built-in ones, or variables around it. */
  readonly free: readonly string[];
}

/**
 * Finds what a function of a cell takes from outside, so that it can be made again in another thread.
 *
 * @param text what `Function.prototype.toString` says of it: the text as the cell's rewriting left it
 * @returns undefined for a function that has no text (built-in, bound)
 */
export function outsideNames(text: string): OutsideNames | undefined {
  if (/\{\s*\[native code\]\s*\}$/.test(text)) return undefined;
  const code = expressionOf(text);
  if (code === undefined) return undefined;
  const names = analyzeCell(parseCell(`(${code});`)).free.map(({ name }) => name);
  const notebook: string[] = [];
  const free: string[] = [];
  for (const name of names) {
    const held = /^\$+hf(?:\$|_late_)(.+)$/.exec(name);
    if (held) notebook.push(held[1]!);
    else if (!/^\$+hf(?:_|$)/.test(name)) free.push(name);
  }
  return { code, notebook, context: names.find((name) => /^\$+hf$/.test(name)), free };
}

/** A method's text is no expression by itself. */
function expressionOf(text: string): string | undefined {
  if (isExpression(`(${text});`)) return text;
  const method = `Object.values({ ${text} })[0]`;
  return isExpression(`(${method});`) ? method : undefined;
}

function isExpression(code: string): boolean {
  try {
    const [statement, ...more] = parseCell(code).body as AnyNode[];
    return statement?.type === "ExpressionStatement" && more.length === 0;
  } catch {
    return false;
  }
}
