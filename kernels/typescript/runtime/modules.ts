import { existsSync, statSync } from "node:fs";
import { createRequire, isBuiltin, register } from "node:module";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { constants, Script } from "node:vm";
import { KernelError } from "./kernel-error.ts";
import { usingCtx } from "./using-context.ts";

type NativeImport = (
  specifier: string,
  options?: ImportCallOptions,
) => Promise<Record<string, unknown>>;

const USING_HELPER = "@oxc-project/runtime/helpers/usingCtx";
const TYPESCRIPT = /\.[cm]?tsx?$/;

/** The modules of one notebook: resolved from its folder upwards, then from holdfast's own. */
export class Modules {
  readonly #folder: string;
  readonly #nativeImport: NativeImport;
  readonly #own: Readonly<Record<string, () => Promise<Record<string, unknown>>>>;
  #hasLoader = false;
  readonly require: NodeJS.Require;
  readonly meta: {
    readonly url: string;
    readonly filename: string;
    readonly dirname: string;
    resolve(specifier: string): string;
  };

  /**
   * @param notebookPath absolute path of the notebook's file
   * @param own our own modules by specifier, loaded on use
   */
  constructor(
    notebookPath: string,
    own: Readonly<Record<string, () => Promise<Record<string, unknown>>>>,
  ) {
    this.#folder = dirname(notebookPath);
    this.#own = own;
    this.#nativeImport = new Script("(specifier, options) => import(specifier, options)", {
      filename: join(this.#folder, "[holdfast]"),
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    }).runInThisContext() as NativeImport;
    this.require = createRequire(notebookPath);
    const { require } = this;
    this.meta = {
      url: pathToFileURL(notebookPath).href,
      filename: notebookPath,
      dirname: this.#folder,
      resolve: (specifier) =>
        isBuiltin(specifier) ? specifier : pathToFileURL(require.resolve(specifier)).href,
    };
  }

  /** `import()` of a cell. Throws HF_PACKAGE_MISSING for a package that is not installed. */
  readonly import = async (
    specifier: string,
    options?: ImportCallOptions,
  ): Promise<Record<string, unknown>> => {
    const wanted = String(specifier);
    if (wanted === USING_HELPER) return { default: usingCtx };
    const own = this.#own[wanted];
    if (own) return own();
    if (isBuiltin(wanted)) return this.#nativeImport(wanted);
    if (/^\.{0,2}\//.test(wanted) || isAbsolute(wanted) || wanted.startsWith("file:"))
      return this.#importFile(wanted, options);
    return this.#importPackage(
      wanted.replace(/^npm:\/?((?:@[^/@]+\/)?[^/@]+)(?:@[^/]*)?/, "$1"),
      options,
    );
  };

  async #importFile(
    specifier: string,
    options?: ImportCallOptions,
  ): Promise<Record<string, unknown>> {
    const path = specifier.startsWith("file:")
      ? fileURLToPath(specifier)
      : resolve(this.#folder, specifier);
    if (!existsSync(path)) {
      throw new KernelError(
        "HF_FILE_NOT_FOUND",
        `Cannot find '${specifier}': ${path} does not exist`,
        "Give the file name with its ending, relative to the notebook.",
      );
    }
    if (TYPESCRIPT.test(path)) this.#registerLoader();
    delete this.require.cache[path];
    // The query makes a file that changed since a module of its own; the unchanged one stays the same module.
    const url = `${pathToFileURL(path).href}?t=${statSync(path).mtimeMs}`;
    return this.#nativeImport(url, withJsonType(path, options));
  }

  async #importPackage(
    specifier: string,
    options?: ImportCallOptions,
  ): Promise<Record<string, unknown>> {
    const name = /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
    try {
      return await this.#nativeImport(specifier, withJsonType(specifier, options));
    } catch (error) {
      if (!isMissing(error, name)) throw error;
    }
    try {
      return (await import(specifier, withJsonType(specifier, options) ?? {})) as Record<
        string,
        unknown
      >;
    } catch (error) {
      if (!isMissing(error, name)) throw error;
      throw new KernelError(
        "HF_PACKAGE_MISSING",
        `The package '${name}' is not installed for this notebook`,
        `Run in a terminal: npm install --prefix ${JSON.stringify(this.#folder)} ${name}`,
      );
    }
  }

  #registerLoader(): void {
    if (this.#hasLoader) return;
    this.#hasLoader = true;
    register("./typescript-loader.js", import.meta.url);
  }
}

/** Node wants the type of JSON modules said; an analyst does not. */
function withJsonType(path: string, options?: ImportCallOptions): ImportCallOptions | undefined {
  return path.endsWith(".json") && !options?.with ? { with: { type: "json" } } : options;
}

function isMissing(error: unknown, name: string): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return code === "ERR_MODULE_NOT_FOUND" && String(message).includes(`'${name}'`);
}
