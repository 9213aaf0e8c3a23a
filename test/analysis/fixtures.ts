import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Path of a file of the analysis fixtures. */
export function fixture(name: string): string {
  return fileURLToPath(new URL(`../fixtures/analysis/${name}`, import.meta.url));
}

/** Parses a JSON fixture. */
export function fixtureJson<T>(name: string): T {
  return JSON.parse(readFileSync(fixture(name), "utf8")) as T;
}

/** The error that a promise or a function ends with. */
export async function failure(work: () => unknown): Promise<Error & { code?: string }> {
  try {
    await work();
  } catch (error) {
    return error as Error;
  }
  throw new Error("it did not fail");
}
