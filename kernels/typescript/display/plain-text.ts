import { inspect } from "node:util";

const INSPECT_OPTIONS = {
  depth: 4,
  maxArrayLength: 100,
  maxStringLength: 10_000,
  breakLength: 100,
  compact: 3,
} as const;

/** The text of a value as Node shows it; one that cannot be shown is named, not hidden. Never throws. */
export function plainText(value: unknown): string {
  try {
    return inspect(value, INSPECT_OPTIONS);
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
