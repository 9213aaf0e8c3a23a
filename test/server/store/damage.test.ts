import { spawnSync } from "node:child_process";
import { readdir, readFile, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Level } from "level";
import { describe, expect, test, vi } from "vitest";
import { journalKey, journalPrefix } from "../../../server/store/keys.ts";
import { Store } from "../../../server/store/store.ts";
import { TokenSource } from "../../../server/store/tokens.ts";
import { openStore } from "./open-store.ts";

const put = (key: string, value: unknown) => ({ type: "put", key, value }) as const;

async function filesOf(folder: string, pattern: RegExp): Promise<string[]> {
  const names = await readdir(join(folder, "store"));
  return names.filter((name) => pattern.test(name)).map((name) => join(folder, "store", name));
}

/** The largest table. */
async function tableOf(folder: string): Promise<string> {
  const tables = await filesOf(folder, /\.ldb$/);
  const sizes = await Promise.all(tables.map(async (path) => (await stat(path)).size));
  return tables[sizes.indexOf(Math.max(...sizes))]!;
}

/** A store of three tables and a log; `last` lies in the log. */
async function storeOfTables() {
  const { store, folder } = await openStore();
  await store.close();
  for (const name of ["a", "b", "c"]) {
    const { store: next } = await openStore(folder);
    await next.write(
      Array.from({ length: 100 }, (_, n) => put(`${name}/${n}`, `${name} ${n} `.repeat(9))),
      { sync: true },
    );
    await next.close();
  }
  const { store: last } = await openStore(folder);
  await last.write([put("last", 1)], { sync: true });
  await last.close();
  return folder;
}

async function countOf(store: Store): Promise<number> {
  let count = 0;
  for (const name of ["a/", "b/", "c/", "last"])
    for await (const [key, value] of store.range(name))
      if (key === "last" ? value === 1 : String(value).startsWith(key.replace("/", " "))) count++;
  return count;
}

/** The file of who has the store open, as a process would leave it that was killed. */
async function left(folder: string, deaths = 0): Promise<void> {
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  const text = JSON.stringify({ pid, startTicks: 1, deaths });
  await writeFile(join(folder, "store", "owner.json"), text);
}

