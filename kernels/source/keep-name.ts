import type { AnyNode } from "acorn";
import type { Rewriting } from "./rewriting.ts";

/**
 * Lets a function or class without a name of its own take the name of the variable that it is assigned to,
 * also where the rewritten code assigns it to a property.
 */
export function keepName({ text }: Rewriting, name: string, value: AnyNode): void {
  if (!isAnonymous(value)) return;
  const key = name === "__proto__" ? `["__proto__"]` : name;
  text.prependRight(value.start, `({ ${key}: `);
  text.appendLeft(value.end, ` }).${name}`);
}

/** The value that an identifier takes as an assignment's left side or as a pattern with a default. */
export function assignedValue(node: AnyNode, parent: AnyNode | undefined): AnyNode | undefined {
  if (parent?.type === "AssignmentPattern" && parent.left === node) return parent.right;
  if (parent?.type !== "AssignmentExpression" || parent.left !== node) return undefined;
  return NAMING.has(parent.operator) ? parent.right : undefined;
}

const NAMING: ReadonlySet<string> = new Set(["=", "&&=", "||=", "??="]);

function isAnonymous(value: AnyNode): boolean {
  if (value.type === "ArrowFunctionExpression") return true;
  return (value.type === "FunctionExpression" || value.type === "ClassExpression") && !value.id;
}
