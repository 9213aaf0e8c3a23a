/** CRC-32 of Castagnoli, as LevelDB's tables and logs have it; Node's own `crc32` is another one. */
const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  return crc;
});

/** @returns an integer from 0 to 2³² - 1 */
export function crc32c(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let crc = -1;
  for (let i = start; i < end; i++) crc = TABLE[(crc ^ bytes[i]!) & 255]! ^ (crc >>> 8);
  return (crc ^ -1) >>> 0;
}

/** Calls `visit` with the checksum of the bytes from `start` up to and with each position, until it says true. */
export function growingCrc32c(
  bytes: Uint8Array,
  start: number,
  visit: (crc: number, last: number) => boolean,
): boolean {
  let crc = -1;
  for (let i = start; i < bytes.length; i++) {
    crc = TABLE[(crc ^ bytes[i]!) & 255]! ^ (crc >>> 8);
    if (visit((crc ^ -1) >>> 0, i)) return true;
  }
  return false;
}

/** A checksum as LevelDB stores it beside what it is of. */
export function masked(crc: number): number {
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
