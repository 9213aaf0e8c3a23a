import type { AnyNode } from "acorn";
import type { Reference } from "eslint-scope";
import type { Rewriting } from "./rewriting.ts";

/**
 * Leads what a direct `eval` is given through the kernel, which rewrites its names as it does those of a cell; it
 * is told which names belong to the functions and blocks around the call.
 */
export function editEvals({ analysis, text, own }: Rewriting): void {
  for (const reference of analysis.evals) {
    const call = analysis.parents.get(reference.identifier as unknown as AnyNode);
    const code = call?.type === "CallExpression" ? call.arguments[0] : undefined;
    if (!code || code.type === "SpreadElement") continue;
    text.prependRight(code.start, `${own.prefix}.evaluated(`);
    const around = JSON.stringify(namesAround(reference));
    text.appendLeft(code.end, `, ${JSON.stringify(own.prefix)}, ${around})`);
  }
}

function namesAround({ from }: Reference): string[] {
  const names = new Set<string>();
  for (let scope = from; scope.type !== "module"; scope = scope.upper!)
    for (const { name } of scope.variables) names.add(name);
  return [...names];
}
