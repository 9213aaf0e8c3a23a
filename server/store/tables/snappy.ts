import { readVarint } from "./varint.ts";

/** A block cannot be larger: LevelDB's blocks are those of single records. */
const MAX_BYTES = 256 * 1024 * 1024;

/**
 * Unpacks one piece of Snappy (its format description, version of 2011-10-05).
 *
 * @throws RangeError when it is no Snappy
 */
export function unpackSnappy(packed: Uint8Array): Uint8Array {
  const { value: length, next } = readVarint(packed, 0);
  if (length > MAX_BYTES) throw new RangeError(`snappy: ${length} bytes`);
  const out = new Uint8Array(length);
  let from = next;
  let to = 0;
  while (from < packed.length) {
    const tag = packed[from++]!;
    const kind = tag & 3;
    let size = tag >>> 2;
    if (kind === 0) {
      if (size >= 60) {
        const more = size - 59;
        size = littleEndian(packed, from, more);
        from += more;
      }
      size++;
      if (from + size > packed.length || to + size > length)
        throw new RangeError("snappy: literal");
      out.set(packed.subarray(from, from + size), to);
      from += size;
    } else {
      const more = kind === 1 ? 1 : kind === 2 ? 2 : 4;
      const high = kind === 1 ? (tag >>> 5) << 8 : 0;
      size = kind === 1 ? ((tag >>> 2) & 7) + 4 : size + 1;
      const distance = littleEndian(packed, from, more) + high;
      from += more;
      if (distance === 0 || distance > to || to + size > length)
        throw new RangeError("snappy: copy");
      // Byte by byte: a copy may overlap itself.
      for (let i = 0; i < size; i++) out[to + i] = out[to + i - distance]!;
    }
    to += size;
  }
  if (to !== length) throw new RangeError(`snappy: ${to} of ${length} bytes`);
  return out;
}

function littleEndian(bytes: Uint8Array, at: number, count: number): number {
  if (at + count > bytes.length) throw new RangeError("snappy: ends early");
  let value = 0;
  for (let i = count - 1; i >= 0; i--) value = value * 256 + bytes[at + i]!;
  return value;
}
