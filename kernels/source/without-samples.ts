import type { Property } from "acorn";
import type { CellAnalysis } from "./analyze.ts";
import { walk } from "./parse.ts";

/**
 * The text of a cell without the samples that its calls of `runMap` choose by name: a larger sample goes on from a
 * smaller one, so the choice is no change of the cell.
 *
 * @param code the cell's JavaScript
 */
export function withoutSamples(code: string, { program }: Pick<CellAnalysis, "program">): string {
  const cuts: Property[] = [];
  walk(program, (node) => {
    if (node.type !== "CallExpression" || node.callee.type !== "Identifier") return;
    if (node.callee.name !== "runMap") return;
    const options = node.arguments.at(-1);
    if (options?.type !== "ObjectExpression") return;
    for (const property of options.properties)
      if (
        property.type === "Property" &&
        !property.computed &&
        property.key.type === "Identifier" &&
        property.key.name === "sample" &&
        property.value.type === "Literal"
      )
        cuts.push(property);
  });
  let text = code;
  for (const { start, end } of cuts.sort((a, b) => b.start - a.start))
    text = `${text.slice(0, start)}sample${text.slice(end)}`;
  return text;
}
