import { readFileSync } from "node:fs";
import { transformSync } from "oxc-transform";

/** A local TypeScript file as JavaScript. */
export interface ErasedFile {
  readonly code: string;
  /** Mappings back to the file's own text. */
  readonly mappings: string;
}

/** Tells whether a file is TypeScript by its name. */
export function isTypeScript(path: string): boolean {
  return /\.[cm]?tsx?$/.test(path);
}

/**
 * Erases the types of a local file, the same as for cells.
 *
 * @throws SyntaxError with the place
 */
export function eraseFile(path: string): ErasedFile {
  const source = readFileSync(path, "utf8");
  const result = transformSync(path, source, {
    sourceType: "module",
    target: "es2022",
    sourcemap: true,
  });
  const error = result.errors[0];
  if (error) throw new SyntaxError(`${path}: ${error.message}\n${error.codeframe ?? ""}`);
  return { code: result.code, mappings: result.map?.mappings ?? "" };
}
