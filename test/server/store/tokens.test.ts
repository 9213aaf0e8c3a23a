import { rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { TokenSource } from "../../../server/store/tokens.ts";
import { afterKill, openStore } from "./open-store.ts";

describe("next", () => {
  test("gives 16 hex digits that grow as text, per key from 1", async () => {
    const { store } = await openStore();
    const tokens = await TokenSource.open(store);
    const given: string[] = [];
    for (let i = 0; i < 2500; i++) given.push(await tokens.next("nb:a"));
    expect(given[0]).toBe("0000010000000001");
    expect(given).toEqual(given.toSorted());
    expect(new Set(given).size).toBe(2500);
    expect(await tokens.next("nb:b")).toBe("0000010000000001");
  });

  test("gives different tokens to callers that come at once", async () => {
    const { store } = await openStore();
    const tokens = await TokenSource.open(store);
    const given = await Promise.all(Array.from({ length: 1500 }, () => tokens.next("nb:a")));
    expect(new Set(given).size).toBe(1500);
  });

  test("I2: grows over a kill, by the epoch of the next opening", async () => {
    const { store, folder } = await openStore();
    const before = await (await TokenSource.open(store)).next("nb:a");
    const left = await afterKill(folder);
    const after = await (await TokenSource.open(left.store)).next("nb:a");
    expect([before, after]).toEqual(["0000010000000001", "0000020000000001"]);
  });

  test("starts above all older tokens when the store was repaired", async () => {
    const { store, folder } = await openStore();
    const before = await (await TokenSource.open(store)).next("nb:a");
    await store.write([{ type: "del", key: "t/nb:a" }], { sync: true });
    await store.close();
    await rm(join(folder, "store", "CURRENT"));
    const again = await openStore(folder);
    const after = await (await TokenSource.open(again.store)).next("nb:a");
    expect(after > before).toBe(true);
  });
});
