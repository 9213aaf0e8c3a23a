import { HoldfastError, type HoldfastErrorCode } from "../../kernels/protocol/index.ts";

const reasons: Readonly<Record<string, string>> = {
  EACCES: "no permission",
  EPERM: "no permission",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the file would be too large for the file system",
  ENAMETOOLONG: "the name is too long",
  ENOENT: "the folder does not exist",
  ENOTDIR: "a part of the path is a file, not a folder",
  EISDIR: "it is a folder",
  ELOOP: "symbolic links lead in a circle",
  EBUSY: "the file is in use",
  EXDEV: "it lies on another file system",
  EIO: "the disk reports an error",
  EMFILE: "too many files are open",
};

/** The error with which writing a file failed, in words: HF_FILE_UNWRITABLE. */
export function writeError(error: unknown, path: string): HoldfastError {
  if (error instanceof HoldfastError) return error;
  return fileError("HF_FILE_UNWRITABLE", `${path} cannot be written`, error);
}

/** The error with which reading a file failed: HF_FILE_NOT_FOUND or HF_FILE_UNREADABLE. */
export function readError(error: unknown, path: string): HoldfastError {
  if (error instanceof HoldfastError) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOENT" || code === "ENOTDIR")
    return new HoldfastError("HF_FILE_NOT_FOUND", `${path} does not exist`, { cause: error });
  return fileError("HF_FILE_UNREADABLE", `${path} cannot be read`, error);
}

function fileError(code: HoldfastErrorCode, what: string, error: unknown): HoldfastError {
  const { code: name = "", message } = error as NodeJS.ErrnoException;
  const reason = reasons[name] ?? message;
  return new HoldfastError(code, `${what}: ${reason}`, { got: name || message, cause: error });
}
