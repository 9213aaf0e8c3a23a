import { inspect } from "node:util";
import type { MimeBundle } from "../../protocol/index.ts";
import { imageOf } from "./images.ts";
import { specOf } from "./specs.ts";
import { tableOf } from "./tables.ts";

/** A value describes its own output under this symbol, without importing any kernel (Deno's convention). */
export const DISPLAY = Symbol.for("Jupyter.display");

const INSPECT_OPTIONS = {
  depth: 4,
  maxArrayLength: 100,
  maxStringLength: 10_000,
  breakLength: 100,
  compact: 3,
} as const;

/**
 * The MIME bundle of a value: its own display method first, then the duck types of Deno's kernel, tables and
 * images; `text/plain` is always there.
 */
export async function mimeBundle(value: unknown): Promise<MimeBundle> {
  const own = await ownBundle(value);
  if (own) return withText(own, value);
  if ((typeof value !== "object" && typeof value !== "function") || value === null)
    return { "text/plain": plainText(value) };
  const found = specOf(value) ?? (await imageOf(value)) ?? tableOf(value) ?? markupOf(value);
  return withText(found ?? {}, value);
}

async function ownBundle(value: unknown): Promise<MimeBundle | undefined> {
  const display = (value as Record<symbol, unknown> | null | undefined)?.[DISPLAY];
  if (typeof display !== "function") return undefined;
  const bundle: unknown = await display.call(value);
  return typeof bundle === "object" && bundle !== null ? (bundle as MimeBundle) : undefined;
}

/** The text of a value as Node shows it; a getter or a proxy that throws is named, not hidden. */
export function plainText(value: unknown): string {
  if (typeof value === "string") return inspect(value, INSPECT_OPTIONS);
  try {
    return inspect(value, INSPECT_OPTIONS);
  } catch (error) {
    return `[a value that cannot be shown: ${error instanceof Error ? error.message : String(error)}]`;
  }
}

function withText(bundle: MimeBundle, value: unknown): MimeBundle {
  return "text/plain" in bundle ? bundle : { ...bundle, "text/plain": plainText(value) };
}

function markupOf(value: object): MimeBundle | undefined {
  const { outerHTML } = value as { outerHTML?: unknown };
  if (typeof outerHTML !== "string") return undefined;
  return outerHTML.trimStart().startsWith("<svg")
    ? { "image/svg+xml": outerHTML }
    : { "text/html": outerHTML };
}
