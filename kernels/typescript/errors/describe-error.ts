import { stripVTControlCharacters } from "node:util";
import type { ErrorContent } from "../../protocol/index.ts";
import { plainNames } from "../../source/index.ts";
import { type CellSyntaxError, positionAt } from "../compile/syntax-error.ts";
import { type ErrorFacts, readError, thrownText } from "../display/read-error.ts";
import type { CellRegistry } from "../runtime/cell-registry.ts";
import { codeFrame } from "./code-frame.ts";
import { referenceHint } from "./reference-hints.ts";
import { framesOf } from "./stack-frames.ts";

/** So deep are errors within errors shown. */
const MAX_DEPTH = 5;
const MAX_FRAMES = 30;

/** An error as Jupyter shows it: name, message, and a traceback in the cell's own lines and columns. Never throws. */
export function describeError(error: unknown, registry: CellRegistry): ErrorContent {
  const facts = readError(error);
  if (!facts) {
    const evalue = stripVTControlCharacters(thrownText(error));
    return { ename: "Error", evalue, traceback: [`${red("Thrown")}: ${evalue}`] };
  }
  const evalue = stripVTControlCharacters(messageOf(facts, registry));
  return {
    ename: stripVTControlCharacters(facts.name),
    evalue,
    traceback: traceback(facts, registry, 0),
  };
}

/** A syntax error of a cell that did not run: its position comes from the compiler. */
export function describeSyntaxError(
  error: CellSyntaxError,
  source: string,
  label: string,
): ErrorContent {
  const at = positionAt(source, error.offset);
  const place = `    at ${label}:${at.line}:${at.column}`;
  return {
    ename: "SyntaxError",
    evalue: error.message,
    traceback: [`${red("SyntaxError")}: ${error.message}`, ...codeFrame(source, at), place],
  };
}

function messageOf({ code, name, message, stack }: ErrorFacts, registry: CellRegistry): string {
  const plain = plainNames(message);
  const unknown = name === "ReferenceError" ? /^(.+) is not defined$/.exec(plain)?.[1] : undefined;
  const hint = unknown === undefined ? undefined : unknownName(unknown, stack, registry);
  return `${code?.startsWith("HF_") ? `${code}: ` : ""}${plain}${hint === undefined ? "" : `. ${hint}`}`;
}

function unknownName(name: string, stack: string, registry: CellRegistry): string | undefined {
  const frame = framesOf(stack, registry).find(({ source }) => source !== undefined);
  const line = frame?.source?.split("\n")[frame.line - 1];
  return referenceHint({ name, line, missing: registry.whyMissing(name) });
}

function traceback(facts: ErrorFacts, registry: CellRegistry, depth: number): string[] {
  const lines = [`${red(facts.name)}: ${messageOf(facts, registry)}`];
  const frames = framesOf(facts.stack, registry);
  const first = frames.find((frame) => frame.source !== undefined);
  if (first?.source !== undefined) lines.push(...codeFrame(first.source, first));
  lines.push(...frames.slice(0, MAX_FRAMES).map((frame) => frame.text));
  for (const [label, inner] of facts.inner) lines.push(label, ...nested(inner, registry, depth));
  return lines;
}

function nested(error: unknown, registry: CellRegistry, depth: number): string[] {
  if (depth >= MAX_DEPTH) return ["…"];
  const facts = readError(error);
  return facts ? traceback(facts, registry, depth + 1) : [thrownText(error)];
}

function red(text: string): string {
  return `\x1b[31m${text}\x1b[39m`;
}
