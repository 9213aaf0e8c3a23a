import { copyFile, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Level } from "level";
import { afterEach, describe, expect, test, vi } from "vitest";
import { DamagedRecord, decodeRecord, encodeRecord } from "../../../server/store/record.ts";
import { Store } from "../../../server/store/store.ts";
import { tempFolder } from "../temp-folder.ts";
import { afterKill, openStore } from "./open-store.ts";

const put = (key: string, value: unknown) => ({ type: "put", key, value }) as const;

async function entries(store: Store, range: Parameters<Store["range"]>[0]) {
  const found: [string, unknown][] = [];
  for await (const entry of store.range(range)) found.push(entry);
  return found;
}

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("open", () => {
  test("makes a private store on the first start and finds it again", async () => {
    const { store, folder } = await openStore();
    await store.write([put("a", { n: 1 })], { sync: false });
    await store.close();
    const again = await openStore(folder);
    expect(await again.store.get("a")).toEqual({ n: 1 });
    expect(again.store.storeId).toBe(store.storeId);
    expect((await stat(join(folder, "store"))).mode & 0o777).toBe(0o700);
  });

  test("refuses a store that another holder has open", async () => {
    const { folder } = await openStore();
    await expect(Store.open(folder)).rejects.toMatchObject({ code: "HF_STORE_LOCKED" });
  });

  test("refuses a store of a newer form", async () => {
    const { store, folder } = await openStore();
    await store.close();
    await writeFile(join(folder, "store", "holdfast.json"), '{"v":3,"storeId":"x","repairs":0}');
    await expect(Store.open(folder)).rejects.toMatchObject({
      code: "HF_STORE_VERSION",
      facts: { got: "version 3", expected: "version 2" },
    });
  });

  test("repairs a store whose CURRENT file is gone instead of making an empty one", async () => {
    const { store, folder } = await openStore();
    await store.write([put("a", "kept")], { sync: true });
    await store.close();
    await rm(join(folder, "store", "CURRENT"));
    const again = await openStore(folder);
    expect(await again.store.get("a")).toBe("kept");
    expect(again.store.epoch).toBe(2);
    const copy = again.store.repaired?.copy ?? "";
    expect(await readdir(copy)).toContain("holdfast.json");
  });

  test("repairs it also when the marker file is gone", async () => {
    const { store, folder } = await openStore();
    await store.write([put("a", "kept")], { sync: true });
    await store.close();
    await rm(join(folder, "store", "CURRENT"));
    await rm(join(folder, "store", "holdfast.json"));
    const again = await openStore(folder);
    expect(await again.store.get("a")).toBe("kept");
  });

  test("repairs a store whose CURRENT file is garbage", async () => {
    const { store, folder } = await openStore();
    await store.write([put("a", "kept")], { sync: true });
    await store.close();
    await writeFile(join(folder, "store", "CURRENT"), "garbage");
    const again = await openStore(folder);
    expect(await again.store.get("a")).toBe("kept");
    expect(again.store.repaired?.reason).toMatch(/CURRENT/);
  });

  test("keeps what was written before a torn end of the log", async () => {
    const { store, folder } = await openStore();
    await store.write([put("a", 1)], { sync: true });
    await store.write([put("b", 2)], { sync: true });
    await store.close();
    const log = (await readdir(join(folder, "store"))).find((name) => name.endsWith(".log"))!;
    const path = join(folder, "store", log);
    await truncate(path, (await stat(path)).size - 3);
    const again = await openStore(folder);
    expect(await again.store.get("a")).toBe(1);
    expect(await again.store.get("b")).toBeUndefined();
  });
});

