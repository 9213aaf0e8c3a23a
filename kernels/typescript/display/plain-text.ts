import { type InspectOptions, inspect } from "node:util";
import { isLight, type PreviewLimits } from "./weight.ts";

/** From the fullest preview to the barest: the first whose text is short enough is taken. */
const PREVIEWS: readonly PreviewLimits[] = [
  { depth: 4, items: 100, characters: 10_000 },
  { depth: 2, items: 50, characters: 1_000 },
  { depth: 1, items: 20, characters: 200 },
  { depth: 0, items: 20, characters: 200 },
];
/** A text is at most about so long: making more takes seconds and nobody reads it. */
const MAX_CHARACTERS = 200_000;
const HEAD_KEYS = 50;

/**
 * The text of a value as Node shows it, shortened so that it is short and quick to make whatever the value is; what
 * is left out is counted in the text. One that cannot be shown is named, not hidden. Never throws.
 */
export function plainText(
  value: unknown,
  options: Pick<InspectOptions, "colors" | "breakLength" | "compact"> = {},
): string {
  try {
    const wide = new Set<object>();
    const limits = PREVIEWS.find((preview) => isLight(value, preview, MAX_CHARACTERS, wide));
    if (limits) return shown(value, limits, options);
    return head(value as object, options);
  } catch (error) {
    return `[a value that cannot be shown: ${reasonOf(error)}]`;
  }
}

function reasonOf(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return "it throws when it is looked at";
  }
}

/** Tells whether the usual text of a value would be so long that a preview has to do. */
export function isHeavy(value: unknown): boolean {
  return typeof value === "object" && !isLight(value, PREVIEWS[0]!, MAX_CHARACTERS);
}

function shown(
  value: unknown,
  { depth, items, characters }: PreviewLimits,
  options: InspectOptions,
): string {
  return inspect(value, {
    depth,
    maxArrayLength: items,
    maxStringLength: characters,
    breakLength: 100,
    compact: 3,
    ...options,
  });
}

/** An object with very many keys: its first ones, and how many more there are. */
function head(value: object, options: InspectOptions): string {
  const keys = Object.keys(value);
  const first: object = Object.create(Object.getPrototypeOf(value));
  for (const key of keys.slice(0, HEAD_KEYS))
    Object.defineProperty(first, key, Object.getOwnPropertyDescriptor(value, key)!);
  const more = keys.length - HEAD_KEYS;
  const text = shown(first, PREVIEWS.at(-1)!, options);
  return more > 0 ? `${text}\n… ${more.toLocaleString("en")} more keys` : text;
}
