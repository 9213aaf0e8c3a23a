import { logRecords } from "./log-records.ts";
import { readVarint } from "./varint.ts";

/** The fields of a change in a MANIFEST (LevelDB's db/version_edit.cc). */
const FIELD = {
  comparator: 1,
  logNumber: 2,
  nextFile: 3,
  lastSequence: 4,
  compactPointer: 5,
  deletedFile: 6,
  newFile: 7,
  previousLog: 9,
} as const;

/**
 * The tables that a MANIFEST names, with their bytes. Others in the folder are left over from a compaction that did not
 * end, and mean nothing.
 *
 * @returns "cut" when the end of the MANIFEST is missing; undefined when it cannot be read: LevelDB tells that itself
 */
export function liveTables(log: Uint8Array): ReadonlyMap<number, number> | "cut" | undefined {
  const records = logRecords(log);
  if (!records) return "cut";
  const live = new Map<number, number>();
  try {
    for (const record of records) follow(record, live);
  } catch {
    return undefined;
  }
  return live;
}

function follow(record: Uint8Array, live: Map<number, number>): void {
  let at = 0;
  const number = (): number => {
    const { value, next } = readVarint(record, at);
    at = next;
    return value;
  };
  const skipText = (): void => {
    const length = number();
    at += length;
    if (at > record.length) throw new RangeError("a text leaves its record");
  };
  while (at < record.length) {
    switch (number()) {
      case FIELD.comparator:
        skipText();
        break;
      case FIELD.logNumber:
      case FIELD.nextFile:
      case FIELD.lastSequence:
      case FIELD.previousLog:
        number();
        break;
      case FIELD.compactPointer:
        number();
        skipText();
        break;
      case FIELD.deletedFile:
        number();
        live.delete(number());
        break;
      case FIELD.newFile: {
        number();
        const table = number();
        live.set(table, number());
        skipText();
        skipText();
        break;
      }
      default:
        throw new RangeError("an unknown field");
    }
  }
}
