import type { CellType } from "../../kernels/protocol/index.ts";
import { piecesOf } from "../highlight/highlight.ts";

/** The coloured text of a source as plain nodes, for places that no template renders. */
export function highlightNodes(source: string, type: CellType): Node[] {
  return piecesOf(source, type).flatMap((line, n) => {
    const nodes = line.map(({ text, kind }) => {
      if (kind === "plain") return document.createTextNode(text);
      const span = document.createElement("span");
      span.className = `tok-${kind}`;
      span.textContent = text;
      return span;
    });
    return n > 0 ? [document.createTextNode("\n"), ...nodes] : nodes;
  });
}
