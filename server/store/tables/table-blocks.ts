import { crc32c, growingCrc32c, masked } from "./crc32c.ts";
import { unpackSnappy } from "./snappy.ts";
import { readVarint } from "./varint.ts";

/** The layout of LevelDB's table files (its doc/table_format.md): data blocks, filter, meta index, index, footer. */
export const FOOTER_BYTES = 48;
/** Behind every block: how it is packed, and a checksum. */
export const TRAILER_BYTES = 5;
export const MAGIC = [0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb];
/** A key of LevelDB ends with its number and its kind. */
const KEY_TAIL_BYTES = 8;

/** Where a block lies, without its trailer. */
export interface Handle {
  readonly at: number;
  readonly size: number;
}

export interface Entry {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/** Tells whether a block is what its checksum says. */
export function isSound(table: Uint8Array, { at, size }: Handle): boolean {
  const end = at + size + 1;
  if (at < 0 || size < 4 || end + 4 > table.length) return false;
  return masked(crc32c(table, at, end)) === uint32(table, end);
}

/**
 * Tells whether a data block is made of keys as LevelDB writes them. Damage that a compaction has copied has checksums
 * that fit.
 */
export function isOfKeys(table: Uint8Array, handle: Handle): boolean {
  try {
    return entriesOf(table, handle).every(({ key }) => isKey(key));
  } catch {
    return false;
  }
}

/** The entries of a sound block. @throws RangeError when it is not made of entries */
export function entriesOf(table: Uint8Array, handle: Handle): Entry[] {
  return [...eachEntry(table, handle)];
}

/** The entries of a damaged block up to where it makes no sense. */
export function entriesLeft(table: Uint8Array, handle: Handle): Entry[] {
  const entries: Entry[] = [];
  try {
    for (const entry of eachEntry(table, handle)) if (isKey(entry.key)) entries.push(entry);
  } catch {
    // What comes behind it cannot be told from damage.
  }
  return entries;
}

function* eachEntry(table: Uint8Array, { at, size }: Handle): Generator<Entry> {
  const raw = table.subarray(at, at + size);
  const block = table[at + size] === 1 ? unpackSnappy(raw) : raw;
  const end = block.length - 4 - 4 * uint32(block, block.length - 4);
  if (end < 0) throw new RangeError("a block has more restarts than bytes");
  let key = new Uint8Array(0);
  for (let next = 0; next < end; ) {
    const shared = readVarint(block, next);
    const own = readVarint(block, shared.next);
    const length = readVarint(block, own.next);
    const value = length.next + own.value;
    next = value + length.value;
    if (shared.value > key.length || next > end) throw new RangeError("an entry leaves its block");
    key = Uint8Array.from([
      ...key.subarray(0, shared.value),
      ...block.subarray(length.next, value),
    ]);
    yield { key, value: block.subarray(value, next) };
  }
}

/** The key of a record without LevelDB's number and kind. */
export function userKey(key: Uint8Array): Uint8Array {
  return key.subarray(0, -KEY_TAIL_BYTES);
}

/** Tells whether a key ends with the kind of a value or of a removal. */
function isKey(key: Uint8Array): boolean {
  return key.length >= KEY_TAIL_BYTES && key[key.length - KEY_TAIL_BYTES]! <= 1;
}

/** Tells whether an entry says that a key was removed. */
export function isRemoval({ key }: Entry): boolean {
  return key[key.length - KEY_TAIL_BYTES] === 0;
}

/** The keys and handles of the data blocks as the index says; undefined when the index is damaged. */
export function readIndex(
  table: Uint8Array,
): readonly { readonly key: Uint8Array; readonly handle: Handle }[] | undefined {
  const footer = table.subarray(table.length - FOOTER_BYTES);
  if (footer.length < FOOTER_BYTES || !MAGIC.every((byte, i) => footer[40 + i] === byte))
    return undefined;
  try {
    const { next } = readHandle(footer, 0);
    const { handle: index } = readHandle(footer, next);
    if (!isSound(table, index)) return undefined;
    return entriesOf(table, index).map(({ key, value }) => ({
      key,
      handle: readHandle(value, 0).handle,
    }));
  } catch {
    return undefined;
  }
}

/** The blocks behind the data blocks that the footer and the meta index name, the index itself left out. */
export function metaBlocks(table: Uint8Array): readonly Handle[] | undefined {
  try {
    const { handle } = readHandle(table.subarray(table.length - FOOTER_BYTES), 0);
    if (!isSound(table, handle)) return undefined;
    const named = entriesOf(table, handle).map(({ value }) => readHandle(value, 0).handle);
    return [handle, ...named];
  } catch {
    return undefined;
  }
}

/** Finds the data blocks from the beginning on without an index: by where a checksum fits. */
export function findBlocks(table: Uint8Array): readonly { key: Uint8Array; handle: Handle }[] {
  const found: { key: Uint8Array; handle: Handle }[] = [];
  for (let at = 0; ; ) {
    let handle: Handle | undefined;
    growingCrc32c(table, at, (crc, last) => {
      if (table[last]! > 1 || last + 5 > table.length) return false;
      if (masked(crc) !== uint32(table, last + 1)) return false;
      handle = { at, size: last - at };
      return true;
    });
    const key = handle && lastKey(table, handle);
    if (!handle || !key) return found;
    found.push({ key, handle });
    at += handle.size + TRAILER_BYTES;
  }
}

/** The last key of a data block; undefined when it holds something else. */
function lastKey(table: Uint8Array, handle: Handle): Uint8Array | undefined {
  try {
    const entries = entriesOf(table, handle);
    const isData = entries.every(({ key }) => key.length >= KEY_TAIL_BYTES);
    // The index has keys of the same form: its values are nothing but handles.
    const isIndex = entries.every(({ value }) => isHandle(value));
    return isData && !isIndex ? entries.at(-1)?.key : undefined;
  } catch {
    return undefined;
  }
}

function isHandle(value: Uint8Array): boolean {
  try {
    return readHandle(value, 0).next === value.length;
  } catch {
    return false;
  }
}

function readHandle(bytes: Uint8Array, from: number): { handle: Handle; next: number } {
  const at = readVarint(bytes, from);
  const size = readVarint(bytes, at.next);
  return { handle: { at: at.value, size: size.value }, next: size.next };
}

function uint32(bytes: Uint8Array, at: number): number {
  if (at < 0 || at + 4 > bytes.length) throw new RangeError(`no number at byte ${at}`);
  return (
    (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0
  );
}
