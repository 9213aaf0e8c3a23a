import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { brotliCompress, brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import type { Chunk } from "../runtime/server-calls.ts";

/** Bytes of a chunk before it is compressed. */
const CHUNK_BYTES = 256 * 1024;

const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };
const compressLater = promisify(brotliCompress);

/** Cuts bytes into compressed chunks: what did not change since the last checkpoint has the same hash. */
export function toChunks(bytes: Uint8Array): Chunk[] {
  return pieces(bytes).map((piece) => named(brotliCompressSync(piece, brotli)));
}

/** The same on other threads. */
export async function toChunksLater(bytes: Uint8Array): Promise<Chunk[]> {
  const chunks: Chunk[] = [];
  for (const piece of pieces(bytes)) chunks.push(named(await compressLater(piece, brotli)));
  return chunks;
}

function pieces(bytes: Uint8Array): Uint8Array[] {
  const cut: Uint8Array[] = [];
  for (let start = 0; start === 0 || start < bytes.length; start += CHUNK_BYTES)
    cut.push(bytes.subarray(start, start + CHUNK_BYTES));
  return cut;
}

function named(bytes: Uint8Array): Chunk {
  return { hash: hashOf(bytes), bytes };
}

/**
 * Puts chunks together again.
 *
 * @throws RangeError when a chunk is not what its hash says (I11)
 */
export function fromChunks(chunks: readonly Chunk[]): Uint8Array {
  return Buffer.concat(
    chunks.map(({ hash, bytes }) => {
      if (hashOf(bytes) !== hash) throw new RangeError(`chunk ${hash} is damaged`);
      return brotliDecompressSync(bytes);
    }),
  );
}

export function hashOf(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}
