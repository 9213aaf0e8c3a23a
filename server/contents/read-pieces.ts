import type { FileHandle } from "node:fs/promises";

const PIECE = 256 * 1024;

/** All bytes of an open file, from its beginning, a piece at a time: each is overwritten by the next. */
export async function* readPieces(file: FileHandle): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.allocUnsafeSlow(PIECE);
  for (let at = 0; ; ) {
    const { bytesRead } = await file.read(buffer, 0, PIECE, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
