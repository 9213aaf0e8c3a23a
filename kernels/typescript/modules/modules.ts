import { isBuiltin, register } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { constants, Script } from "node:vm";
import { KernelError } from "../runtime/kernel-error.ts";
import { usingCtx } from "../runtime/using-context.ts";
import { refuseForeign, withPlace } from "./foreign-modules.ts";
import { whereIs } from "./installed.ts";
import { addressOf, isLocal, localFile } from "./local-files.ts";
import { asMissing, packageMissing } from "./missing-package.ts";
import { cellRequire, forgetChanged } from "./require.ts";
import { packageOf } from "./specifiers.ts";
import { USING_HELPER } from "./using-helper-name.ts";

type Module = Record<string, unknown>;
type NativeImport = (specifier: string, options?: ImportCallOptions) => Promise<Module>;

/** The modules of one notebook: resolved from its folder upwards, then from holdfast's own. */
export class Modules {
  readonly #folder: string;
  readonly #nativeImport: NativeImport;
  readonly #own: Readonly<Record<string, () => Promise<Module>>>;
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
  constructor(notebookPath: string, own: Readonly<Record<string, () => Promise<Module>>>) {
    this.#folder = dirname(notebookPath);
    this.#own = own;
    this.#nativeImport = new Script("(specifier, options) => import(specifier, options)", {
      filename: join(this.#folder, "[holdfast]"),
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    }).runInThisContext() as NativeImport;
    this.require = cellRequire(notebookPath);
    this.meta = {
      url: pathToFileURL(notebookPath).href,
      filename: notebookPath,
      dirname: this.#folder,
      resolve: (specifier) => this.#resolve(specifier),
    };
  }

  /** `import()` of a cell. Throws HF_PACKAGE_MISSING for a package that is not installed. */
  readonly import = async (specifier: string, options?: ImportCallOptions): Promise<Module> => {
    const wanted = String(specifier);
    if (wanted === USING_HELPER) return { default: usingCtx };
    const own = this.#own[wanted];
    if (own) return own();
    if (isBuiltin(wanted)) return this.#nativeImport(wanted);
    const here = new Error();
    try {
      refuseForeign(wanted, "import");
      return isLocal(wanted)
        ? await this.#importFile(wanted, options)
        : await this.#importPackage(wanted, options);
    } catch (error) {
      throw withPlace(asMissing(error, wanted, this.#folder), here);
    }
  };

  async #importFile(specifier: string, options?: ImportCallOptions): Promise<Module> {
    const { path, asked, query } = localFile(specifier, this.#folder);
    if (path === undefined) {
      throw new KernelError(
        "HF_FILE_NOT_FOUND",
        `Cannot find '${specifier}': ${asked} does not exist`,
        "Give the file name relative to the notebook.",
      );
    }
    if (/\.[cm]?[jt]sx?$/.test(path)) this.#registerLoader();
    forgetChanged(this.require.cache, path, new Map());
    return this.#nativeImport(addressOf(path, query), withJsonType(path, options));
  }

  async #importPackage(specifier: string, options?: ImportCallOptions): Promise<Module> {
    const asked = packageOf(specifier);
    if (!asked) return this.#nativeImport(specifier, options);
    const given = withJsonType(asked.path, options);
    switch (whereIs(asked, this.require, this.#folder)) {
      case "beside":
        return this.#nativeImport(asked.path, given);
      case "own":
        return (await import(asked.path, given ?? {})) as Module;
      default:
        throw packageMissing(asked, this.#folder);
    }
  }

  #resolve(specifier: string): string {
    if (isBuiltin(specifier)) return specifier;
    if (!isLocal(specifier)) return pathToFileURL(this.require.resolve(specifier)).href;
    const { path, asked, query } = localFile(specifier, this.#folder);
    return pathToFileURL(path ?? asked).href + query;
  }

  #registerLoader(): void {
    if (this.#hasLoader) return;
    this.#hasLoader = true;
    register("./loader.js", import.meta.url);
  }
}

/** Node wants the type of JSON modules said; an analyst does not. */
function withJsonType(path: string, options?: ImportCallOptions): ImportCallOptions | undefined {
  return path.endsWith(".json") && !options?.with ? { with: { type: "json" } } : options;
}
