import type { AnyNode, Identifier } from "acorn";
import type { Reference } from "eslint-scope";
import { isInClosure } from "./analyze.ts";
import { assignedValue, keepName } from "./keep-name.ts";
import type { PlannedName } from "./plan.ts";
import type { Rewriting } from "./rewriting.ts";

/** Rewrites every use of a name that is neither a plain local nor a global. */
export function editReferences(rewriting: Rewriting): void {
  for (const name of rewriting.names.values()) {
    const byNode = new Map<Identifier, Reference[]>();
    for (const reference of name.references) {
      const node = reference.identifier as unknown as Identifier;
      byNode.set(node, [...(byNode.get(node) ?? []), reference]);
    }
    for (const [node, references] of byNode) editReference(rewriting, name, node, references);
  }
}

function editReference(
  rewriting: Rewriting,
  name: PlannedName,
  node: Identifier,
  references: readonly Reference[],
): void {
  const { own, text, analysis } = rewriting;
  const parent = analysis.parents.get(node);
  if (name.name === "arguments" && name.kind === null) {
    const isAsked = parent?.type === "UnaryExpression" && parent.operator === "typeof";
    const absent = isAsked ? "(void 0)" : `${own.prefix}.undeclared("arguments")`;
    text.update(node.start, node.end, absent);
    return;
  }
  const replacement = replacementOf(rewriting, name, node, references, parent);
  if (replacement === undefined) return;
  const value = assignedValue(node, parent);
  if (value) keepName(rewriting, name.name, value);
  if (isShorthand(node, parent, analysis.parents))
    text.update(node.start, node.end, `${name.name}: ${replacement}`);
  else if (isCalled(node, parent)) text.update(node.start, node.end, `(0, ${replacement})`);
  else text.update(node.start, node.end, replacement);
}

/** What stands for the name at that place, or undefined when it stays as it is. */
function replacementOf(
  rewriting: Rewriting,
  name: PlannedName,
  node: Identifier,
  references: readonly Reference[],
  parent: AnyNode | undefined,
): string | undefined {
  const { own } = rewriting;
  const top = references[0]!.from;
  const inClosure = isInClosure(references[0]!, moduleScope(top));
  const isInit = references.some((reference) => reference.init === true);
  const isWrite = references.some((reference) => reference.isWrite());
  const isEarly = !isInit && isBeforeDeclaration(name, node, inClosure);
  if (isEarly && !inClosure) return `(${own.prefix}.uninitialised(${JSON.stringify(name.name)})).v`;
  const value = name.mode === "local" ? name.name : `${own.holder(name.name)}.v`;
  if (
    isWrite &&
    !isInit &&
    (name.kind === "const" || name.kind === "import") &&
    name.mode !== "bare"
  ) {
    return `${own.prefix}.constant(${value}).v`;
  }
  switch (name.mode) {
    case "local":
    case "builtin":
    case "bare":
      return undefined;
    case "late": {
      if (!inClosure) return undefined;
      const isTypeof = parent?.type === "UnaryExpression" && parent.operator === "typeof";
      return `${own.late(name.name)}.${isTypeof ? "o" : "v"}`;
    }
    case "holder": {
      if (!isEarly) return value;
      rewriting.flagged.add(name.name);
      const flag = `${own.prefix}_is_${name.name}`;
      return `(${flag} ? ${own.holder(name.name)} : ${own.prefix}.uninitialised(${JSON.stringify(name.name)})).v`;
    }
    default:
      return name.mode satisfies never;
  }
}

function moduleScope(scope: Reference["from"]): Reference["from"] {
  let top = scope;
  while (top.type !== "module") top = top.upper!;
  return top;
}

/** A use that stands before the end of its `let`, `const` or `class` declaration: the temporal dead zone. */
function isBeforeDeclaration(name: PlannedName, node: Identifier, inClosure: boolean): boolean {
  if (name.kind !== "let" && name.kind !== "const" && name.kind !== "class") return false;
  const definition = name.declaration?.definitions[0];
  if (!definition) return false;
  const own = definition.name as unknown as Identifier;
  const whole = definition.node as unknown as { id?: AnyNode; end: number };
  const isInPattern =
    whole.id !== undefined && whole.id.start <= node.start && node.end <= whole.id.end;
  if (isInPattern && !inClosure) return node.start < own.start;
  return node.start < whole.end && node !== own;
}

function isShorthand(
  node: Identifier,
  parent: AnyNode | undefined,
  parents: ReadonlyMap<AnyNode, AnyNode>,
): boolean {
  const property =
    parent?.type === "AssignmentPattern" && parent.left === node ? parents.get(parent) : parent;
  return property?.type === "Property" && property.shorthand && property.value.start === node.start;
}

function isCalled(node: Identifier, parent: AnyNode | undefined): boolean {
  if (parent?.type === "CallExpression") return parent.callee === node;
  return parent?.type === "TaggedTemplateExpression" && parent.tag === node;
}
