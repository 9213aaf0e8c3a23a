import type { AwaitExpression } from "acorn";
import { isFunction, walk } from "./parse.ts";
import type { Rewriting } from "./rewriting.ts";

/**
 * Saves the cell's locals each time before it waits: a cell that is stopped while it waits is abandoned, and
 * its suspended function cannot be asked any more.
 */
export function editAwaits({ analysis, text, own, prologue, save }: Rewriting): void {
  const awaits: AwaitExpression[] = [];
  walk(analysis.program, (node) => {
    if (node.type === "AwaitExpression") awaits.push(node);
    return !isFunction(node);
  });
  if (awaits.length === 0) return;
  const temporary = `${own.prefix}_t`;
  prologue.push(`let ${temporary};`);
  for (const { argument } of awaits.reverse()) {
    text.prependRight(argument.start, `(${temporary} = (`);
    text.appendLeft(argument.end, `), ${save}, ${temporary})`);
  }
}
