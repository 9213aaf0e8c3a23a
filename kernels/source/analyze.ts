import type { AnyNode, Identifier, Program } from "acorn";
import {
  analyze as analyzeScopes,
  type Definition,
  type Reference,
  type Scope,
  type ScopeManager,
} from "eslint-scope";
import { importedModules } from "./imports.ts";
import { isFunction, walk } from "./parse.ts";
import { shadowedNames } from "./shadows.ts";

export type DeclarationKind = "const" | "let" | "var" | "function" | "class" | "import";

/** A name that a cell declares at its top level, with where that happens. */
export interface Declaration {
  readonly name: string;
  readonly kind: DeclarationKind;
  readonly definitions: readonly Definition[];
  readonly references: readonly Reference[];
}

/** A name that a cell uses and does not declare. */
export interface FreeName {
  readonly name: string;
  readonly references: readonly Reference[];
}

/** What a cell does with names: the base of rewriting, of resume keys and of stale marks. */
export interface CellAnalysis {
  readonly program: Program;
  readonly parents: ReadonlyMap<AnyNode, AnyNode>;
  readonly declarations: readonly Declaration[];
  readonly free: readonly FreeName[];
  /** Names, declared or free, that a function or class of this cell refers to. */
  readonly captures: ReadonlySet<string>;
  /** Names of the notebook or of JavaScript that the cell mentions: those that it declares and those that it uses. */
  readonly mentions: ReadonlySet<string>;
  /** Names that a block of the cell's own level declares again. */
  readonly shadowed: ReadonlySet<string>;
  /** Module specifiers of static imports and of `import()` with a constant. */
  readonly imports: readonly string[];
  /** Direct calls of `eval`: what they use is known only when they run. */
  readonly evals: readonly Reference[];
  /** A function or class calls `eval` directly, so it may refer to every name at any time. */
  readonly capturesAll: boolean;
  readonly hasAwait: boolean;
}

/** Finds what a parsed cell declares, uses, captures and imports. */
export function analyzeCell(program: Program): CellAnalysis {
  const parents = new Map<AnyNode, AnyNode>();
  walk(program, (node, parent) => {
    if (parent) parents.set(node, parent);
  });
  const scopes = analyzeScopes(program as never, {
    ecmaVersion: 2022,
    sourceType: "module",
    ignoreEval: true, // a cell is strict code: eval declares nothing in it
  }) as ScopeManager;
  const top = scopes.globalScope!.childScopes[0]!;
  const declarations = top.variables
    .filter((variable) => variable.defs.length > 0)
    .map((variable): Declaration => {
      const { name, defs: definitions, references } = variable;
      return { name, kind: kindOf(definitions), definitions, references };
    });
  const free = [...groupByName(top.through)].map(
    ([name, references]): FreeName => ({ name, references }),
  );
  const captures = new Set<string>();
  for (const { name, references } of [...declarations, ...free]) {
    if (references.some((reference) => isInClosure(reference, top))) captures.add(name);
  }
  const evals = (free.find(({ name }) => name === "eval")?.references ?? []).filter((reference) =>
    isCallee(reference, parents),
  );
  return {
    program,
    parents,
    declarations,
    free,
    captures,
    mentions: new Set([...declarations, ...free].map(({ name }) => name)),
    shadowed: shadowedNames(top, program),
    imports: importedModules(program),
    evals,
    capturesAll: evals.some((reference) => isInClosure(reference, top)),
    hasAwait: hasTopLevelAwait(program),
  };
}

function groupByName(references: readonly Reference[]): Map<string, Reference[]> {
  const groups = new Map<string, Reference[]>();
  for (const reference of references) {
    const { name } = reference.identifier;
    const group = groups.get(name);
    if (group) group.push(reference);
    else groups.set(name, [reference]);
  }
  return groups;
}

/** A reference inside of a function, a class field or a static block may run later than the cell's own lines. */
export function isInClosure(reference: Reference, top: Scope): boolean {
  return reference.from.variableScope !== top;
}

function isCallee(reference: Reference, parents: ReadonlyMap<AnyNode, AnyNode>): boolean {
  const node = reference.identifier as unknown as Identifier;
  const parent = parents.get(node);
  return parent?.type === "CallExpression" && parent.callee === node;
}

function kindOf(definitions: readonly Definition[]): DeclarationKind {
  const definition = definitions.at(-1)!;
  switch (definition.type) {
    case "ImportBinding":
      return "import";
    case "FunctionName":
      return "function";
    case "ClassName":
      return "class";
    default: {
      const kind = (definition.parent as { kind?: string } | null)?.kind;
      return kind === "const" || kind === "let" ? kind : kind === "var" ? "var" : "const";
    }
  }
}

function hasTopLevelAwait(program: Program): boolean {
  let found = false;
  walk(program, (node) => {
    if (isFunction(node)) return false;
    if (node.type === "AwaitExpression" || (node.type === "ForOfStatement" && node.await))
      found = true;
    return !found;
  });
  return found;
}
