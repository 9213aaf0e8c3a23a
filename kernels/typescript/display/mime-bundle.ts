import type { MimeBundle } from "../../protocol/index.ts";
import { imageOf } from "./images.ts";
import { plainText } from "./plain-text.ts";
import { probe } from "./probe.ts";
import { specOf } from "./specs.ts";
import { tableOf } from "./tables.ts";
import { textValues } from "./text-values.ts";

/** A value describes its own output under this symbol, without importing any kernel (Deno's convention). */
export const DISPLAY = Symbol.for("Jupyter.display");

/**
 * The MIME bundle of a value: its own display method first, then the duck types of Deno's kernel, tables and
 * images; `text/plain` is always there.
 */
export async function mimeBundle(value: unknown): Promise<MimeBundle> {
  const own = await ownBundle(value);
  if (own) return withText(own, value);
  if ((typeof value !== "object" && typeof value !== "function") || value === null)
    return { "text/plain": plainText(value) };
  return withText((await kindBundle(value)) ?? {}, value);
}

/** Duck types read whatever they find: where that throws, the value has its text. */
async function kindBundle(value: object): Promise<MimeBundle | undefined> {
  return (
    specOf(value) ??
    (await imageOf(value)) ??
    unlessItThrows(() => tableOf(value)) ??
    markupOf(value)
  );
}

function unlessItThrows<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

async function ownBundle(value: unknown): Promise<MimeBundle | undefined> {
  if ((typeof value !== "object" && typeof value !== "function") || value === null)
    return undefined;
  const display = probe(value, DISPLAY);
  if (typeof display !== "function") return undefined;
  const bundle: unknown = await display.call(value);
  return typeof bundle === "object" && bundle !== null ? textValues(bundle) : undefined;
}

function withText(bundle: MimeBundle, value: unknown): MimeBundle {
  return "text/plain" in bundle ? bundle : { ...bundle, "text/plain": plainText(value) };
}

function markupOf(value: object): MimeBundle | undefined {
  const outerHTML = probe(value, "outerHTML");
  if (typeof outerHTML !== "string") return undefined;
  return outerHTML.trimStart().startsWith("<svg")
    ? { "image/svg+xml": outerHTML }
    : { "text/html": outerHTML };
}
