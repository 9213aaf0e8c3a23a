import type { AnyNode, Program } from "acorn";
import type { Scope } from "eslint-scope";
import { isFunction, walk } from "./parse.ts";

/**
 * Names that a block, a loop or a `catch` of the cell's own level declares again: inside of it the name means
 * another variable, so that the cell's one cannot be saved from there.
 */
export function shadowedNames(top: Scope, program: Program): Set<string> {
  const names = new Set<string>();
  const awaits = awaitOffsets(program);
  const visit = (scope: Scope): void => {
    if (scope.variableScope !== top) return;
    const { start, end } = scope.block as unknown as { start: number; end: number };
    const isClass = scope.type === "class" || scope.type === "class-field-initializer";
    if (!isClass || awaits.some((offset) => start <= offset && offset < end))
      for (const { name } of scope.variables) names.add(name);
    scope.childScopes.forEach(visit);
  };
  top.childScopes.forEach(visit);
  return names;
}

function awaitOffsets(program: Program): number[] {
  const offsets: number[] = [];
  walk(program, (node: AnyNode) => {
    if (node.type === "AwaitExpression") offsets.push(node.start);
    return !isFunction(node);
  });
  return offsets;
}