describe("a damaged store", () => {
  test("whose table is empty is repaired; what the other tables hold is there", async () => {
    const folder = await storeOfTables();
    await truncate(await tableOf(folder), 0);
    const { store } = await openStore(folder);
    expect(store.repaired?.reason).toMatch(/\.ldb has 0 bytes, not \d+/);
    const count = await countOf(store);
    expect(count).toBeGreaterThanOrEqual(200);
    expect(count).toBeLessThan(301);
  });

  test("whose MANIFEST is cut anywhere loses nothing, also where LevelDB takes that for the end", async () => {
    const folder = await storeOfTables();
    const [manifest] = await filesOf(folder, /^MANIFEST/);
    const { size } = await stat(manifest!);
    const whole = await readFile(manifest!);
    for (const at of [0, 1, size >> 1, size - 20, size - 3, size - 1]) {
      const [current] = await filesOf(folder, /^MANIFEST/);
      await writeFile(current!, whole.subarray(0, at));
      const store = await Store.open(folder);
      expect(store.repaired).toBeDefined();
      expect(await countOf(store)).toBe(301);
      await store.close();
    }
  });

  test("whose MANIFEST has a wrong length in its last record loses nothing", async () => {
    const { folder, store } = await openStore();
    await store.write([put("last", 1)], { sync: true });
    await store.close();
    const [manifest] = await filesOf(folder, /^MANIFEST/);
    const bytes = await readFile(manifest!);
    let last = 0;
    for (let at = 0; at < bytes.length; at += 7 + bytes.readUInt16LE(at + 4)) last = at;
    bytes[last + 4] = bytes[last + 4]! ^ 128;
    await writeFile(manifest!, bytes);
    const again = await openStore(folder);
    expect(again.store.repaired?.reason).toMatch(/MANIFEST-\d+ is cut/);
    expect(await countOf(again.store)).toBe(1);
  });

  test("is looked through before LevelDB opens it, which would end the process for some damage", async () => {
    const folder = await storeOfTables();
    const table = await tableOf(folder);
    const bytes = await readFile(table);
    bytes[40] = bytes[40]! ^ 16;
    await writeFile(table, bytes);
    const { store } = await openStore(folder);
    expect(store.repaired?.reason).toMatch(/a block of .* is damaged/);
    expect(await countOf(store)).toBeGreaterThan(290);
    expect(await store.get("last")).toBe(1);
  });

  test("that is whole is not repaired after the death of its owner", async () => {
    const folder = await storeOfTables();
    await left(folder, 3);
    const { store } = await openStore(folder);
    expect(store.repaired).toBeUndefined();
    expect(await countOf(store)).toBe(301);
  });

  test("that a compaction left half a table in is not damaged", async () => {
    const folder = await storeOfTables();
    const table = await readFile(await tableOf(folder));
    for (const [name, bytes] of [
      ["000997.ldb", table.subarray(0, table.length >> 1)],
      ["000998.ldb", ""],
    ] as const)
      await writeFile(join(folder, "store", name), bytes);
    await left(folder);
    const { store } = await openStore(folder);
    expect(store.repaired).toBeUndefined();
    expect(await countOf(store)).toBe(301);
  });

  test("is left alone while somebody has it open", async () => {
    const { store, folder } = await openStore();
    await store.write([put("last", 1)], { sync: true });
    await writeFile(join(folder, "store", "000999.ldb"), "");
    await expect(Store.open(folder)).rejects.toMatchObject({ code: "HF_STORE_LOCKED" });
    expect(await readdir(folder)).toEqual(["store"]);
    expect(await store.get("last")).toBe(1);
  });

  test("that a read finds is repaired by the next opening", async () => {
    const folder = await storeOfTables();
    const { store } = await openStore(folder);
    const failing = vi
      .spyOn(Level.prototype, "get")
      .mockRejectedValue(new Error("Corruption: not an sstable (bad magic number)"));
    await expect(store.get("last")).rejects.toMatchObject({ code: "HF_STORE_CORRUPT" });
    failing.mockRestore();
    await store.close();
    const again = await openStore(folder);
    expect(again.store.repaired?.reason).toMatch(/bad magic number/);
    expect(await countOf(again.store)).toBe(301);
    await again.store.close();
    expect((await openStore(folder)).store.repaired).toBeUndefined();
  });

  test("whose table has lost its end is repaired at once", async () => {
    const folder = await storeOfTables();
    const table = await tableOf(folder);
    const bytes = await readFile(table);
    bytes[bytes.length - 1] = 0;
    await writeFile(table, bytes);
    const { store } = await openStore(folder);
    expect(store.repaired?.reason).toMatch(/a block of .* is damaged/);
    expect(await countOf(store)).toBe(301);
  });

  test("never gives a value to another key", async () => {
    const { store, folder } = await openStore();
    const key = journalKey("nb", 1, 4);
    await store.write([put(key, "four")], { sync: true });
    await store.close();
    await (await openStore(folder)).store.close();
    const table = await tableOf(folder);
    const bytes = await readFile(table);
    const at = bytes.indexOf("0004");
    expect(at).toBeGreaterThan(0);
    bytes[at + 3] = bytes[at + 3]! ^ 1;
    await writeFile(table, bytes);
    const again = await openStore(folder);
    expect(await again.store.get(key)).toBeUndefined();
    const found: unknown[] = [];
    for await (const entry of again.store.range(journalPrefix("nb"))) found.push(entry);
    expect(found).toEqual([]);
  });
});

describe("tokens of a damaged store", () => {
  async function lastToken(store: Store): Promise<string> {
    return (await TokenSource.open(store)).next("nb:a");
  }

  test.each(["", "garbage", '{"v":1}'])("grow though the marker is %j", async (text) => {
    const { store, folder } = await openStore();
    const before = await lastToken(store);
    await store.close();
    await writeFile(join(folder, "store", "holdfast.json"), text);
    const again = await openStore(folder);
    expect((await lastToken(again.store)) > before).toBe(true);
    await again.store.close();
    const third = await openStore(folder);
    expect(third.store.epoch).toBe(again.store.epoch + 1);
  });

  test("grow though their record is damaged, and are given again", async () => {
    const { store, folder } = await openStore();
    const before = await lastToken(store);
    await store.close();
    await (await openStore(folder)).store.close();
    for (const path of await filesOf(folder, /\.ldb$/)) {
      const bytes = await readFile(path);
      const at = bytes.indexOf('"reserved"');
      if (at < 0) continue;
      bytes[at + 3] = bytes[at + 3]! ^ 1;
      await writeFile(path, bytes);
    }
    const again = await openStore(folder);
    expect((await lastToken(again.store)) > before).toBe(true);
  });
});
