import type { ImportDeclaration, ImportSpecifier, Literal } from "acorn";
import { declarationOf } from "./edit-declarations.ts";
import { SourceError, walk } from "./parse.ts";
import { declareLate, type Rewriting } from "./rewriting.ts";

/** Rewrites what only a module has: static imports, exports, `import()` and `import.meta`. */
export function editModules(rewriting: Rewriting): void {
  const { analysis, text } = rewriting;
  const front = importAnchor(rewriting);
  let count = 0;
  for (const statement of analysis.program.body) {
    switch (statement.type) {
      case "ImportDeclaration":
        editImport(rewriting, statement, ++count);
        if (statement.start > front) text.move(statement.start, statement.end, front);
        break;
      case "ExportAllDeclaration":
        throw new SourceError(
          "export … from has no meaning in a cell: import what you need instead",
          statement.start,
        );
      case "ExportNamedDeclaration":
        if (statement.source)
          throw new SourceError(
            "export … from has no meaning in a cell: import what you need instead",
            statement.start,
          );
        if (statement.declaration) text.remove(statement.start, statement.declaration.start);
        else text.remove(statement.start, statement.end);
        break;
      case "ExportDefaultDeclaration": {
        const { declaration } = statement;
        const isNamed =
          (declaration.type === "ClassDeclaration" || declaration.type === "FunctionDeclaration") &&
          declaration.id;
        text.update(statement.start, declaration.start, isNamed ? "" : "void ");
        break;
      }
      default:
    }
  }
  editImportCalls(rewriting);
}

/** Leads `import()` and `import.meta` through the kernel. */
export function editImportCalls({ analysis, text, own }: Rewriting): void {
  walk(analysis.program, (node) => {
    if (node.type === "ImportExpression")
      text.update(node.start, node.start + "import".length, `${own.prefix}.import`);
    if (node.type === "MetaProperty" && node.meta.name === "import")
      text.update(node.start, node.end, `${own.prefix}.meta`);
  });
}

/** Imports come first: where the first statement stands that is neither an import nor moved to the end. */
function importAnchor({ analysis, code }: Rewriting): number {
  const first = analysis.program.body.find(
    (statement) =>
      statement.type !== "ImportDeclaration" &&
      declarationOf(statement)?.type !== "FunctionDeclaration",
  );
  return first?.start ?? code.length;
}

/**
 * An import is awaited before the cell's first line; a name that the module lacks is an error where it is used. All of
 * its names are assigned, or none: an import that fails declares nothing.
 *
 * @param index how far the cell has got once it is done
 */
function editImport(rewriting: Rewriting, statement: ImportDeclaration, index: number): void {
  const { text, own, names, prologue, declares } = rewriting;
  const module = `${own.prefix}_m${index}`;
  const specifier = JSON.stringify(statement.source.value);
  const attributes = (statement.attributes ?? []).map(({ key, value }) => {
    const name = key.type === "Identifier" ? key.name : String((key as Literal).value);
    return `${JSON.stringify(name)}: ${JSON.stringify(value.value)}`;
  });
  const options = attributes.length > 0 ? `, { with: { ${attributes.join(", ")} } }` : "";
  const parts = [`${module} = await ${own.prefix}.import(${specifier}${options});`];
  const targets: string[] = [];
  const values: string[] = [];
  const marks = [`${own.prefix}_p = ${index};`];
  for (const item of statement.specifiers) {
    const { name } = item.local;
    const planned = names.get(name)!;
    targets.push(planned.mode === "local" ? name : `${own.holder(name)}.v`);
    declares.push({ name, kind: "import", index });
    const late = declareLate(rewriting, name);
    if (late !== "") marks.push(`${late};`);
    if (item.type === "ImportNamespaceSpecifier") values.push(module);
    else {
      const imported = item.type === "ImportDefaultSpecifier" ? "default" : importedName(item);
      const isUsed = planned.references.some((reference) => reference.isRead());
      values.push(
        `${own.prefix}.binding(${module}, ${JSON.stringify(imported)}, ${specifier}, ${JSON.stringify(name)}, ${isUsed})`,
      );
    }
  }
  if (targets.length > 0) parts.push(`[${targets.join(", ")}] = [${values.join(", ")}];`);
  parts.push(...marks);
  prologue.push(`let ${module};`);
  text.update(statement.start, statement.end, `${parts.join(" ")}\n`);
}

function importedName({ imported }: ImportSpecifier): string {
  return imported.type === "Identifier" ? imported.name : String(imported.value);
}
