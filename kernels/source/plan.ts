import type { Identifier } from "acorn";
import type { Reference } from "eslint-scope";
import type { CellAnalysis, Declaration, DeclarationKind } from "./analyze.ts";
import { isFunction, walk } from "./parse.ts";

/**
 * Where a name lives while its cell runs.
 * - local: a true local of the cell's function, copied from its holder at the start and written back at the
 *   end; sound, because no function of any cell captures it and cells never overlap
 * - holder: used through its holder `{ v }`, which closures of all cells share
 * - late: used by a closure before any cell declares it; resolved at each use
 * - builtin: one of the kernel's own functions
 * - bare: a JavaScript global, or not declared at all
 */
export type NameMode = "local" | "holder" | "late" | "builtin" | "bare";

export interface PlannedName {
  readonly name: string;
  readonly mode: NameMode;
  readonly kind: DeclarationKind | null;
  readonly declaration: Declaration | null;
  readonly references: readonly Reference[];
  /** Declared or assigned by this cell: its holder changes. */
  readonly changes: boolean;
}

/** What a cell can see of the cells before it. */
export interface CellEnvironment {
  /** Names that earlier cells declared. */
  readonly known: ReadonlyMap<string, DeclarationKind>;
  /** Names that functions and classes of earlier cells refer to. */
  readonly captured: { has(name: string): boolean };
  readonly isBuiltin: (name: string) => boolean;
  /** Tells whether JavaScript itself has that global. */
  readonly isGlobal: (name: string) => boolean;
}

/** Decides for each name of a cell where it lives. */
export function planNames(analysis: CellAnalysis, environment: CellEnvironment): PlannedName[] {
  const assignedInForAwait = namesAssignedInForAwait(analysis);
  const isShared = (name: string): boolean =>
    analysis.evals.length > 0 ||
    analysis.captures.has(name) ||
    environment.captured.has(name) ||
    analysis.shadowed.has(name) ||
    assignedInForAwait.has(name);
  const declared = analysis.declarations.map((declaration): PlannedName => {
    const { name, kind, references } = declaration;
    return {
      name,
      kind,
      declaration,
      references,
      mode: isShared(name) ? "holder" : "local",
      changes: true,
    };
  });
  const free = analysis.free.map(({ name, references }): PlannedName => {
    const kind = environment.known.get(name) ?? null;
    const changes = references.some((reference) => reference.isWrite());
    const named = { name, kind, declaration: null, references, changes };
    if (kind !== null) return { ...named, mode: isShared(name) ? "holder" : "local" };
    if (environment.isBuiltin(name)) return { ...named, mode: "builtin" };
    const isLate = analysis.captures.has(name) && !environment.isGlobal(name);
    return { ...named, mode: isLate ? "late" : "bare" };
  });
  return [...declared, ...free];
}

/** An abandoned `for await` would lose what its body assigned to a local: those names stay in their holders. */
function namesAssignedInForAwait(analysis: CellAnalysis): ReadonlySet<string> {
  const loops: { start: number; end: number }[] = [];
  walk(analysis.program, (node) => {
    if (isFunction(node)) return false;
    if (node.type === "ForOfStatement" && node.await) loops.push(node);
    return true;
  });
  const names = new Set<string>();
  if (loops.length === 0) return names;
  for (const { name, references } of [...analysis.declarations, ...analysis.free]) {
    const isAssigned = references.some((reference) => {
      const { start } = reference.identifier as unknown as Identifier;
      return reference.isWrite() && loops.some((loop) => loop.start <= start && start < loop.end);
    });
    if (isAssigned) names.add(name);
  }
  return names;
}
