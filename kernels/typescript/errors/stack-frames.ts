import { stripVTControlCharacters } from "node:util";
import { plainNames } from "../../source/index.ts";
import type { CellRegistry } from "../runtime/cell-registry.ts";
import { localPlace } from "./local-position.ts";

/** The folder of the kernel's own files: where this one was built to, bundled or not. */
const KERNEL_FOLDER = kernelFolder();
const FRAME = /^\s+at (async )?(?:(.*?) \()?((?:file:\/\/)?[^()]*?):(\d+):(\d+)\)?$/;

/** A frame as a person sees it. */
export interface ShownFrame {
  readonly text: string;
  readonly line: number;
  readonly column: number;
  /** The text of the cell that it lies in. */
  readonly source?: string;
}

/** The frames of a stack in the cells' and files' own lines, without those of Node and of the kernel. */
export function framesOf(stack: string, registry: CellRegistry): ShownFrame[] {
  return stack
    .split("\n")
    .map((line) => frameOf(line, registry))
    .filter((frame) => typeof frame === "object");
}

/** Puts own lines into every stack of a text that is printed or shown, and takes internal frames out. */
export function withOwnLines(text: string, registry: CellRegistry): string {
  if (!text.includes(registry.mark) && !text.includes(KERNEL_FOLDER)) return text;
  const lines = text.split("\n").map((line) => {
    const frame = frameOf(stripVTControlCharacters(line), registry);
    if (frame === "internal") return undefined;
    return frame ? /^\s*/.exec(line)![0] + frame.text.trimStart() : line;
  });
  return lines.filter((line) => line !== undefined).join("\n");
}

/** Reads a line of a stack; undefined when it is none. */
function frameOf(raw: string, registry: CellRegistry): ShownFrame | "internal" | undefined {
  const match = FRAME.exec(raw);
  if (!match) return undefined;
  const [, wait = "", called, file = "", line, column] = match;
  const at = { line: Number(line), column: Number(column) };
  if (registry.get(file)) {
    const found = registry.position(file, at);
    if (!found) return "internal"; // code that the rewriter added
    const { ran } = found;
    const place = `${ran.label}:${found.line}:${found.column}`;
    return { ...found, text: shown(wait, called, place), source: ran.cell.source };
  }
  if (isInternal(file)) return "internal";
  const local = localPlace(file, at, registry.folder);
  const place = local?.at ? `${local.name}:${local.at.line}:${local.at.column}` : local?.name;
  return { ...at, text: place === undefined ? raw.trimEnd() : shown(wait, called, place) };
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

function kernelFolder(): string {
  const here = new URL(".", import.meta.url).pathname;
  return here.endsWith("/typescript/runtime/") ? new URL("../../", import.meta.url).pathname : here;
}
