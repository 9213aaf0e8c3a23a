import { type AnyNode, type Options, type Program, parse } from "acorn";

/** A cell's text that cannot be parsed; `offset` is a UTF-16 position in the text that was given. */
export class SourceError extends SyntaxError {
  override readonly name = "SyntaxError";
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

const options: Options = {
  ecmaVersion: "latest",
  sourceType: "module",
  allowAwaitOutsideFunction: true,
  ranges: true,
};

/**
 * Parses a cell's JavaScript (types already erased).
 *
 * @throws SourceError with the position
 */
export function parseCell(code: string): Program {
  try {
    return parse(code, options);
  } catch (error) {
    const { message, pos } = error as SyntaxError & { pos: number };
    throw new SourceError(message.replace(/ \(\d+:\d+\)$/, ""), pos ?? 0);
  }
}

/** Sees a node and its parent; `false` leaves out what is below the node. */
export type Visitor = (node: AnyNode, parent: AnyNode | null) => unknown;

/** Calls `visit` for a node and everything below it, parents first. */
export function walk(node: AnyNode, visit: Visitor): void {
  walkBelow(node, null, visit);
}

/** Tells whether a node is a function: what is below it runs later, if at all. */
export function isFunction(node: AnyNode): boolean {
  return (
    node.type === "FunctionDeclaration" ||
    node.type === "FunctionExpression" ||
    node.type === "ArrowFunctionExpression"
  );
}

function walkBelow(node: AnyNode, parent: AnyNode | null, visit: Visitor): void {
  if (visit(node, parent) === false) return;
  const children = node as unknown as Record<string, unknown>;
  for (const key in children) {
    const value = children[key];
    if (typeof value !== "object" || value === null || key === "range") continue;
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) walkBelow(item, node, visit);
    } else if (isNode(value)) walkBelow(value, node, visit);
  }
}

function isNode(value: unknown): value is AnyNode {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as { type?: unknown }).type === "string"
  );
}
