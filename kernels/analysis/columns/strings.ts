import { sharedUint8, sharedUint32 } from "./buffers.ts";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

/** V8 refuses strings beyond about half a gigabyte; pieces keep the whole alive. */
const LONGEST_STRING = 2 ** 28;

/**
 * A list of texts as UTF-8 bytes and offsets on shared memory: text i is bytes offsets[i] … offsets[i+1].
 * Texts become JavaScript strings only when they are asked for.
 */
export class Strings {
  readonly bytes: Uint8Array;
  readonly offsets: Uint32Array;
  readonly length: number;
  #decoded: string[] | undefined;
  #codes: Map<string, number> | undefined;

  constructor(bytes: Uint8Array, offsets: Uint32Array) {
    this.bytes = bytes;
    this.offsets = offsets;
    this.length = Math.max(0, offsets.length - 1);
  }

  /** Encodes JavaScript strings. */
  static from(texts: readonly string[]): Strings {
    const offsets = sharedUint32(texts.length + 1);
    let size = 0;
    for (const text of texts) size += text.length * 3;
    const scratch = new Uint8Array(size);
    let end = 0;
    for (let i = 0; i < texts.length; i++) {
      end += encoder.encodeInto(texts[i], scratch.subarray(end)).written;
      offsets[i + 1] = end;
    }
    const bytes = sharedUint8(end);
    bytes.set(scratch.subarray(0, end));
    return new Strings(bytes, offsets);
  }

  /** Decodes text i. */
  at(i: number): string {
    if (this.#decoded !== undefined) return this.#decoded[i];
    return decode(this.bytes, this.offsets[i], this.offsets[i + 1]);
  }

  /** Decodes every text, once; meant for dictionaries. */
  all(): readonly string[] {
    this.#decoded ??= decodeAll(this.bytes, this.offsets);
    return this.#decoded;
  }

  /** Finds the index of a text, or -1; meant for dictionaries. */
  indexOf(text: string): number {
    this.#codes ??= new Map(this.all().map((value, i) => [value, i]));
    return this.#codes.get(text) ?? -1;
  }
}

/** Decodes UTF-8 bytes, with a quick way for short ASCII texts. */
export function decode(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > 24) return decoder.decode(bytes.subarray(start, end));
  let text = "";
  for (let i = start; i < end; i++) {
    const byte = bytes[i];
    if (byte > 127) return decoder.decode(bytes.subarray(start, end));
    text += String.fromCharCode(byte);
  }
  return text;
}

/** Decodes every text; ASCII bytes are decoded at once and cut, which is several times quicker. */
function decodeAll(bytes: Uint8Array, offsets: Uint32Array): string[] {
  const first = offsets[0] ?? 0;
  const last = offsets[offsets.length - 1] ?? 0;
  let all = 0;
  for (let i = first; i < last; i++) all |= bytes[i];
  const texts = new Array<string>(Math.max(0, offsets.length - 1));
  if (all > 127 || last - first > LONGEST_STRING) {
    for (let i = 0; i < texts.length; i++) texts[i] = decode(bytes, offsets[i], offsets[i + 1]);
    return texts;
  }
  const whole = decoder.decode(bytes.subarray(first, last));
  for (let i = 0; i < texts.length; i++)
    texts[i] = whole.slice(offsets[i] - first, offsets[i + 1] - first);
  return texts;
}
