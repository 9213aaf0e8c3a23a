import { crc32 } from "node:zlib";

/**
 * A record as LevelDB holds it: 8 hex digits of the CRC-32 of the JSON text, then the text. LevelDB's
 * binding does not verify its own checksums: a flipped bit came back as a wrong value without an error.
 */
export function encodeRecord(value: unknown): string {
  const text = JSON.stringify(value);
  if (text === undefined) throw new TypeError("A record's value must be JSON, got undefined");
  return checksum(text) + text;
}

/** What a record holds, or a `DamagedRecord` when its checksum is wrong. */
export function decodeRecord(record: string): unknown {
  const text = record.slice(8);
  if (record.slice(0, 8) !== checksum(text)) return new DamagedRecord(record);
  return JSON.parse(text) as unknown;
}

/** Stands for a value that was damaged on the disk. */
export class DamagedRecord {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, "0");
}
