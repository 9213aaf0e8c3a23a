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

/** Begins a record of bytes; a record of JSON begins with a hex digit. */
const BYTES = 1;
const HEAD = 5;

/** A record of bytes: a 1, the CRC-32 of its key and its bytes (u32, little-endian), the bytes. */
export function encodeBytes(key: string, bytes: Uint8Array): Uint8Array {
  const record = Buffer.allocUnsafe(HEAD + bytes.length);
  record.writeUInt8(BYTES);
  record.writeUInt32LE(sumOfBytes(key, bytes), 1);
  record.set(bytes, HEAD);
  return record;
}

/** The bytes that a record holds, or a `DamagedRecord`. Stores of version 1 have them as base64 in a record of JSON. */
export function decodeBytes(key: string, record: Uint8Array): Uint8Array | DamagedRecord {
  const view = Buffer.from(record.buffer, record.byteOffset, record.byteLength);
  if (view[0] !== BYTES) {
    const text = decodeRecord(key, view.toString());
    return typeof text === "string" ? Buffer.from(text, "base64") : new DamagedRecord("");
  }
  const bytes = view.subarray(HEAD);
  const isWhole = view.length >= HEAD && view.readUInt32LE(1) === sumOfBytes(key, bytes);
  return isWhole ? bytes : new DamagedRecord("");
}

/** Tells whether a record of either kind is what was written under its key. */
export function isWholeRecord(key: string, record: Uint8Array): boolean {
  try {
    const value =
      record[0] === BYTES
        ? decodeBytes(key, record)
        : decodeRecord(key, Buffer.from(record).toString());
    return !(value instanceof DamagedRecord);
  } catch {
    return false; // the text is no JSON
  }
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

function sumOfBytes(key: string, bytes: Uint8Array): number {
  return crc32(bytes, crc32(`${key}\0`));
}
