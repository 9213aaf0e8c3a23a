import { crc32 } from "node:zlib";

/**
 * A record as LevelDB holds it: 8 hex digits of the CRC-32 of its key and its JSON text, then the text. LevelDB's
 * binding does not verify its own checksums: a flipped bit came back as a wrong value without an error, or gave a value
 * to another key.
 */
export function encodeRecord(key: string, value: unknown): string {
  const text = JSON.stringify(value);
  if (text === undefined) throw new TypeError("A record's value must be JSON, got undefined");
  return checksum(`${key}\0${text}`) + text;
}

/** What a record holds, or a `DamagedRecord` when its checksum is wrong. */
export function decodeRecord(key: string, record: string): unknown {
  const text = record.slice(8);
  const sum = record.slice(0, 8);
  // Stores from before 0.1.0 have the checksum of the text alone.
  if (sum !== checksum(`${key}\0${text}`) && sum !== checksum(text))
    return new DamagedRecord(record);
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
