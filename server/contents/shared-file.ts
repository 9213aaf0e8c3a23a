import { createHash } from "node:crypto";
import { constants, type FileHandle, open, rm } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { hashOf } from "./file-hash.ts";
import { type HeldFolder, inFolder } from "./held.ts";
import { readPieces } from "./read-pieces.ts";

/**
 * Where the whole new text of a file with several names lies while the file itself is being written: always the same
 * name, so that the next start finds it.
 */
export function wholeName(name: string): string {
  return `.holdfast-${createHash("sha256").update(name).digest("hex").slice(0, 16)}.whole`;
}

/** Gives a file the bytes of another, in place: whoever knows it by another name sees them, too. */
export async function copyOver(
  folder: HeldFolder,
  { name, temp }: { readonly name: string; readonly temp: string },
): Promise<void> {
  const from = await open(folder.at(temp), constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const to = await open(folder.at(name), constants.O_WRONLY | constants.O_NOFOLLOW);
    try {
      await to.truncate(await copy(from, to));
      await to.sync();
    } finally {
      await to.close();
    }
  } finally {
    await from.close();
  }
}

/**
 * Ends what a crash broke off between the beginning and the end of `copyOver`: the whole text beside the file takes its
 * place when it is what was to be written.
 *
 * @param path absolute and real
 * @param hashes what was to be written, SHA-256
 */
export async function finishCopyOver(path: string, hashes: readonly string[]): Promise<void> {
  const name = basename(path);
  const temp = wholeName(name);
  await inFolder(dirname(path), async (folder) => {
    const whole = await open(
      folder.at(temp),
      constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
    ).catch(() => undefined);
    if (!whole) return;
    if (hashes.includes(await hashOf(whole))) await copyOver(folder, { name, temp });
    await rm(folder.at(temp), { force: true });
  });
}

/** @returns how many bytes were copied */
async function copy(from: FileHandle, to: FileHandle): Promise<number> {
  let at = 0;
  for await (const piece of readPieces(from))
    for (let done = 0; done < piece.length; ) {
      const { bytesWritten } = await to.write(piece, done, piece.length - done, at);
      done += bytesWritten;
      at += bytesWritten;
    }
  return at;
}
