import { parseCell, SourceError, scanTo } from "../../source/index.ts";
import { eraseTypes } from "../compile/erase-types.ts";
import { withObject } from "../compile/object-literal.ts";
import { CellSyntaxError } from "../compile/syntax-error.ts";

/** Whether a text is a whole cell, as is_complete_reply says it. */
export type Completeness =
  | { readonly status: "complete" | "invalid" }
  | { readonly status: "incomplete"; readonly indent: string };

/** Tells whether a person who pressed Enter wants to go on typing. */
export function completeness(code: string): Completeness {
  const { kind } = scanTo(code, code.length);
  if (kind === "template" || (kind === "comment" && /\/\*(?:(?!\*\/)[\s\S])*$/.test(code)))
    return { status: "incomplete", indent: "" };
  const end = code.trimEnd().length;
  try {
    parseCell(eraseTypes(code, { lowerUsing: false }).code);
    return { status: "complete" };
  } catch (error) {
    if (withObject(code)) return { status: "complete" };
    if (error instanceof SourceError) return { status: "invalid" };
    if (!(error instanceof CellSyntaxError)) throw error;
    return error.offset >= end
      ? { status: "incomplete", indent: indentAfter(code) }
      : { status: "invalid" };
  }
}

/** The last line's indent, and one step more when it opens something. */
function indentAfter(code: string): string {
  const line = code.trimEnd().split("\n").at(-1) ?? "";
  const indent = /^\s*/.exec(line)?.[0] ?? "";
  return /[([{]\s*$|=>\s*$/.test(line) ? `${indent}  ` : indent;
}
