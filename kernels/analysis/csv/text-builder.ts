import { sharedInt32, sharedUint8, sharedUint32 } from "../table/buffers.ts";
import { PLAIN_TEXT_ROWS } from "../table/build.ts";
import { Column } from "../table/column.ts";
import { Strings } from "../table/strings.ts";
import { validityWhere } from "../table/validity.ts";
import { type CsvScanner, DOUBLED } from "./scan.ts";

/**
 * Collects the texts of one column straight from bytes: with a dictionary while values repeat, as offsets and bytes once more than
 * half of at least 65,536 values are distinct.
 */
export class TextBuilder {
  #length = 0;
  #codes: Int32Array;
  #distinct = 0;
  #slots = new Int32Array(1024).fill(-1);
  #hashes = new Int32Array(512);
  #offsets = new Uint32Array(513);
  #bytes = new Uint8Array(8192);
  #plain = false;
  #missing = false;
  #scratch = new Uint8Array(256);

  constructor(capacity: number) {
    this.#codes = new Int32Array(Math.max(16, capacity));
  }

  /** Adds field j of every record of the scanner's block; `isMissing` names the fields that are missing values. */
  appendBlock(
    scanner: CsvScanner,
    j: number,
    quote: number,
    isMissing: (start: number, end: number) => boolean,
  ): void {
    const { bytes, width, rows, starts, ends, flags } = scanner;
    this.#reserve(this.#length + rows);
    for (let r = 0, k = j; r < rows; r++, k += width) {
      const start = starts[k];
      const end = ends[k];
      if (isMissing(start, end)) {
        this.#missing = true;
        this.#push(-1);
      } else if ((flags[k] & DOUBLED) !== 0) {
        const size = this.#unescape(bytes, start, end, quote);
        this.#append(this.#scratch, 0, size);
      } else if (this.#plain) this.#append(bytes, start, end);
      else this.#push(this.#codeOf(bytes, start, end));
    }
    if (!this.#plain && this.#length >= PLAIN_TEXT_ROWS && this.#distinct > this.#length / 2)
      this.#toPlain();
  }

  /** Makes the column. */
  finish(name: string): Column {
    const length = this.#length;
    const bytes = sharedUint8(this.#offsets[this.#distinct]);
    bytes.set(this.#bytes.subarray(0, bytes.length));
    const offsets = sharedUint32(this.#distinct + 1);
    offsets.set(this.#offsets.subarray(0, this.#distinct + 1));
    const codes = this.#codes;
    const valid = this.#missing ? validityWhere(length, (i) => codes[i] < 0) : undefined;
    if (this.#plain) return new Column({ name, type: "text", length, data: bytes, offsets, valid });
    const data = sharedInt32(length);
    data.set(codes.subarray(0, length));
    return new Column({
      name,
      type: "text",
      length,
      data,
      valid,
      dict: new Strings(bytes, offsets),
    });
  }

  #append(source: Uint8Array, start: number, end: number): void {
    if (this.#plain) {
      this.#push(0);
      this.#store(source, start, end, 0);
      return;
    }
    this.#push(this.#codeOf(source, start, end));
  }

  /** Finds the code of a text, or gives it the next one. */
  #codeOf(source: Uint8Array, start: number, end: number): number {
    const slots = this.#slots;
    const hashes = this.#hashes;
    const offsets = this.#offsets;
    const bytes = this.#bytes;
    const mask = slots.length - 1;
    const size = end - start;
    let hash = size;
    let at = start;
    // Four bytes at a time: the chain of multiplications is what costs here.
    for (; at + 4 <= end; at += 4) {
      const word =
        source[at] | (source[at + 1] << 8) | (source[at + 2] << 16) | (source[at + 3] << 24);
      hash = Math.imul(hash ^ word, 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    for (; at < end; at++) hash = Math.imul(hash ^ source[at], 0x01000193);
    hash ^= hash >>> 15;
    let slot = hash & mask;
    let code = slots[slot];
    while (code >= 0) {
      const from = offsets[code];
      if (hashes[code] === hash && offsets[code + 1] - from === size) {
        let i = 0;
        while (i < size && bytes[from + i] === source[start + i]) i++;
        if (i === size) return code;
      }
      slot = (slot + 1) & mask;
      code = slots[slot];
    }
    code = this.#distinct;
    slots[slot] = code;
    this.#store(source, start, end, hash);
    if (this.#distinct * 2 > slots.length) this.#rehash();
    return code;
  }

  #push(code: number): void {
    if (code < 0 && this.#plain) this.#store(this.#scratch, 0, 0, 0);
    this.#codes[this.#length++] = code;
  }

  /** Stores a text behind the others. */
  #store(source: Uint8Array, start: number, end: number, hash: number): void {
    const at = this.#offsets[this.#distinct];
    const need = at + end - start;
    if (need > this.#bytes.length) this.#bytes = grown(this.#bytes, need);
    const bytes = this.#bytes;
    for (let i = start, k = at; i < end; i++, k++) bytes[k] = source[i];
    if (this.#distinct + 2 > this.#offsets.length)
      this.#offsets = grown(this.#offsets, this.#distinct + 2);
    if (!this.#plain) {
      if (this.#distinct >= this.#hashes.length)
        this.#hashes = grown(this.#hashes, this.#distinct + 1);
      this.#hashes[this.#distinct] = hash;
    }
    this.#offsets[++this.#distinct] = need;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 4).fill(-1);
    const mask = slots.length - 1;
    for (let code = 0; code < this.#distinct; code++) {
      let slot = this.#hashes[code] & mask;
      while (slots[slot] >= 0) slot = (slot + 1) & mask;
      slots[slot] = code;
    }
    this.#slots = slots;
  }

  #toPlain(): void {
    const bytes = this.#bytes;
    const offsets = this.#offsets;
    this.#plain = true;
    this.#distinct = 0;
    this.#bytes = new Uint8Array(offsets[offsets.length - 1] || 8192);
    this.#offsets = new Uint32Array(this.#codes.length + 1);
    for (let i = 0; i < this.#length; i++) {
      const code = this.#codes[i];
      if (code < 0) this.#store(bytes, 0, 0, 0);
      else this.#store(bytes, offsets[code], offsets[code + 1], 0);
    }
    this.#slots = new Int32Array(0);
    this.#hashes = new Int32Array(0);
  }

  #reserve(length: number): void {
    if (length > this.#codes.length) this.#codes = grown(this.#codes, length);
  }

  #unescape(bytes: Uint8Array, start: number, end: number, quote: number): number {
    if (this.#scratch.length < end - start) this.#scratch = new Uint8Array(2 * (end - start));
    const scratch = this.#scratch;
    let size = 0;
    for (let i = start; i < end; i++) {
      if (bytes[i] === quote) i++;
      scratch[size++] = bytes[i];
    }
    return size;
  }
}

function grown<A extends Uint8Array | Int32Array | Uint32Array>(array: A, need: number): A {
  const Type = array.constructor as new (length: number) => A;
  const copy = new Type(Math.max(need, Math.ceil(array.length * 1.6)));
  copy.set(array);
  return copy;
}
