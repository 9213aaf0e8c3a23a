import MagicString from "magic-string";
import { analyzeCell, type CellAnalysis } from "./analyze.ts";
import { editEvals } from "./edit-evals.ts";
import { editImportCalls } from "./edit-modules.ts";
import { editReferences } from "./edit-references.ts";
import { parseCell, SourceError } from "./parse.ts";
import type { CellEnvironment, PlannedName } from "./plan.ts";
import type { Rewriting } from "./rewriting.ts";

/** Code for a direct `eval` inside of a cell's function, and what it does with names. */
export interface RewrittenEval {
  readonly code: string;
  readonly analysis: CellAnalysis;
}

/**
 * Lets code that a cell evaluates see the variables of the notebook. Strict code declares nothing outside of itself.
 *
 * @param around names of functions and blocks around the call: those stay as they are
 * @returns undefined for code that does not parse: V8 says what is wrong with it
 */
export function rewriteEval(
  code: string,
  prefix: string,
  around: ReadonlySet<string>,
  environment: CellEnvironment,
): RewrittenEval | undefined {
  const analysis = analyze(code);
  if (!analysis) return undefined;
  const names = new Map<string, PlannedName>();
  for (const { name, references } of analysis.free) {
    const kind = environment.known.get(name) ?? null;
    if (around.has(name)) continue;
    const isSeen = kind !== null || environment.isBuiltin(name);
    const mode = isSeen ? "holder" : environment.isGlobal(name) ? "bare" : "late";
    names.set(name, { name, kind, declaration: null, references, mode, changes: false });
  }
  const rewriting: Rewriting = {
    text: new MagicString(code),
    code,
    analysis,
    names,
    own: {
      prefix,
      holder: (name) => `${prefix}.seen(${JSON.stringify(name)})`,
      late: (name) => `${prefix}.late(${JSON.stringify(name)})`,
    },
    environment,
    prologue: [],
    declares: [],
    save: "",
    flagged: new Set(),
  };
  editReferences(rewriting);
  editEvals(rewriting);
  editImportCalls(rewriting);
  return { code: rewriting.text.toString(), analysis };
}

function analyze(code: string): CellAnalysis | undefined {
  try {
    return analyzeCell(parseCell(code));
  } catch (error) {
    if (error instanceof SourceError) return undefined;
    throw error;
  }
}
