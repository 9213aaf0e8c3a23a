import type {
  AnyNode,
  ModuleDeclaration,
  Statement,
  VariableDeclaration,
  VariableDeclarator,
} from "acorn";
import { keepName } from "./keep-name.ts";
import { isFunction, walk } from "./parse.ts";
import { declareLate, type Rewriting } from "./rewriting.ts";

/** Turns declarations of the cell into assignments, and its last expression into its result. */
export function editDeclarations(rewriting: Rewriting): void {
  const { analysis, declares, text } = rewriting;
  // Imports come first, wherever they stand: editModules gives them the first indexes.
  let index = analysis.program.body.filter(({ type }) => type === "ImportDeclaration").length;
  for (const statement of analysis.program.body) {
    const declaration = declarationOf(statement);
    if (declaration?.type === "VariableDeclaration") {
      editVariables(rewriting, declaration);
    } else if (declaration?.type === "ClassDeclaration") {
      text.prependRight(declaration.start, `${target(rewriting, declaration.id!.name)} = `);
      text.appendLeft(declaration.end, ";");
    } else if (declaration?.type === "FunctionDeclaration") {
      text.move(statement.start, statement.end, rewriting.code.length + 1);
      text.appendLeft(statement.end, "\n");
    }
    if (!declaration) continue;
    for (const { names, end } of initialisersOf(rewriting, declaration)) {
      if (names.length === 0) continue;
      index++;
      for (const { name, kind } of names) declares.push({ name, kind, index });
      const marks = markers(rewriting, names, index);
      if (end === undefined) text.appendLeft(statement.end, ` ${marks.join("; ")};`);
      else text.appendLeft(end, `, ${marks.join(", ")}`);
    }
  }
  for (const { name, kind } of analysis.declarations) {
    if (kind === "var" || kind === "function") declares.push({ name, kind, index: 0 });
  }
  editNestedVariables(rewriting);
  editResult(rewriting);
}

/** What follows an initialised name: how far the cell got, and which names closures may use from here on. */
function markers(
  rewriting: Rewriting,
  names: readonly { name: string }[],
  index: number,
): string[] {
  const { own, flagged } = rewriting;
  const flags = names
    .filter(({ name }) => flagged.has(name))
    .map(({ name }) => `${own.prefix}_is_${name} = true`);
  const calls = names.map(({ name }) => declareLate(rewriting, name)).filter((call) => call !== "");
  return [`${own.prefix}_p = ${index}`, ...flags, ...calls];
}

/** The declaration in a statement of the cell, also behind `export`. */
export function declarationOf(statement: Statement | ModuleDeclaration): AnyNode | undefined {
  if (statement.type === "ExportNamedDeclaration") return statement.declaration ?? undefined;
  if (statement.type === "ExportDefaultDeclaration") {
    const { declaration } = statement;
    const isNamed =
      declaration.type === "ClassDeclaration" || declaration.type === "FunctionDeclaration";
    return isNamed && declaration.id ? declaration : undefined;
  }
  return statement;
}

interface Initialiser {
  readonly names: readonly { name: string; kind: "const" | "let" | "class" }[];
  /** Where it ends within its declaration; undefined for the last one, which ends with the statement. */
  readonly end: number | undefined;
}

/** The parts of a `let`, `const`, `using` or `class` declaration that initialise names one after another. */
function initialisersOf({ analysis }: Rewriting, declaration: AnyNode): Initialiser[] {
  if (declaration.type === "ClassDeclaration")
    return [{ names: [{ name: declaration.id!.name, kind: "class" }], end: undefined }];
  if (declaration.type !== "VariableDeclaration" || declaration.kind === "var") return [];
  const kind = declaration.kind === "let" ? "let" : "const";
  return declaration.declarations.map((declarator, i, all) => ({
    names: analysis.declarations
      .filter(({ definitions }) =>
        definitions.some((definition) => (definition.node as unknown) === declarator),
      )
      .map(({ name }) => ({ name, kind })),
    end: i < all.length - 1 ? declarator.end : undefined,
  }));
}

function target({ names, own }: Rewriting, name: string): string {
  return names.get(name)!.mode === "local" ? name : `${own.holder(name)}.v`;
}

