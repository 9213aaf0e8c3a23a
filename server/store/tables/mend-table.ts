import { crc32c, masked } from "./crc32c.ts";
import {
  type Entry,
  entriesLeft,
  FOOTER_BYTES,
  findBlocks,
  type Handle,
  isOfKeys,
  isRemoval,
  isSound,
  MAGIC,
  metaBlocks,
  readIndex,
  TRAILER_BYTES,
  userKey,
} from "./table-blocks.ts";
import { varintBytes } from "./varint.ts";

/** What is left of a table of LevelDB in which something is damaged. */
export interface MendedTable {
  /** The table without what is damaged; undefined when nothing of it is left. */
  readonly bytes: Uint8Array | undefined;
  /** Damaged blocks, as far as the index tells. */
  readonly damaged: number;
}

/** Tells whether a record is what was written, by a checksum of its own. */
export type IsWhole = (key: Uint8Array, value: Uint8Array) => boolean;

/** A block that the new index names: one that stays where it is, or what is left of a damaged one. */
interface Kept {
  readonly key: Uint8Array;
  readonly block: Handle | Uint8Array;
}

/** Tells whether a table file has damage, by all of its checksums. LevelDB itself does not look at them. */
export function isDamaged(table: Uint8Array): boolean {
  const blocks = readIndex(table)?.map(({ handle }) => handle);
  const others = metaBlocks(table);
  return !blocks || !others || ![...blocks, ...others].every((handle) => isSound(table, handle));
}

/**
 * Makes a table that LevelDB can read of one that is damaged: for a wrong byte it would hand out wrong values, or end the
 * process with a failed assertion. Of a damaged block those records are kept that are whole.
 *
 * @returns undefined when the table is not damaged
 */
export function mendTable(table: Uint8Array, isWhole: IsWhole): MendedTable | undefined {
  const index = readIndex(table) ?? findBlocks(table);
  let damaged = 0;
  const kept: Kept[] = [];
  for (const { key, handle } of index) {
    if (isSound(table, handle) && isOfKeys(table, handle)) {
      kept.push({ key, block: handle });
      continue;
    }
    damaged++;
    const left = entriesLeft(table, handle).filter(
      (entry) => isRemoval(entry) || isWhole(userKey(entry.key), entry.value),
    );
    if (left.length > 0) kept.push({ key, block: blockOf(left) });
  }
  if (damaged === 0 && !isDamaged(table)) return undefined;
  return { bytes: kept.length === 0 ? undefined : withBlocks(table, kept), damaged };
}

/** A table with these blocks only; those that are sound stay where they are. */
function withBlocks(table: Uint8Array, kept: readonly Kept[]): Uint8Array {
  const end = Math.max(
    0,
    ...kept.map(({ block }) =>
      block instanceof Uint8Array ? 0 : block.at + block.size + TRAILER_BYTES,
    ),
  );
  const pieces: Uint8Array[] = [table.subarray(0, end)];
  let at = end;
  const append = (block: Uint8Array): Handle => {
    const handle = { at, size: block.length - TRAILER_BYTES };
    pieces.push(block);
    at += block.length;
    return handle;
  };
  const entries = kept.map(({ key, block }): Entry => {
    const handle = block instanceof Uint8Array ? append(block) : block;
    return { key, value: handleBytes(handle) };
  });
  const handles = [append(blockOf([])), append(blockOf(entries))];
  const footer = new Uint8Array(FOOTER_BYTES);
  footer.set(handles.flatMap((handle) => [...handleBytes(handle)]));
  footer.set(MAGIC, FOOTER_BYTES - MAGIC.length);
  return Buffer.concat([...pieces, footer]);
}

/** A block that is not packed, each key in full, with its trailer. */
function blockOf(entries: readonly Entry[]): Uint8Array {
  const pieces: Uint8Array[] = [];
  const restarts: number[] = entries.length === 0 ? [0] : [];
  let size = 0;
  const push = (bytes: Uint8Array): void => {
    pieces.push(bytes);
    size += bytes.length;
  };
  for (const { key, value } of entries) {
    restarts.push(size);
    push(Uint8Array.from([0, ...varintBytes(key.length), ...varintBytes(value.length)]));
    push(key);
    push(value);
  }
  for (const number of [...restarts, restarts.length]) push(uint32Bytes(number));
  push(new Uint8Array(1));
  const block = Buffer.concat(pieces);
  return Buffer.concat([block, uint32Bytes(masked(crc32c(block)))]);
}

function handleBytes({ at, size }: Handle): Uint8Array {
  return Uint8Array.from([...varintBytes(at), ...varintBytes(size)]);
}

function uint32Bytes(value: number): Uint8Array {
  return Uint8Array.from([0, 8, 16, 24].map((shift) => (value >>> shift) & 255));
}
