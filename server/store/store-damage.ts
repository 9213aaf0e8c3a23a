import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isWholeRecord } from "./record.ts";
import { liveTables } from "./tables/manifest.ts";
import { isDamaged, mendTable } from "./tables/mend-table.ts";

const TABLE = /^\d+\.(ldb|sst)$/;

export async function hasDatabaseFiles(folder: string): Promise<boolean> {
  const names = await readdir(folder);
  return names.some((name) => /^(CURRENT|MANIFEST-\d+|\d+\.(ldb|sst|log))$/.test(name));
}

/**
 * Says what is wrong with a store that nobody has open: a table that is cut, a damaged block of a table, or a MANIFEST
 * whose end is missing. LevelDB takes the latter for the usual end and deletes the tables that it does not find there.
 *
 * @param maxBytes tables of more bytes in all are not read, only measured
 */
export async function damageOf(folder: string, maxBytes: number): Promise<string | undefined> {
  const current = (await readFile(join(folder, "CURRENT"), "latin1").catch(() => "")).trim();
  if (!/^MANIFEST-\d+$/.test(current)) return undefined; // LevelDB tells that itself
  const manifest = await readFile(join(folder, current)).catch(() => undefined);
  const live = manifest && liveTables(manifest);
  if (live === "cut") return `${current} is cut`;
  const names = (await tablesOf(folder)).filter((name) => live?.has(Number.parseInt(name, 10)));
  let bytes = 0;
  for (const name of names) {
    const { size } = await stat(join(folder, name));
    const expected = live?.get(Number.parseInt(name, 10));
    if (size !== expected) return `${name} has ${size} bytes, not ${expected}`;
    bytes += size;
  }
  if (bytes > maxBytes) return undefined;
  for (const name of names)
    if (isDamaged(await readFile(join(folder, name)))) return `a block of ${name} is damaged`;
  return undefined;
}

/** Takes what is damaged out of the tables, so that LevelDB's `repair` finds nothing that it would end the process for. */
export async function mendTables(folder: string): Promise<void> {
  for (const name of await tablesOf(folder)) {
    const path = join(folder, name);
    const mended = mendTable(await readFile(path), (key, value) =>
      isWholeRecord(Buffer.from(key).toString(), value),
    );
    if (!mended) continue;
    if (mended.bytes) await writeFile(path, mended.bytes);
    else await rm(path);
  }
}

async function tablesOf(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => TABLE.test(name));
}
