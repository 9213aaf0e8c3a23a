import { transformSync } from "oxc-transform";
import { CellSyntaxError } from "./syntax-error.ts";

/** JavaScript without types, and the source map back to the TypeScript. */
export interface Erased {
  readonly code: string;
  readonly mappings: string;
}

/**
 * Erases the types of a cell; enums, namespaces and parameter properties become JavaScript.
 *
 * @param lowerUsing also lowers `using` in blocks and functions, which Node 20 does not know
 * @throws CellSyntaxError
 */
export function eraseTypes(source: string, options: { lowerUsing: boolean }): Erased {
  const result = transformSync("cell.ts", source, {
    lang: options.lowerUsing ? "js" : "ts",
    sourceType: "module",
    sourcemap: true,
    target: options.lowerUsing ? "es2022" : "esnext",
    typescript: { onlyRemoveTypeImports: true },
  });
  const error = result.errors[0];
  if (error) {
    const message = error.message.replace(/^TS\(\d+\): /, "").replace(/\.$/, "");
    const help = error.helpMessage ? `. ${error.helpMessage}` : "";
    throw new CellSyntaxError(
      `${message}${help}`,
      utf16Offset(source, error.labels[0]?.start ?? 0),
    );
  }
  return { code: result.code, mappings: result.map?.mappings ?? "" };
}

/** Tells whether a text that is no TypeScript would be one with JSX. */
export function isJsx(source: string): boolean {
  const faults = (["ts", "tsx"] as const).map(
    (lang) => transformSync(`cell.${lang}`, source, { lang, sourceType: "module" }).errors.length,
  );
  return faults[0] !== 0 && faults[1] === 0;
}

/** oxc counts UTF-8 bytes in its labels, JavaScript UTF-16 units. */
function utf16Offset(source: string, bytes: number): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is asked for
  if (/^[\x00-\x7f]*$/.test(source)) return bytes;
  return Buffer.from(source, "utf8").subarray(0, bytes).toString("utf8").length;
}
