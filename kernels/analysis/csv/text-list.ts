/** A list of texts that grows: text i is bytes offsets[i] … offsets[i+1]. */
export class TextList {
  length = 0;
  offsets: Uint32Array;
  bytes: Uint8Array;
  /** The same bytes, for reading four at a time. */
  view: DataView;

  /** @param lengths,bytes room for so many texts and bytes */
  constructor(lengths: number, bytes: number) {
    this.offsets = new Uint32Array(lengths + 1);
    this.bytes = new Uint8Array(bytes);
    this.view = viewOf(this.bytes);
  }

  push(source: Uint8Array, start: number, end: number): void {
    const at = this.offsets[this.length];
    const need = at + end - start;
    if (need > this.bytes.length) {
      this.bytes = grown(this.bytes, need);
      this.view = viewOf(this.bytes);
    }
    const { bytes } = this;
    for (let i = start, k = at; i < end; i++, k++) bytes[k] = source[i];
    if (this.length + 2 > this.offsets.length) this.offsets = grown(this.offsets, this.length + 2);
    this.offsets[++this.length] = need;
  }
}

/** A view for reading several bytes at a time. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** A longer array with the same start. */
export function grown<A extends Uint8Array | Int32Array | Uint32Array>(array: A, need: number): A {
  const Type = array.constructor as new (length: number) => A;
  const copy = new Type(Math.max(need, Math.ceil(array.length * 1.6)));
  copy.set(array);
  return copy;
}