describe("write", () => {
  test("gathers what arrives during a write in the next batch and resolves all in order", async () => {
    const { store } = await openStore();
    const order: number[] = [];
    const writes = Array.from({ length: 50 }, (_, n) =>
      store.write([put(`k/${String(n).padStart(2, "0")}`, n)], { sync: n === 7 }).then(() => {
        order.push(n);
      }),
    );
    await Promise.all(writes);
    expect(order).toEqual(Array.from({ length: 50 }, (_, n) => n));
    expect((await entries(store, "k/")).map(([, n]) => n)).toEqual(order);
  });

  test("loses nothing that was acknowledged when the process is killed", async () => {
    const { store, folder } = await openStore();
    await store.write([put("a", 1), put("b", "ü\u{1f600}\u2028")], { sync: false });
    const left = await afterKill(folder);
    expect(await left.store.get("a")).toBe(1);
    expect(await left.store.get("b")).toBe("ü\u{1f600}\u2028");
  });

  test("lets a later put or delete of the same key win", async () => {
    const { store } = await openStore();
    await store.write([put("a", 1), { type: "del", key: "a" }, put("a", 2)], { sync: false });
    expect(await store.get("a")).toBe(2);
    await store.write([put("a", 3), { type: "del", key: "a" }], { sync: false });
    expect(await store.get("a")).toBeUndefined();
  });

  test("refuses a value that is not JSON", async () => {
    const { store } = await openStore();
    await expect(store.write([put("a", undefined)], { sync: false })).rejects.toThrow(TypeError);
  });

  test("syncs an unsynced write within a second, once, while it is dirty", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"], now: 5000 });
    const { store } = await openStore();
    await store.write([put("a", 1)], { sync: false });
    await store.write([put("b", 1)], { sync: false });
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(1000);
    await store.write([put("c", 1)], { sync: true });
    expect(await store.get("meta/synced")).toBe(6000);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("a synced write makes the later one unnecessary", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { store } = await openStore();
    await store.write([put("a", 1)], { sync: false });
    await store.write([put("b", 1)], { sync: true });
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("get and range", () => {
  test("range gives the keys with a prefix, or between two keys, in order", async () => {
    const { store } = await openStore();
    await store.write(
      ["p/1", "p/2", "p/3", "p0", "o", "q"].map((key) => put(key, key)),
      { sync: false },
    );
    expect((await entries(store, "p/")).map(([key]) => key)).toEqual(["p/1", "p/2", "p/3"]);
    expect((await entries(store, { gte: "p/2", lt: "q" })).map(([key]) => key)).toEqual([
      "p/2",
      "p/3",
      "p0",
    ]);
    const keys: string[] = [];
    for await (const key of store.keys("p/")) keys.push(key);
    expect(keys).toEqual(["p/1", "p/2", "p/3"]);
  });

  test("a value damaged in a table file is never taken for a value, and costs no other", async () => {
    const { store, folder } = await openStore();
    await store.write([put("a", "needle-needle"), put("b", "fine")], { sync: true });
    await store.close();
    // Opening anew moves the log into a table file.
    await (await openStore(folder)).store.close();
    const files = (await readdir(join(folder, "store"))).filter((name) => name.endsWith(".ldb"));
    let flipped = 0;
    for (const name of files) {
      const path = join(folder, "store", name);
      const bytes = await readFile(path);
      const at = bytes.indexOf("needle");
      if (at < 0) continue;
      bytes[at] = bytes[at]! ^ 1;
      await copyFile(path, `${path}.before`);
      await writeFile(path, bytes);
      flipped++;
    }
    expect(flipped).toBe(1);
    const again = await openStore(folder);
    expect(again.store.repaired?.reason).toMatch(/is damaged/);
    expect(await entries(again.store, { gte: "a", lt: "c" })).toEqual([["b", "fine"]]);
  });

  test("a value that is damaged while the store is open is told, too", async () => {
    const { store } = await openStore();
    const damaged = encodeRecord("a", "needle").replace("needle", "noodle");
    vi.spyOn(Level.prototype, "get").mockResolvedValueOnce(damaged as never);
    await expect(store.get("a")).rejects.toMatchObject({ code: "HF_STORE_CORRUPT" });
    expect(decodeRecord("a", damaged)).toBeInstanceOf(DamagedRecord);
    expect(decodeRecord("b", encodeRecord("a", 1))).toBeInstanceOf(DamagedRecord);
    expect(decodeRecord("a", encodeRecord("a", 1))).toBe(1);
  });
});

describe("close", () => {
  test("writes what waits, may be called twice, and refuses later writes", async () => {
    const folder = await tempFolder();
    const store = await Store.open(folder);
    const written = store.write([put("a", 1)], { sync: false });
    await Promise.all([written, store.close(), store.close()]);
    await expect(store.write([put("b", 1)], { sync: false })).rejects.toMatchObject({
      code: "HF_STORE_CLOSED",
    });
    expect(await (await openStore(folder)).store.get("a")).toBe(1);
  });
});
