import { inspect } from "node:util";

const INSPECT_OPTIONS = {
  depth: 4,
  maxArrayLength: 100,
  maxStringLength: 10_000,
  breakLength: 100,
  compact: 3,
} as const;

/** The text of a value as Node shows it; a getter or a proxy that throws is named, not hidden. */
export function plainText(value: unknown): string {
  if (typeof value === "string") return inspect(value, INSPECT_OPTIONS);
  try {
    return inspect(value, INSPECT_OPTIONS);
  } catch (error) {
    return `[a value that cannot be shown: ${error instanceof Error ? error.message : String(error)}]`;
  }
}
