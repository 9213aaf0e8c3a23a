import { constants, type FileHandle, open } from "node:fs/promises";
import { HoldfastError } from "../../kernels/protocol/index.ts";
import { readError } from "./file-errors.ts";
import { checkOpened, type LinkOptions, swapped } from "./held.ts";

/** An open file that is a file. */
export interface RegularFile {
  readonly handle: FileHandle;
  /** Bytes, when it was opened. */
  readonly size: number;
  readonly mode: number;
}

const READ = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;

/**
 * Opens a file for reading and looks at what was opened, not at its name before (S32): a pipe, a device or a socket is
 * refused at once (opening one in the usual way would wait for its other end, and hold a thread of Node's few), and so
 * is what lies elsewhere because a folder of the path became a link.
 *
 * @param path absolute and real, unless links are followed
 * @param name what an error calls it
 * @throws HoldfastError HF_FILE_NOT_FOUND, HF_FILE_UNREADABLE, HF_PATH_INVALID
 */
export async function openRegular(
  path: string,
  name: string,
  { links = "refused" }: LinkOptions = {},
): Promise<RegularFile> {
  const isStrict = links === "refused";
  const flags = isStrict ? READ | constants.O_NOFOLLOW : READ;
  const handle = await open(path, flags).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ELOOP" && isStrict) throw swapped(path, error);
    // A socket cannot be opened at all, nor a device that is not there.
    throw code === "ENXIO" || code === "ENODEV" ? noFile(name, error) : readError(error, name);
  });
  try {
    if (isStrict) await checkOpened(handle, path);
    const facts = await handle.stat();
    if (!facts.isFile()) throw noFile(name, undefined);
    return { handle, size: facts.size, mode: facts.mode };
  } catch (error) {
    await handle.close();
    throw readError(error, name);
  }
}

function noFile(name: string, cause: unknown): HoldfastError {
  return new HoldfastError("HF_FILE_UNREADABLE", `${name} is no regular file`, {
    expected: "a file, not a folder, pipe, socket or device",
    cause,
  });
}
