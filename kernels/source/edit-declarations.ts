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
  let index = 0;
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
    const names = namesOf(rewriting, declaration);
    if (names.length > 0) index++;
    for (const { name, kind } of names) declares.push({ name, kind, index });
    if (declaration && names.length > 0)
      text.appendLeft(statement.end, markers(rewriting, names, index));
  }
  for (const { name, kind } of analysis.declarations) {
    if (kind === "var" || kind === "function") declares.push({ name, kind, index: 0 });
  }
  editNestedVariables(rewriting);
  editResult(rewriting);
}

/** What follows a declaration: how far the cell got, and which names closures may use from here on. */
function markers(rewriting: Rewriting, names: readonly { name: string }[], index: number): string {
  const { own, flagged } = rewriting;
  const flags = names
    .filter(({ name }) => flagged.has(name))
    .map(({ name }) => ` ${own.prefix}_is_${name} = true;`);
  const calls = names.map(({ name }) => ` ${declareLate(rewriting, name)}`.trimEnd());
  return ` ${own.prefix}_p = ${index};${flags.join("")}${calls.join("")}`;
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

/** The names that a `let`, `const`, `using` or `class` declaration of the cell initialises. */
function namesOf(
  { analysis }: Rewriting,
  declaration: AnyNode | undefined,
): { name: string; kind: "const" | "let" | "class" }[] {
  if (declaration?.type === "ClassDeclaration")
    return [{ name: declaration.id!.name, kind: "class" }];
  if (declaration?.type !== "VariableDeclaration" || declaration.kind === "var") return [];
  const kind = declaration.kind === "let" ? "let" : "const";
  return analysis.declarations
    .filter(({ definitions }) =>
      definitions.some((definition) => (definition.parent as unknown) === declaration),
    )
    .map(({ name }) => ({ name, kind }));
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
  const last = analysis.program.body.at(-1);
  if (last?.type !== "ExpressionStatement") return;
  text.prependRight(last.start, "return { v: (");
  if (code[last.end - 1] === ";") text.update(last.end - 1, last.end, ") };");
  else text.appendLeft(last.end, ") };");
}
