import type { ModelClass, ModelClasses } from "./json.ts";

const known: Record<string, ModelClass> = {};

/** The classes of models that have been loaded: what reads a finished model back. */
export const knownModelClasses: ModelClasses = known;

/** Adds classes that were loaded. */
export function knowModelClasses(classes: ModelClasses): void {
  Object.assign(known, classes);
}
