import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DamagedRecord, decodeRecord } from "./record.ts";
import { isDamaged, mendTable } from "./tables/mend-table.ts";
import { FOOTER_BYTES } from "./tables/table-blocks.ts";

const TABLE = /^\d+\.(ldb|sst)$/;
/** LevelDB's logs: records in blocks, each with checksum, length and kind before it. */
const LOG_BLOCK_BYTES = 32_768;
const LOG_HEADER_BYTES = 7;
const FULL = 1;
const LAST = 4;

export async function hasDatabaseFiles(folder: string): Promise<boolean> {
  const names = await readdir(folder);
  return names.some((name) => /^(CURRENT|MANIFEST-\d+|\d+\.(ldb|sst|log))$/.test(name));
}

/**
 * Says what is wrong with a store that nobody has open, without reading what is in it: a table that is cut, or a
 * MANIFEST whose end is missing. LevelDB takes the latter for the usual end and deletes the tables that it does not
 * find there.
 */
export async function cutFile(folder: string): Promise<string | undefined> {
  for (const name of await tablesOf(folder)) {
    const { size } = await stat(join(folder, name));
    if (size < FOOTER_BYTES) return `${name} has ${size} bytes`;
  }
  const current = await readFile(join(folder, "CURRENT"), "latin1").catch(() => "");
  const manifest = current.trim();
  if (!/^MANIFEST-\d+$/.test(manifest)) return undefined; // LevelDB tells that itself
  const log = await readFile(join(folder, manifest)).catch(() => undefined);
  return log && !endsWithRecord(log) ? `${manifest} is cut` : undefined;
}

/** Says which table of a store has a damaged block; reads all of them. */
export async function damagedTable(folder: string): Promise<string | undefined> {
  for (const name of await tablesOf(folder))
    if (isDamaged(await readFile(join(folder, name)))) return `a block of ${name} is damaged`;
  return undefined;
}

export async function tableBytes(folder: string): Promise<number> {
  let bytes = 0;
  for (const name of await tablesOf(folder)) bytes += (await stat(join(folder, name))).size;
  return bytes;
}

/** Takes what is damaged out of the tables, so that LevelDB's `repair` finds nothing that it would end the process for. */
export async function mendTables(folder: string): Promise<void> {
  for (const name of await tablesOf(folder)) {
    const path = join(folder, name);
    const mended = mendTable(await readFile(path), isWhole);
    if (!mended) continue;
    if (mended.bytes) await writeFile(path, mended.bytes);
    else await rm(path);
  }
}

function isWhole(key: Uint8Array, value: Uint8Array): boolean {
  const [name, record] = [key, value].map((bytes) => Buffer.from(bytes).toString()) as [
    string,
    string,
  ];
  try {
    return !(decodeRecord(name, record) instanceof DamagedRecord);
  } catch {
    return false; // the text is no JSON
  }
}

async function tablesOf(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => TABLE.test(name));
}

function endsWithRecord(log: Uint8Array): boolean {
  let kind = LAST;
  let at = 0;
  while (at < log.length) {
    const left = LOG_BLOCK_BYTES - (at % LOG_BLOCK_BYTES);
    if (left < LOG_HEADER_BYTES) {
      at += left;
      continue;
    }
    if (at + LOG_HEADER_BYTES > log.length) return false;
    const size = log[at + 4]! | (log[at + 5]! << 8);
    kind = log[at + 6]!;
    if (LOG_HEADER_BYTES + size > left) return false;
    at += LOG_HEADER_BYTES + size;
  }
  return at === log.length && (kind === FULL || kind === LAST);
}
