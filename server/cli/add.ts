import { spawn } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { HoldfastError } from "../../kernels/protocol/index.ts";
import { type Command, readArgs } from "./command.ts";
import { say } from "./say.ts";

export const ADD = {
  name: "add",
  takes: "PACKAGE…",
  summary: "install npm packages beside the notebooks, for their cells to import",
  options: {
    folder: {
      type: "string",
      default: ".",
      value: "DIR",
      help: "the folder of the notebooks (default: the current one)",
    },
  },
  example: "holdfast add lodash@4 --folder notebooks",
} as const satisfies Command;

const PACKAGE = /^(?:npm:\/?)?((?:@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~_-][\w.~-]*(?:@[^\s/]+)?)$/i;

/** `holdfast add`: installs packages beside the notebooks of a folder, with npm. */
export async function add(argv: readonly string[]): Promise<number> {
  const { folder, packages } = readOptions(argv);
  const args = ["install", "--prefix", folder, "--no-audit", "--no-fund", "--", ...packages];
  const code = await npm(args);
  if (code !== 0) {
    throw new HoldfastError(
      "HF_PACKAGE_INSTALL",
      `npm could not install ${packages.join(", ")} in ${folder}`,
      { got: `exit code ${code}` },
    );
  }
  say(`Installed ${packages.join(", ")} in ${folder}. Running kernels find it at once.`);
  return 0;
}

function readOptions(argv: readonly string[]): { folder: string; packages: string[] } {
  const { values, positionals } = readArgs(ADD, argv);
  if (positionals.length === 0)
    throw new HoldfastError("HF_USAGE", "holdfast add takes the names of packages", {
      got: "none",
      expected: "holdfast add lodash@4",
    });
  const folder = resolve(values.folder);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new HoldfastError("HF_FOLDER_INVALID", `${folder} is no folder`);
  return { folder, packages: positionals.map(packageName) };
}

/** A name of the registry, or the path of a package on this machine. */
function packageName(text: string): string {
  const name = PACKAGE.exec(text)?.[1];
  if (name !== undefined) return name;
  if (/^\.{0,2}\//.test(text) && existsSync(text)) return resolve(text);
  throw new HoldfastError("HF_USAGE", "This is no package", {
    got: JSON.stringify(text),
    expected: "a name such as lodash, lodash@4 or @scope/name, or the path of a package",
  });
}

function npm(args: readonly string[]): Promise<number | null> {
  return new Promise((done, fail) => {
    const child = spawn("npm", args, { stdio: "inherit" });
    child.once("error", (cause) =>
      fail(
        new HoldfastError("HF_PACKAGE_INSTALL", `npm cannot be started: ${cause.message}`, {
          action: "Install npm, or put it on the PATH.",
          cause,
        }),
      ),
    );
    child.once("exit", (code) => done(code));
  });
}
