import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Journal, type JournalEvent } from "../../../server/store/journal.ts";
import type { Store } from "../../../server/store/store.ts";
import { afterKill, openStore } from "./open-store.ts";

const NB = "aaaaaaaaaaaaaaaa";
const event = (e: number, s: number): JournalEvent => ({
  e,
  s,
  t: 1000 + s,
  id: `w:${s}`,
  by: "Ana",
  op: { type: "save" },
});
const events = (e: number, from: number, to: number): JournalEvent[] =>
  Array.from({ length: to - from + 1 }, (_, i) => event(e, from + i));
const key = (e: number, s: number): string =>
  `j/${NB}/${String(e).padStart(8, "0")}/${String(s).padStart(16, "0")}`;

async function keysOf(store: Store, prefix: string): Promise<string[]> {
  const found: string[] = [];
  for await (const k of store.keys(prefix)) found.push(k);
  return found;
}

describe("append", () => {
  test("keeps whole events in their order across epochs", async () => {
    const { store } = await openStore();
    await new Journal(store, NB, 1).append(events(1, 1, 12));
    await new Journal(store, NB, 2).append(events(2, 13, 14), { sync: true });
    expect(await new Journal(store, NB, 3).read({ s: 0 })).toEqual({
      events: [...events(1, 1, 12), ...events(2, 13, 14)],
    });
  });

  test("refuses an event of another epoch and one that leaves out a number", async () => {
    const { store } = await openStore();
    const journal = new Journal(store, NB, 1);
    await journal.append(events(1, 5, 6));
    await expect(journal.append([event(2, 7)])).rejects.toThrow(TypeError);
    await expect(journal.append([event(1, 8)])).rejects.toThrow(TypeError);
    await journal.append([event(1, 7)]);
  });

  test("keeps notebooks apart", async () => {
    const { store } = await openStore();
    await new Journal(store, NB, 1).append(events(1, 1, 2));
    await new Journal(store, "bbbbbbbbbbbbbbbb", 1).append(events(1, 1, 1));
    expect((await new Journal(store, NB, 2).read({ s: 0 })).events).toHaveLength(2);
  });
});

describe("read", () => {
  test("gives only what comes after a place", async () => {
    const { store } = await openStore();
    await new Journal(store, NB, 1).append(events(1, 1, 5));
    expect(await new Journal(store, NB, 2).read({ s: 3 })).toEqual({ events: events(1, 4, 5) });
  });

  test("stops at a removed record, sets the rest aside and says so", async () => {
    const { store } = await openStore();
    await new Journal(store, NB, 1).append(events(1, 1, 5));
    await new Journal(store, NB, 2).append(events(2, 6, 7));
    await store.write([{ type: "del", key: key(1, 4) }], { sync: false });
    const journal = new Journal(store, NB, 3);
    expect(await journal.read({ s: 0 })).toEqual({
      events: events(1, 1, 3),
      gap: { after: 3, setAside: 3 },
    });
    expect(await keysOf(store, `a/${NB}/`)).toEqual(
      [key(1, 5), key(2, 6), key(2, 7)].map((k) => k.replace(/^j/, "a")),
    );
    await journal.append([event(3, 4)]);
    expect(await new Journal(store, NB, 4).read({ s: 0 })).toEqual({
      events: [...events(1, 1, 3), event(3, 4)],
    });
  });

  test("a snapshot behind the journal's begin is a gap, too", async () => {
    const { store } = await openStore();
    await new Journal(store, NB, 1).append(events(1, 5, 6));
    expect(await new Journal(store, NB, 2).read({ s: 2 })).toEqual({
      events: [],
      gap: { after: 2, setAside: 2 },
    });
  });

  test("whatever was acknowledged before a kill at any moment comes back, up to the first gap", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 6 }), { maxLength: 4 }),
        fc.option(fc.nat()),
        async (epochs, removed) => {
          let { store, folder } = await openStore();
          let seq = 0;
          const all: JournalEvent[] = [];
          for (const [i, batches] of epochs.entries()) {
            const journal = new Journal(store, NB, i + 1);
            for (const size of batches) {
              const batch = events(i + 1, seq + 1, seq + size);
              await journal.append(batch, { sync: size === 3 });
              all.push(...batch);
              seq += size;
            }
            const killed = store;
            ({ store, folder } = await afterKill(folder));
            await killed.close();
          }
          const lost = removed === null || seq === 0 ? undefined : all[removed % seq]!;
          if (lost) await store.write([{ type: "del", key: key(lost.e, lost.s) }], { sync: false });
          const kept = lost ? all.slice(0, lost.s - 1) : all;
          const behind = lost ? seq - lost.s : 0;
          const { events: found, gap } = await new Journal(store, NB, 9).read({ s: 0 });
          expect(found).toEqual(kept);
          expect(gap).toEqual(behind > 0 ? { after: kept.length, setAside: behind } : undefined);
          await store.close();
        },
      ),
      { numRuns: 25 },
    );
  });
});
