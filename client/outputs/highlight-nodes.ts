import type { CellType } from "../../kernels/protocol/index.ts";
import { MAX_COLOURED, tokenizers } from "../highlight/highlight.ts";
import { START } from "../highlight/token.ts";

/** The coloured text of a source as plain nodes, for places that no template renders. */
export function highlightNodes(source: string, type: CellType): Node[] {
  if (source.length > MAX_COLOURED) return [document.createTextNode(source)];
  const nodes: Node[] = [];
  let state = START;
  for (const [n, line] of source.split("\n").entries()) {
    if (n > 0) nodes.push(document.createTextNode("\n"));
    const { tokens, end } = tokenizers[type](line, state);
    state = end;
    for (const [i, { start, kind }] of tokens.entries()) {
      const span = document.createElement("span");
      span.className = `tok-${kind}`;
      span.textContent = line.slice(start, tokens[i + 1]?.start);
      nodes.push(span);
    }
  }
  return nodes;
}
