import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { crc32c, masked } from "../../../server/store/tables/crc32c.ts";
import { isDamaged, mendTable } from "../../../server/store/tables/mend-table.ts";
import { unpackSnappy } from "../../../server/store/tables/snappy.ts";
import { entriesOf, findBlocks, readIndex } from "../../../server/store/tables/table-blocks.ts";
import { openStore } from "./open-store.ts";

/** With the record that every store has. */
const COUNT = 400;
const text = (n: number): string => `${(n * 7919).toString(36)} `.repeat(20);

/** A table file that LevelDB wrote. */
async function table(): Promise<Buffer> {
  const { store, folder } = await openStore();
  await store.write(
    Array.from({ length: COUNT - 1 }, (_, n) => ({ type: "put", key: `x/${n}`, value: text(n) })),
    { sync: true },
  );
  await store.close();
  await (await openStore(folder)).store.close(); // opening anew moves the log into a table
  const names = await readdir(join(folder, "store"));
  return readFile(join(folder, "store", names.find((name) => name.endsWith(".ldb"))!));
}

/** The keys and values of a table, LevelDB's numbers left out. */
function contentOf(bytes: Uint8Array): Map<string, string> {
  const entries = readIndex(bytes)!.flatMap(({ handle }) => entriesOf(bytes, handle));
  const plain = ({ key, value }: { key: Uint8Array; value: Uint8Array }) =>
    [Buffer.from(key.subarray(0, -8)).toString(), Buffer.from(value).toString()] as const;
  return new Map(entries.map(plain));
}

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = copy[at]! ^ 4;
  return copy;
}

test("crc32c gives the values of RFC 3720 (appendix B.4)", () => {
  expect(crc32c(new Uint8Array(32)).toString(16)).toBe("8a9136aa");
  expect(crc32c(new Uint8Array(32).fill(255)).toString(16)).toBe("62a8ab43");
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i)).toString(16)).toBe("46dd794e");
  expect(masked(0)).toBe(0xa282ead8);
});

describe("unpackSnappy", () => {
  test("unpacks literals and copies, also ones that overlap", () => {
    expect(Buffer.from(unpackSnappy(Uint8Array.of(3, 8, 97, 98, 99))).toString()).toBe("abc");
    expect(Buffer.from(unpackSnappy(Uint8Array.of(9, 0, 97, 17, 1))).toString()).toBe("aaaaaaaaa");
  });

  test.each([
    [[5, 8, 97, 98, 99]],
    [[3, 8, 97]],
    [[9, 0, 97, 17, 2]],
    [[255, 255, 255, 255, 255, 255, 255, 255]],
    [[]],
  ])("refuses %j", (bytes) => {
    expect(() => unpackSnappy(Uint8Array.from(bytes))).toThrow(RangeError);
  });
});

const EACH = (): boolean => true;
const NONE = (): boolean => false;

describe("mendTable", () => {
  test("finds nothing in a table that is whole", async () => {
    const bytes = await table();
    expect(isDamaged(bytes)).toBe(false);
    expect(mendTable(bytes, NONE)).toBeUndefined();
    expect(contentOf(bytes).size).toBe(COUNT);
    expect(findBlocks(bytes).map(({ handle }) => handle)).toEqual(
      readIndex(bytes)!.map(({ handle }) => handle),
    );
  });

  test("of a block with a flipped bit keeps the records that are whole, and all other blocks", async () => {
    const bytes = await table();
    const whole = contentOf(bytes);
    const blocks = readIndex(bytes)!;
    expect(blocks.length).toBeGreaterThan(3);
    const isWhole = (key: Uint8Array, value: Uint8Array): boolean =>
      whole.get(Buffer.from(key).toString()) === Buffer.from(value).toString();
    let saved = 0;
    for (const { handle } of blocks)
      for (const at of [0.1, 0.4, 0.9].map(
        (share) => handle.at + Math.floor(handle.size * share),
      )) {
        const damaged = flipped(bytes, at);
        expect(isDamaged(damaged)).toBe(true);
        const mended = mendTable(damaged, isWhole)!;
        expect(mended.damaged).toBe(1);
        expect(isDamaged(mended.bytes!)).toBe(false);
        const left = contentOf(mended.bytes!);
        const others = COUNT - entriesOf(bytes, handle).length;
        expect(left.size).toBeGreaterThanOrEqual(others);
        saved += left.size - others;
        for (const [key, value] of left) expect(value).toBe(whole.get(key));
        expect(contentOf(mendTable(damaged, NONE)!.bytes!).size).toBe(others);
      }
    expect(saved).toBeGreaterThan(COUNT / 4);
  });

  test("loses nothing when the index, the filter or the footer is damaged", async () => {
    const bytes = await table();
    const end = Math.max(...readIndex(bytes)!.map(({ handle }) => handle.at + handle.size + 5));
    let mendings = 0;
    for (let at = end; at < bytes.length; at += 7) {
      const mended = mendTable(flipped(bytes, at), EACH);
      if (!mended) continue; // between the handles and the magic number the footer is empty
      mendings++;
      expect(contentOf(mended.bytes!)).toEqual(contentOf(bytes));
    }
    expect(mendings).toBeGreaterThan(50);
  });

  test("gives up what holds no block at all", () => {
    for (const bytes of [new Uint8Array(0), new Uint8Array(4_000).fill(7)]) {
      expect(isDamaged(bytes)).toBe(true);
      expect(mendTable(bytes, EACH)).toEqual({ bytes: undefined, damaged: 0 });
    }
  });
});