/** `var` in a block, a loop or a condition belongs to the cell too. */
function editNestedVariables(rewriting: Rewriting): void {
  const { program } = rewriting.analysis;
  const atTop = new Set(program.body.map(declarationOf));
  walk(program, (node) => {
    if (node.type === "VariableDeclaration" && node.kind === "var" && !atTop.has(node))
      editVariables(rewriting, node);
    return !isFunction(node) && node.type !== "StaticBlock";
  });
}

/**
 * An enum that runs again starts from empty: erased it is `var E = function(E) { … }(E || {})`, and the `E` of an
 * earlier run would keep its members.
 */
function editEnum({ text }: Rewriting, { id, init }: VariableDeclarator): void {
  if (id.type !== "Identifier" || init?.type !== "CallExpression") return;
  const { callee, arguments: given } = init;
  const before = given[0];
  if (callee.type !== "FunctionExpression" || given.length !== 1) return;
  const [members] = callee.params;
  const isEnum =
    members?.type === "Identifier" &&
    members.name === id.name &&
    before?.type === "LogicalExpression" &&
    before.left.type === "Identifier" &&
    before.left.name === id.name;
  if (isEnum) text.prependRight(before.start, "void ");
}

function editVariables(rewriting: Rewriting, declaration: VariableDeclaration): void {
  const { analysis, text, code } = rewriting;
  const parent = analysis.parents.get(declaration);
  const isLoopTarget =
    (parent?.type === "ForOfStatement" || parent?.type === "ForInStatement") &&
    parent.left === declaration;
  text.remove(declaration.start, declaration.declarations[0]!.start);
  if (isLoopTarget) {
    editWithoutInit(rewriting, declaration.declarations[0]!, declaration.kind, true);
    return;
  }
  for (const declarator of declaration.declarations) {
    editEnum(rewriting, declarator);
    if (declarator.init) editDeclarator(rewriting, declarator, declaration.kind);
    else editWithoutInit(rewriting, declarator, declaration.kind, false);
  }
  const isInFor = parent?.type === "ForStatement" && parent.init === declaration;
  if (!isInFor && code[declaration.end - 1] !== ";") text.appendLeft(declaration.end, ";");
}

function editDeclarator(
  rewriting: Rewriting,
  declarator: VariableDeclarator,
  kind: VariableDeclaration["kind"],
): void {
  const { text, own, names } = rewriting;
  const { id, init } = declarator as VariableDeclarator & { init: AnyNode };
  if (kind === "using" || kind === "await using") {
    text.prependRight(init.start, `${own.prefix}_using.${kind === "using" ? "u" : "a"}(`);
    text.appendLeft(init.end, ")");
  } else if (id.type === "Identifier" && names.get(id.name)!.mode !== "local") {
    keepName(rewriting, id.name, init);
  }
  if (id.type === "ObjectPattern") {
    text.prependRight(declarator.start, "(");
    text.appendLeft(declarator.end, ")");
  }
}

/** `let x;` sets x to undefined, `var x;` keeps what it was; eslint-scope has no reference for either. */
function editWithoutInit(
  rewriting: Rewriting,
  { id }: VariableDeclarator,
  kind: VariableDeclaration["kind"],
  isLoopTarget: boolean,
): void {
  const { text, names } = rewriting;
  if (id.type !== "Identifier" || isLoopTarget) return;
  if (kind === "var") text.update(id.start, id.end, "0");
  else
    text.update(
      id.start,
      id.end,
      `${names.get(id.name)!.mode === "local" ? id.name : target(rewriting, id.name)} = void 0`,
    );
}

function editResult({ analysis, text, code }: Rewriting): void {
  const last = analysis.program.body.findLast((statement) => !isEmptyExport(statement));
  if (last?.type !== "ExpressionStatement") return;
  text.prependRight(last.start, "return { v: (0, "); // 0: a function without a name stays so
  if (code[last.end - 1] === ";") text.update(last.end - 1, last.end, ") };");
  else text.appendLeft(last.end, ") };");
}

/** `export {}` says only that this is a module: erased type imports leave it behind. */
function isEmptyExport(statement: Statement | ModuleDeclaration): boolean {
  return (
    statement.type === "ExportNamedDeclaration" &&
    !statement.declaration &&
    statement.specifiers.length === 0
  );
}
