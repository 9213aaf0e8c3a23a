import type { LoadHook, ResolveHook } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { eraseFile, isTypeScript } from "./erase-file.ts";
import { addressOf, isLocal, localFile } from "./local-files.ts";
import { packageOf } from "./specifiers.ts";
import { USING_HELPER } from "./using-helper-name.ts";

/** The built kernel: its own files are no one's local files, also those that it loads late. */
const KERNEL = new URL(".", import.meta.url).href;

/** Modules of ours that local files import by name, as cells do. */
const OWN: Readonly<Record<string, URL>> = {
  [USING_HELPER]: new URL("./using-helper.js", import.meta.url),
  "holdfast/analysis": new URL("./analysis.js", import.meta.url),
};

/**
 * Node's hook for what local files import: each file under an address that changes with it, packages first from
 * the file's folder upwards, then holdfast's own.
 */
export const resolve: ResolveHook = async (specifier, context, nextResolve) => {
  const parent = localPath(context.parentURL);
  if (parent === undefined) return nextResolve(specifier, context);
  const own = OWN[specifier];
  if (own) return { url: own.href, shortCircuit: true };
  if (isLocal(specifier)) {
    const { path, query } = localFile(specifier, dirname(parent));
    if (path === undefined || path.includes("/node_modules/"))
      return nextResolve(specifier, context);
    return nextResolve(addressOf(path, query), context);
  }
  const wanted = packageOf(specifier)?.path ?? specifier;
  try {
    return await nextResolve(wanted, context);
  } catch (error) {
    if ((error as { code?: unknown }).code !== "ERR_MODULE_NOT_FOUND") throw error;
    try {
      return await nextResolve(wanted, { ...context, parentURL: import.meta.url });
    } catch {
      throw error;
    }
  }
};

/** Node's hook for local TypeScript: types away. */
export const load: LoadHook = async (url, context, nextLoad) => {
  const path = localPath(url);
  if (path === undefined || !isTypeScript(path)) return nextLoad(url, context);
  return { format: "module", source: eraseFile(path).code, shortCircuit: true };
};

/** The path of a file that belongs neither to a package nor to the kernel. */
function localPath(url: string | undefined): string | undefined {
  if (!url?.startsWith("file:") || url.startsWith(KERNEL)) return undefined;
  const path = fileURLToPath(url.replace(/[?#].*$/, ""));
  return path.includes("/node_modules/") ? undefined : path;
}
