import { readFile } from "node:fs/promises";
import type { LoadHook } from "node:module";
import { fileURLToPath } from "node:url";
import { transformSync } from "oxc-transform";

/** Node's loader hook for local TypeScript files: types away, the same as for cells. */
export const load: LoadHook = async (url, context, nextLoad) => {
  const path = url.startsWith("file:") ? fileURLToPath(url.replace(/[?#].*$/, "")) : "";
  if (!/\.[cm]?tsx?$/.test(path)) return nextLoad(url, context);
  const source = await readFile(path, "utf8");
  const result = transformSync(path, source, {
    sourceType: "module",
    target: "es2022",
    sourcemap: true,
  });
  const error = result.errors[0];
  if (error) throw new SyntaxError(`${path}: ${error.message}\n${error.codeframe ?? ""}`);
  const map = result.map
    ? `\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify(result.map)).toString("base64")}`
    : "";
  return { format: "module", source: result.code + map, shortCircuit: true };
};
