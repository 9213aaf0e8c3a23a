/** Frames between kernel and server: `[u32 LE length][u8 kind][u32 execution][u32 n][payload]`; length counts what follows it. */

export const FRAME_JSON = 0;
export const FRAME_CHUNK = 2;

/** The largest frame that is accepted, in bytes: beyond it the sender is broken. */
export const MAX_FRAME = 64 * 1024 * 1024;
const HEAD = 13;

export interface Frame {
  readonly kind: number;
  /** n of the execution that it belongs to; 0 = none. */
  readonly execution: number;
  /** Counts the frames of one socket from 0. */
  readonly n: number;
  readonly payload: Uint8Array;
}

export function encodeFrame(frame: Frame): Uint8Array {
  const bytes = new Uint8Array(HEAD + frame.payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.length - 4, true);
  view.setUint8(4, frame.kind);
  view.setUint32(5, frame.execution, true);
  view.setUint32(9, frame.n, true);
  bytes.set(frame.payload, HEAD);
  return bytes;
}

const HASH_BYTES = 32;

/** What a frame of kind `FRAME_CHUNK` carries: 32 bytes of SHA-256, then the bytes that have it. */
export function chunkPayload(hash: string, bytes: Uint8Array): Uint8Array {
  const payload = new Uint8Array(HASH_BYTES + bytes.length);
  for (let i = 0; i < HASH_BYTES; i++)
    payload[i] = Number.parseInt(hash.slice(2 * i, 2 * i + 2), 16);
  payload.set(bytes, HASH_BYTES);
  return payload;
}

/** The chunk that such a frame carries, or undefined when it is too short for one. */
export function chunkOf(payload: Uint8Array): { hash: string; bytes: Uint8Array } | undefined {
  if (payload.length < HASH_BYTES) return undefined;
  let hash = "";
  for (const byte of payload.subarray(0, HASH_BYTES)) hash += byte.toString(16).padStart(2, "0");
  return { hash, bytes: payload.subarray(HASH_BYTES) };
}

/** Puts frames together from the pieces in which a socket delivers them. */
export class FrameReader {
  #pieces: Uint8Array[] = [];
  #length = 0;

  /** Bytes that wait for the rest of their frame. */
  get pending(): number {
    return this.#length;
  }

  /**
   * Takes a piece and gives the frames that are complete now.
   *
   * @throws RangeError when a length is impossible: the stream cannot be trusted any more
   */
  push(piece: Uint8Array): Frame[] {
    this.#pieces.push(piece);
    this.#length += piece.length;
    const frames: Frame[] = [];
    for (;;) {
      if (this.#length < 4) return frames;
      const length = this.#peekLength();
      if (length < HEAD - 4 || length > MAX_FRAME)
        throw new RangeError(`A frame says that it has ${length} bytes`);
      if (this.#length < 4 + length) return frames;
      frames.push(this.#take(4 + length));
    }
  }

  #peekLength(): number {
    if (this.#pieces[0]!.length < 4) this.#join();
    const first = this.#pieces[0]!;
    return new DataView(first.buffer, first.byteOffset, 4).getUint32(0, true);
  }

  #take(size: number): Frame {
    if (this.#pieces[0]!.length < size) this.#join();
    const first = this.#pieces[0]!;
    const view = new DataView(first.buffer, first.byteOffset, size);
    const frame = {
      kind: view.getUint8(4),
      execution: view.getUint32(5, true),
      n: view.getUint32(9, true),
      payload: first.subarray(HEAD, size),
    };
    this.#pieces[0] = first.subarray(size);
    if (this.#pieces[0].length === 0) this.#pieces.shift();
    this.#length -= size;
    return frame;
  }

  #join(): void {
    const joined = new Uint8Array(this.#length);
    let offset = 0;
    for (const piece of this.#pieces) {
      joined.set(piece, offset);
      offset += piece.length;
    }
    this.#pieces = [joined];
  }
}
