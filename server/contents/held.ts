import { existsSync } from "node:fs";
import { constants, type FileHandle, lstat, open, readlink, realpath } from "node:fs/promises";
import { join } from "node:path";
import { HoldfastError } from "../../kernels/protocol/index.ts";

/** Whether a path is taken as it is, or the links in it are followed first: for paths that a person gave to a command. */
export interface LinkOptions {
  readonly links?: "refused" | "followed";
}

/** On Linux a descriptor tells what was opened, and names can be reached through it, whatever becomes of its path. */
const DESCRIPTORS = process.platform === "linux" && existsSync("/proc/self/fd");
/** Linux: opens a name without any right to its bytes; Node does not name it. */
const O_PATH = 0o10000000;

/** What to open something with only to look at it: nothing is read, and a pipe does not wait. */
export const LOOK = DESCRIPTORS
  ? O_PATH | constants.O_NOFOLLOW
  : constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW;

/**
 * A folder that is held open: what happens in it goes through its descriptor, so nobody who swaps a folder of its path
 * for a link meanwhile leads a read or a write elsewhere (S9, S32).
 */
export class HeldFolder {
  readonly path: string;
  readonly #handle: FileHandle;

  private constructor(path: string, handle: FileHandle) {
    this.path = path;
    this.#handle = handle;
  }

  /**
   * Opens a folder and looks at what was opened.
   *
   * @param path absolute and real, as `resolvePath` gives it
   * @throws HoldfastError HF_PATH_INVALID when it leads elsewhere by now; else an error of the system
   */
  static async open(path: string, { links = "refused" }: LinkOptions = {}): Promise<HeldFolder> {
    const real = links === "followed" ? await realpath(path) : path;
    const flags = constants.O_DIRECTORY | constants.O_NOFOLLOW;
    const handle = await open(real, DESCRIPTORS ? O_PATH | flags : constants.O_RDONLY | flags);
    try {
      await checkOpened(handle, real);
      return new HeldFolder(real, handle);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** The path by which a name of this folder is reached; "" for the folder itself. */
  at(name = ""): string {
    return join(DESCRIPTORS ? `/proc/self/fd/${this.#handle.fd}` : this.path, name);
  }

  /** Where there are no such paths: the folder must still be what was opened. */
  async check(): Promise<void> {
    if (!DESCRIPTORS) await checkOpened(this.#handle, this.path);
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}

/** Does something in a folder that is held open, and lets it go. */
export async function inFolder<T>(
  path: string,
  work: (folder: HeldFolder) => Promise<T>,
  options?: LinkOptions,
): Promise<T> {
  const folder = await HeldFolder.open(path, options);
  try {
    await folder.check();
    return await work(folder);
  } finally {
    await folder.close();
  }
}

/** The path of an open descriptor that follows no link. Undefined where there is none. */
export function descriptorPath({ fd }: FileHandle): string | undefined {
  return DESCRIPTORS ? `/proc/self/fd/${fd}` : undefined;
}

/**
 * Looks whether what was opened lies where it was asked for: a folder of the path may have become a link in between.
 *
 * @param path absolute and real
 * @throws HoldfastError HF_PATH_INVALID
 */
export async function checkOpened(handle: FileHandle, path: string): Promise<void> {
  const link = descriptorPath(handle);
  const found = link === undefined ? undefined : await readlink(link);
  // A file that was replaced meanwhile is still the one that was asked for.
  if (found === path || found === `${path} (deleted)`) return;
  if ((found === undefined || isOtherSpelling(found, path)) && (await isSame(handle, path))) return;
  throw swapped(path);
}

/** A disk that takes two spellings for one name (case, normal form) may tell another than was asked for. */
function isOtherSpelling(found: string, path: string): boolean {
  const plain = (text: string): string => text.normalize("NFC").toLowerCase();
  return plain(found) === plain(path);
}

async function isSame(handle: FileHandle, path: string): Promise<boolean> {
  const [opened, named, real] = await Promise.all([
    handle.stat({ bigint: true }),
    lstat(path, { bigint: true }),
    realpath(path),
  ]);
  return opened.dev === named.dev && opened.ino === named.ino && real === path;
}

/** What a path leads to is not what it led to a moment ago. */
export function swapped(path: string, cause?: unknown): HoldfastError {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return new HoldfastError("HF_PATH_INVALID", `${name} became a link while it was used`, {
    got: "a link, or a folder that is one now",
    expected: "the file or folder that was asked for",
    action: "Try again.",
    cause,
  });
}
