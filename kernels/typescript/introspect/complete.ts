import { cursorContext, KEYWORDS } from "../../source/index.ts";
import { completeModule, completePath } from "./complete-paths.ts";
import { isClass } from "./is-class.ts";
import type { Names } from "./names.ts";
import { type Member, membersOf } from "./read-members.ts";

/** One way to go on. */
export interface Match {
  readonly text: string;
  /** As Jupyter's clients know it: function, class, property, module, keyword, … */
  readonly type: string;
}

/** What can stand at a place in a cell's text, and which part of it (UTF-16 units) that replaces. */
export interface Completions {
  readonly matches: readonly Match[];
  readonly from: number;
  readonly to: number;
}

const MAX_MATCHES = 500;
const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** Completes without running anything of the notebook's: getters are not called, proxies not asked. */
export function complete(code: string, offset: number, names: Names, folder: string): Completions {
  const context = cursorContext(code, offset);
  if (context.kind === "none") return { matches: [], from: offset, to: offset };
  const { from, prefix } = context;
  const found = (matches: readonly Match[]): Completions => ({
    matches: matches.slice(0, MAX_MATCHES),
    from,
    to: offset,
  });
  switch (context.kind) {
    case "string":
      if (context.isModule) return found(completeModule(prefix, folder));
      return found(/^(?:~|\.{0,2})\//.test(prefix) ? completePath(prefix, folder) : []);
    case "member":
      return found(memberMatches(context.chain && names.resolve(context.chain), prefix));
    case "name":
      return found(nameMatches(code, from, prefix, names));
    default:
      return context satisfies never;
  }
}

function memberMatches(owner: { readonly value: unknown } | undefined, prefix: string): Match[] {
  if (!owner) return [];
  const members = membersOf(owner.value).filter(
    ({ name }) =>
      IDENTIFIER.test(name) && begins(name, prefix) && !(name.startsWith("_") && prefix === ""),
  );
  const rank = ({ isOwn, name }: Member): number => (name === "constructor" ? 2 : isOwn ? 0 : 1);
  return members
    .sort((a, b) => rank(a) - rank(b))
    .map((member) => ({ text: member.name, type: typeOfMember(member) }));
}

function typeOfMember({ value, isGetter, isOwn, name }: Member): string {
  if (isGetter) return "property";
  if (typeof value !== "function") return "property";
  if (isClass(value)) return "class";
  return isOwn || name === "constructor" ? "function" : "method";
}

function nameMatches(code: string, from: number, prefix: string, names: Names): Match[] {
  const found = new Map<string, Match>();
  const add = (text: string, type: string): void => {
    if (begins(text, prefix) && IDENTIFIER.test(text) && !found.has(text))
      found.set(text, { text, type });
  };
  const all = names.all();
  for (const { name, value, from: where } of all)
    if (where === "cell") add(name, typeOfValue(value));
  for (const [name] of (code.slice(0, from) + code.slice(from + prefix.length)).matchAll(
    /[\p{ID_Start}$_][\p{ID_Continue}$]{2,}/gu,
  ))
    if (prefix !== "" && !KEYWORDS.includes(name)) add(name, "text");
  for (const { name, value, from: where } of all)
    if (where !== "cell") add(name, typeOfValue(value));
  for (const word of KEYWORDS) add(word, "keyword");
  return [...found.values()];
}

function begins(name: string, prefix: string): boolean {
  return name.slice(0, prefix.length).toLowerCase() === prefix.toLowerCase();
}

function typeOfValue(value: unknown): string {
  if (typeof value !== "function") return "instance";
  return isClass(value) ? "class" : "function";
}
