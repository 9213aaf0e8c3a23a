import type { ErrorContent } from "../../protocol/index.ts";
import { plainNames } from "../../source/index.ts";
import { type CellSyntaxError, positionAt } from "../compile/syntax-error.ts";
import { localPlace } from "../modules/local-position.ts";
import type { CellRegistry } from "./cell-registry.ts";
import { codeFrame } from "./code-frame.ts";
import { type ErrorFacts, readError, thrownText } from "./read-error.ts";

/** The folder of the kernel's own files: where this one was built to, bundled or not. */
const KERNEL_FOLDER = kernelFolder();
/** So deep are errors within errors shown. */
const MAX_DEPTH = 5;
const MAX_FRAMES = 30;
const FRAME = /^\s+at (async )?(?:(.*?) \()?((?:file:\/\/)?[^()]*?):(\d+):(\d+)\)?$/;

/** An error as Jupyter shows it: name, message, and a traceback in the cell's own lines and columns. Never throws. */
export function describeError(error: unknown, registry: CellRegistry): ErrorContent {
  const facts = readError(error);
  if (!facts) {
    const evalue = thrownText(error);
    return { ename: "Error", evalue, traceback: [`${red("Thrown")}: ${evalue}`] };
  }
  return { ename: facts.name, evalue: messageOf(facts), traceback: traceback(facts, registry, 0) };
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

function messageOf({ code, message }: ErrorFacts): string {
  return `${code?.startsWith("HF_") ? `${code}: ` : ""}${plainNames(message)}`;
}

function traceback(facts: ErrorFacts, registry: CellRegistry, depth: number): string[] {
  const lines = [`${red(facts.name)}: ${messageOf(facts)}`];
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

interface ShownFrame {
  readonly text: string;
  readonly line: number;
  readonly column: number;
  /** The text of the cell that it lies in. */
  readonly source?: string;
}

function framesOf(stack: string, registry: CellRegistry): ShownFrame[] {
  const frames: ShownFrame[] = [];
  for (const raw of stack.split("\n")) {
    const match = FRAME.exec(raw);
    if (!match) continue;
    const [, wait = "", called, file = "", line, column] = match;
    const at = { line: Number(line), column: Number(column) };
    if (registry.get(file)) {
      const found = registry.position(file, at);
      if (!found) continue;
      const { ran } = found;
      const place = `${ran.label}:${found.line}:${found.column}`;
      frames.push({ ...found, text: shown(wait, called, place), source: ran.cell.source });
    } else if (!isInternal(file)) {
      const local = localPlace(file, at, registry.folder);
      const place = local?.at ? `${local.name}:${local.at.line}:${local.at.column}` : local?.name;
      const text = place === undefined ? raw.trimEnd() : shown(wait, called, place);
      frames.push({ ...at, text });
    }
  }
  return frames;
}

function shown(wait: string, called: string | undefined, place: string): string {
  const name = functionName(called);
  return name === "" ? `    at ${wait}${place}` : `    at ${wait}${name} (${place})`;
}

function functionName(called: string | undefined): string {
  const name = (called ?? "").replace(/^\$+hf_cell$/, "");
  return plainNames(name).replace(/^Object\./, "");
}

function isInternal(file: string): boolean {
  const path = file.replace(/^file:\/\//, "");
  return (
    file === "<anonymous>" || // the boundary's call
    file.startsWith("node:") ||
    path.startsWith(KERNEL_FOLDER) ||
    path.includes("/node_modules/tinypool/")
  );
}

function red(text: string): string {
  return `\x1b[31m${text}\x1b[39m`;
}

function kernelFolder(): string {
  const here = new URL(".", import.meta.url).pathname;
  return here.endsWith("/typescript/runtime/") ? new URL("../../", import.meta.url).pathname : here;
}
