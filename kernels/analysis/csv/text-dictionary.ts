import { TextList } from "./text-list.ts";

/** Gives each distinct text a code, in the order in which they appear: a hash table with open addressing over bytes. */
export class TextDictionary {
  readonly texts = new TextList(64, 1024);
  /** Slot i holds a hash at 2i and a code at 2i + 1, beside each other because each is read with the other; -1: free. */
  #slots = freeSlots(64);

  /** Finds the code of a text, or gives it the next one; `view` is over the same bytes as `source`. */
  codeOf(source: Uint8Array, view: DataView, start: number, end: number): number {
    const slots = this.#slots;
    const { texts } = this;
    const { offsets } = texts;
    const mask = slots.length - 1;
    const size = end - start;
    const hash = hashOf(view, start, end);
    let slot = (hash << 1) & mask;
    for (let code = slots[slot + 1]; code >= 0; code = slots[slot + 1]) {
      const from = offsets[code];
      if (slots[slot] === hash && offsets[code + 1] - from === size) {
        const known = texts.view;
        let i = 0;
        while (i + 4 <= size && known.getInt32(from + i) === view.getInt32(start + i)) i += 4;
        while (i < size && known.getUint8(from + i) === view.getUint8(start + i)) i++;
        if (i === size) return code;
      }
      slot = (slot + 2) & mask;
    }
    texts.push(source, start, end);
    this.#insert(hash, texts.length - 1);
    return texts.length - 1;
  }

  #insert(hash: number, code: number): void {
    if (code * 4 >= this.#slots.length) this.#grow();
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = (hash << 1) & mask;
    while (slots[slot + 1] >= 0) slot = (slot + 2) & mask;
    slots[slot] = hash;
    slots[slot + 1] = code;
  }

  #grow(): void {
    const old = this.#slots;
    const slots = freeSlots(2 * old.length);
    const mask = slots.length - 1;
    for (let i = 0; i < old.length; i += 2) {
      if (old[i + 1] < 0) continue;
      let slot = (old[i] << 1) & mask;
      while (slots[slot + 1] >= 0) slot = (slot + 2) & mask;
      slots[slot] = old[i];
      slots[slot + 1] = old[i + 1];
    }
    this.#slots = slots;
  }
}

function freeSlots(count: number): Int32Array {
  return new Int32Array(2 * count).fill(-1);
}

function hashOf(view: DataView, start: number, end: number): number {
  let hash = end - start;
  let at = start;
  // Four bytes at a time: the chain of multiplications is what costs here.
  for (; at + 4 <= end; at += 4) {
    hash = Math.imul(hash ^ view.getInt32(at), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  for (; at < end; at++) hash = Math.imul(hash ^ view.getUint8(at), 0x01000193);
  return hash ^ (hash >>> 15);
}
