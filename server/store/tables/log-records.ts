/** LevelDB's logs (its doc/log_format.md): records, cut where a block of 32 KiB ends, each piece with a header. */
const BLOCK_BYTES = 32_768;
/** Checksum, length, kind. */
const HEADER_BYTES = 7;
const FULL = 1;
const FIRST = 2;
const LAST = 4;

/**
 * The records of a log.
 *
 * @returns undefined when its end is missing: LevelDB takes that for the usual end
 */
export function logRecords(log: Uint8Array): Uint8Array[] | undefined {
  const records: Uint8Array[] = [];
  let pieces: Uint8Array[] = [];
  let kind = LAST;
  let at = 0;
  while (at < log.length) {
    const left = BLOCK_BYTES - (at % BLOCK_BYTES);
    if (left < HEADER_BYTES) {
      at += left;
      continue;
    }
    if (at + HEADER_BYTES > log.length) return undefined;
    const size = log[at + 4]! | (log[at + 5]! << 8);
    const end = at + HEADER_BYTES + size;
    kind = log[at + 6]!;
    if (HEADER_BYTES + size > left || end > log.length) return undefined;
    if (kind === FULL || kind === FIRST) pieces = [];
    pieces.push(log.subarray(at + HEADER_BYTES, end));
    if (kind === FULL || kind === LAST) records.push(Buffer.concat(pieces));
    at = end;
  }
  return log.length > 0 && (kind === FULL || kind === LAST) ? records : undefined;
}
