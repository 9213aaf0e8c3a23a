import type MagicString from "magic-string";
import type { CellAnalysis, DeclarationKind } from "./analyze.ts";
import type { CellEnvironment, PlannedName } from "./plan.ts";

/** A name that a cell declares, and how far the cell must get before it is declared. */
export interface Declared {
  readonly name: string;
  readonly kind: DeclarationKind;
  /** Declared when the cell's `p` is at least this; 0 = from the start (var, function). */
  readonly index: number;
}

/**
 * The names that the rewritten code uses for its own things, `<prefix>_…`, and for holders, `<prefix>$…`; no name
 * of the cell starts with the prefix.
 */
export interface OwnNames {
  readonly prefix: string;
  holder(name: string): string;
  /** Stands for a name that no cell has declared yet. */
  late(name: string): string;
}

/** What the edits share while one cell is rewritten. */
export interface Rewriting {
  readonly text: MagicString;
  readonly code: string;
  readonly analysis: CellAnalysis;
  readonly names: ReadonlyMap<string, PlannedName>;
  readonly own: OwnNames;
  readonly environment: CellEnvironment;
  /** Statements at the start of the cell's function. */
  readonly prologue: string[];
  readonly declares: Declared[];
  readonly save: string;
  /** Names with a flag that says whether they are initialised: a closure stands before their declaration. */
  readonly flagged: Set<string>;
}

/** Closures of earlier cells may wait for a name that this cell declares for the first time. */
export function declareLate({ own, environment }: Rewriting, name: string): string {
  const isAwaited = environment.captured.has(name) && !environment.known.has(name);
  return isAwaited ? `${own.prefix}.declare(${JSON.stringify(name)})` : "";
}
