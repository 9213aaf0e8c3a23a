import type { Class, Expression, Program } from "acorn";
import { declarationOf } from "./edit-declarations.ts";

/** A declaration that can be evaluated again without doing anything but declare: a function, a class, an import. */
export interface RepeatableDeclaration {
  readonly names: readonly string[];
  /** Its JavaScript. */
  readonly code: string;
}

/**
 * Finds the declarations of a cell that can be evaluated again in a new kernel: functions, classes, imports, and
 * constants that are a function or class expression.
 *
 * @param code the cell's JavaScript
 */
export function repeatableDeclarations(code: string, program: Program): RepeatableDeclaration[] {
  const found: RepeatableDeclaration[] = [];
  for (const statement of program.body) {
    if (statement.type === "ImportDeclaration") {
      const names = statement.specifiers.map(({ local }) => local.name);
      found.push({ names, code: code.slice(statement.start, statement.end) });
      continue;
    }
    const declaration = declarationOf(statement);
    if (
      (declaration?.type === "FunctionDeclaration" ||
        (declaration?.type === "ClassDeclaration" && isQuiet(declaration))) &&
      declaration.id
    ) {
      const text = code.slice(declaration.start, declaration.end);
      found.push({ names: [declaration.id.name], code: text });
    }
    if (declaration?.type !== "VariableDeclaration" || declaration.kind !== "const") continue;
    for (const { id, init, start, end } of declaration.declarations)
      if (id.type === "Identifier" && init && isFunctionOrClass(init))
        found.push({ names: [id.name], code: `const ${code.slice(start, end)};` });
  }
  return found;
}

function isFunctionOrClass(value: Expression): boolean {
  return (
    value.type === "ArrowFunctionExpression" ||
    value.type === "FunctionExpression" ||
    (value.type === "ClassExpression" && isQuiet(value))
  );
}

/** A class whose evaluation runs no code of its own: no static blocks or values, no call for its base or its keys. */
function isQuiet({ superClass, body }: Class): boolean {
  if (superClass && superClass.type !== "Identifier" && superClass.type !== "MemberExpression")
    return false;
  return body.body.every(
    (member) =>
      member.type !== "StaticBlock" &&
      (!member.computed || member.key.type === "MemberExpression") &&
      !(member.type === "PropertyDefinition" && member.static && member.value),
  );
}
