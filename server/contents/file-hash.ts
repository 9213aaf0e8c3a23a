import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { basename } from "node:path";
import { HoldfastError } from "../../kernels/protocol/index.ts";
import { openRegular } from "./open-regular.ts";
import { readPieces } from "./read-pieces.ts";

/**
 * SHA-256 of a file's bytes, hex, or null when there is no file. Hashed piece by piece, so the loop goes on.
 *
 * @throws HoldfastError HF_FILE_UNREADABLE, also for what is no regular file
 */
export async function fileHash(path: string): Promise<string | null> {
  const file = await openRegular(path, basename(path)).catch((error: unknown) => {
    if (error instanceof HoldfastError && error.code === "HF_FILE_NOT_FOUND") return null;
    throw error;
  });
  return file && hashOf(file.handle);
}

/** SHA-256 of an open file's bytes, hex; closes it. */
export async function hashOf(handle: FileHandle): Promise<string> {
  const hash = createHash("sha256");
  try {
    for await (const piece of readPieces(handle)) hash.update(piece);
  } finally {
    await handle.close();
  }
  return hash.digest("hex");
}
