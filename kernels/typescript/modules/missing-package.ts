import { KernelError } from "../runtime/kernel-error.ts";
import { type PackageSpecifier, packageOf } from "./specifiers.ts";

/** Tells how to install a package beside the notebook. */
export function packageMissing(
  { name, wanted }: Pick<PackageSpecifier, "name" | "wanted">,
  folder: string,
  neededBy?: string,
): KernelError {
  const by = neededBy === undefined ? "" : `, which '${neededBy}' needs,`;
  const at = JSON.stringify(folder);
  return new KernelError(
    "HF_PACKAGE_MISSING",
    `The package '${name}'${by} is not installed for this notebook`,
    `Run in a terminal: npm install --prefix ${at} ${wanted} (the same as: holdfast add ${wanted} --folder ${at})`,
  );
}

/** An error of Node's that means a missing package, as ours; any other error as it is. */
export function asMissing(error: unknown, specifier: string, folder: string): unknown {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  if (code !== "ERR_MODULE_NOT_FOUND" && code !== "MODULE_NOT_FOUND") return error;
  const [, found] = /^Cannot find (?:package|module) '([^']+)'/.exec(String(message)) ?? [];
  const missing = found === undefined ? undefined : packageOf(found);
  return missing ? packageMissing(missing, folder, specifier) : error;
}
