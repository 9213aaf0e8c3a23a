import { lstat, realpath } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, sep } from "node:path";
import { HoldfastError } from "../../kernels/protocol/index.ts";
import { readError } from "./file-errors.ts";

/** A place inside of the served folder. */
export interface ResolvedPath {
  /** Relative to the root, with `/`, as it was asked for; "" is the root itself. */
  readonly path: string;
  /** The same with symbolic links followed: the one name of what may have several. */
  readonly realPath: string;
  /** Absolute, symbolic links of folders followed. */
  readonly file: string;
}

export interface ResolveOptions {
  /** Also accept "", the root itself; default false. */
  readonly root?: boolean;
}

/**
 * Decodes a path of a URL, once. What looks encoded after that is a name with a percent sign.
 *
 * @throws HoldfastError HF_PATH_INVALID for a bad escape
 */
export function decodePath(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch (error) {
    throw new HoldfastError("HF_PATH_INVALID", "The path has an escape that is none", {
      got: encoded.slice(0, 100),
      expected: "percent-encoded UTF-8",
      cause: error,
    });
  }
}

/**
 * The one function that turns a path of a request into a file (S9, S10): it cannot leave the root, neither
 * by its text nor through a symbolic link, and never names a dot-file.
 *
 * @param root absolute and real (`realpath`)
 * @param path decoded, relative to the root
 * @throws HoldfastError HF_PATH_INVALID, HF_PATH_HIDDEN, HF_FILE_NOT_FOUND, HF_FILE_UNREADABLE
 */
export async function resolvePath(
  root: string,
  path: string,
  options: ResolveOptions = {},
): Promise<ResolvedPath> {
  if (path === "" && options.root) return { path, realPath: path, file: root };
  const fault = pathFault(path);
  if (fault) throw invalid(path, fault);
  if (path.split("/").some(isHidden)) throw hidden(path);
  const file = await realFile(join(root, path), path);
  const inside = relative(root, file);
  if (inside === "" || inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside))
    throw invalid(path, "it leads out of the served folder");
  if (inside.split(sep).some(isHidden)) throw hidden(path);
  return { path, realPath: inside.split(sep).join("/"), file };
}

/**
 * Like `resolvePath`, for what happens to a name rather than to what it names (rename, delete): a symbolic
 * link at the end of the path is not followed.
 */
export async function resolveEntry(root: string, path: string): Promise<ResolvedPath> {
  const fault = pathFault(path);
  if (fault) throw invalid(path, fault);
  const at = path.lastIndexOf("/");
  const name = path.slice(at + 1);
  if (isHidden(name)) throw hidden(path);
  const folder = await resolvePath(root, path.slice(0, Math.max(0, at)), { root: true });
  const realPath = folder.realPath === "" ? name : `${folder.realPath}/${name}`;
  return { path, realPath, file: join(folder.file, name) };
}

function pathFault(path: string): string | undefined {
  if (path === "") return "it is empty";
  if (path.includes("\0")) return "it has a NUL character";
  if (path.includes("\\")) return "it has a backslash";
  if (/\p{Surrogate}/u.test(path)) return "it is not Unicode text";
  if (path.startsWith("/")) return "it is absolute";
  const names = path.split("/");
  if (names.includes("..")) return "it has '..'";
  if (names.includes(".") || names.includes("")) return "it has an empty part";
  if (names.some((name) => Buffer.byteLength(name) > 255)) return "a name is longer than 255 bytes";
  if (Buffer.byteLength(path) > 4000) return "it is longer than 4000 bytes";
  return undefined;
}

function isHidden(name: string): boolean {
  return name.startsWith(".");
}

/** The real path of what exists; for what does not, of its deepest existing folder and the rest. */
async function realFile(file: string, path: string): Promise<string> {
  try {
    return await realpath(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT")
      throw code === "ELOOP" ? invalid(path, "a link is broken") : readError(error, path);
    // A link whose target does not exist: writing through it could leave the root.
    if (await isThere(file)) throw invalid(path, "a link is broken");
    return join(await realFile(dirname(file), path), file.slice(dirname(file).length + 1));
  }
}

async function isThere(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  );
}

function invalid(path: string, fault: string): HoldfastError {
  return new HoldfastError("HF_PATH_INVALID", `The path cannot be used: ${fault}`, {
    got: JSON.stringify(path.slice(0, 200)),
  });
}

function hidden(path: string): HoldfastError {
  return new HoldfastError("HF_PATH_HIDDEN", "A part of the path starts with a dot", {
    got: JSON.stringify(path.slice(0, 200)),
  });
}
