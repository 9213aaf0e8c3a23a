import { types } from "node:util";
import type { MimeBundle } from "../../protocol/index.ts";
import {
  chainBefore,
  cursorContext,
  type DeclarationText,
  declarationText,
  scanTo,
} from "../../source/index.ts";
import type { BuiltinDocs } from "./builtin-docs.ts";
import { kindName } from "./class-name.ts";
import { isClass } from "./is-class.ts";
import type { Names } from "./names.ts";
import { previewOf } from "./preview.ts";
import { shapeOf } from "./sizes.ts";

/** What inspection asks for the words about a name. */
export interface InspectSources {
  readonly names: Names;
  readonly docs: BuiltinDocs;
  /** The text of the cell that declared a variable. */
  sourceOf(name: string): string | undefined;
}

/** What can be said about the name at a place, or about the function whose call the place is in. */
export function inspectAt(
  code: string,
  offset: number,
  sources: InspectSources,
): MimeBundle | undefined {
  const chain = chainAt(code, offset) ?? calledAt(code, offset);
  if (!chain) return undefined;
  const found = sources.names.resolve(chain);
  const [root, ...steps] = chain;
  const name = String(chain.at(-1));
  const written =
    steps.length === 0 && typeof root === "string" ? wordsOf(root, code, sources) : undefined;
  if (!found && !written) return undefined;
  const signature = written?.signature ?? signatureOf(name, found!.value);
  const value = found && typeof found.value !== "function" ? valueLine(found.value) : undefined;
  const parts = [`\`\`\`typescript\n${signature}\n\`\`\``, written?.docs, value && `\`${value}\``];
  const plain = [signature, value, written?.docs];
  return {
    "text/plain": plain.filter(Boolean).join("\n"),
    "text/markdown": parts.filter(Boolean).join("\n\n"),
  };
}

/** The words of a person or of ours: a declaration with its comment. */
function wordsOf(
  name: string,
  code: string,
  { docs, sourceOf, names }: InspectSources,
): DeclarationText | undefined {
  const source = sourceOf(name);
  if (source !== undefined) return declarationText(source, name);
  return names.find(name) ? docs.get(name) : declarationText(code, name);
}

function chainAt(code: string, offset: number) {
  const { kind } = cursorContext(code, offset);
  if (kind !== "name" && kind !== "member") return undefined;
  const rest = /^[\p{ID_Continue}$]*/u.exec(code.slice(offset))?.[0] ?? "";
  const before = code.slice(0, offset + rest.length);
  return /[\p{ID_Continue}$]$/u.test(before) ? chainBefore(before) : undefined;
}

/** The function of the innermost call that is open at a place. */
function calledAt(code: string, offset: number) {
  let depth = 0;
  for (let i = offset - 1; i >= 0; i--) {
    const c = code[i]!;
    if (!"()[]{};".includes(c) || scanTo(code, i).kind !== "code") continue;
    if (c === ";" && depth === 0) return undefined;
    if (")]}".includes(c)) depth++;
    else if ("([{".includes(c) && depth-- === 0) {
      if (c === "(") return chainBefore(code.slice(0, i).trimEnd());
      depth = 0;
    }
  }
  return undefined;
}

const textOf = Function.prototype.toString;

function signatureOf(name: string, value: unknown): string {
  if (typeof value !== "function" || types.isProxy(value)) return `${name}: ${kindName(value)}`;
  const text = textOf.call(value);
  if (/\{ \[native code\] \}$/.test(text)) {
    const length: unknown = Object.getOwnPropertyDescriptor(value, "length")?.value;
    const count = typeof length === "number" ? length : 0;
    const given = Array.from({ length: Math.min(count, 10) }, (_, i) => `arg${i + 1}`).join(", ");
    return isClass(value) ? `class ${name}` : `function ${name}(${given})`;
  }
  if (isClass(value)) return `class ${/^class\s*([^{]*)/.exec(text)?.[1]?.trim() || name}`;
  return `function ${name}${parametersOf(text)}`;
}

/** The parameters as they are written; defaults may hold brackets of their own. */
function parametersOf(text: string): string {
  const open = text.indexOf("(");
  const arrow = /^(?:async\s+)?([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*=>/u.exec(text);
  if (arrow) return `(${arrow[1]})`;
  let depth = 0;
  for (let i = open; i >= 0 && i < Math.min(text.length, 2_000); i++) {
    if ("([{".includes(text[i]!)) depth++;
    if (")]}".includes(text[i]!) && --depth === 0)
      return text.slice(open, i + 1).replace(/\s+/g, " ");
  }
  return "(…)";
}

function valueLine(value: unknown): string {
  const shape = typeof value === "string" ? undefined : shapeOf(value);
  const kind = shape ? `${kindName(value)} (${shape.join(" × ")})` : kindName(value);
  return `${kind} = ${previewOf(value)}`;
}
