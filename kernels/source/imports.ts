import type { AnyNode, Program } from "acorn";
import { walk } from "./parse.ts";

/** The modules that code names in static imports, in `export … from` and in `import()` with a constant; each once. */
export function importedModules(program: Program): string[] {
  const found = new Set<string>();
  walk(program, (node) => {
    const source = "source" in node ? (node.source as AnyNode | null | undefined) : undefined;
    if (source?.type === "Literal" && typeof source.value === "string") found.add(source.value);
  });
  return [...found];
}
