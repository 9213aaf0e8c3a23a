import { builtinModules } from "node:module";
import { nearestName } from "../../analysis/base/nearest-name.ts";
import { KernelError } from "../runtime/kernel-error.ts";

/** What a specifier begins with that another runtime loads from the network, and what to do here instead. */
const SCHEMES: Readonly<Record<string, (specifier: string) => string>> = {
  https: fromUrl,
  http: fromUrl,
  jsr: (specifier) =>
    `Packages of JSR are Deno's. Install it as an npm package: npx jsr add ${specifier.replace(/^jsr:\/?/, "")}`,
  deno: () => "That is Deno's, and this is Node: use a node: module",
  bun: () => "That is Bun's, and this is Node: use a node: module",
  blob: () => "Node cannot import a Blob: write it to a file, and import that",
  ext: () => "That is Deno's, and this is Node: use a node: module",
};

/**
 * Refuses what no module of Node is, before Node is asked.
 *
 * @throws KernelError HF_IMPORT_FOREIGN, HF_MODULE_UNKNOWN
 */
export function refuseForeign(specifier: string, word: "import" | "require"): void {
  const scheme = /^([a-z][a-z\d+.-]*):/i.exec(specifier)?.[1]?.toLowerCase();
  if (scheme === "node") throw unknownModule(specifier);
  const instead = scheme === undefined ? undefined : SCHEMES[scheme];
  if (instead && Object.hasOwn(SCHEMES, scheme!))
    throw new KernelError("HF_IMPORT_FOREIGN", `Cannot ${word} '${specifier}'`, instead(specifier));
}

/** The package that an address of a CDN stands for. */
function fromUrl(specifier: string): string {
  const name =
    /^https?:\/\/(?:esm\.sh|cdn\.skypack\.dev|unpkg\.com|cdn\.jsdelivr\.net\/npm|esm\.run|cdn\.esm\.sh|jspm\.dev)\/(?:npm:)?((?:@[\w.-]+\/)?[\w.-]+)/.exec(
      specifier,
    )?.[1];
  const install =
    name === undefined ? "holdfast add <package>" : `holdfast add ${name}, then import "${name}"`;
  return `Cells load no code from the network. Install the package in a terminal: ${install}; or save the file beside the notebook and import "./file.js"`;
}

function unknownModule(specifier: string): KernelError {
  const name = specifier.slice("node:".length);
  const near = nearestName(name, builtinModules);
  return new KernelError(
    "HF_MODULE_UNKNOWN",
    `Node ${process.versions.node} has no module '${specifier}'`,
    near === undefined
      ? "The list of its modules is require('node:module').builtinModules"
      : `Did you mean 'node:${near}'?`,
  );
}

/** An error of `require` for what only `import` can load, in words. */
export function asModule(error: unknown, id: string): unknown {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  if (code !== "ERR_REQUIRE_ESM" && code !== "ERR_REQUIRE_ASYNC_MODULE") return error;
  return new KernelError(
    "HF_IMPORT_FOREIGN",
    `require cannot load '${id}': it is an ES module`,
    `Write import * as name from "${id}", or await import("${id}")`,
  );
}

/** An error that Node made later has no frame of the cell: it gets those of the place where the import began. */
export function withPlace(error: unknown, { stack = "" }: Error): unknown {
  if (!(error instanceof Error) || typeof error.stack !== "string") return error;
  const frames = stack.split("\n").slice(2).join("\n");
  if (!error.stack.includes(frames)) error.stack += `\n${frames}`;
  return error;
}
