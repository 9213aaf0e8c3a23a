import { expect, test } from "vitest";
import { ChunkStore } from "../../../server/chunks/chunk-store.ts";
import {
  decodeBytes,
  decodeRecord,
  encodeBytes,
  isWholeRecord,
} from "../../../server/store/record.ts";
import { chunkOf } from "../runs/run-records.ts";
import { openStore } from "../store/open-store.ts";

const PLACE = {
  key: (owner: string, hash: string) => `b/${owner}/${hash}`,
  prefix: (owner: string) => `b/${owner}/`,
  isCounted: true,
};

async function chunks() {
  const { store } = await openStore();
  return { store, chunks: new ChunkStore(store, PLACE) };
}

const [A, B] = [chunkOf("a"), chunkOf("bb")];
const used = (...all: (readonly [string, Uint8Array])[]) => new Set(all.map(([hash]) => hash));

test("chunks are written as bytes, counted, and go when nothing names them", async () => {
  const { store, chunks: kept } = await chunks();
  const plan = await kept.plan("r", {
    needed: [A[0], B[0]],
    used: used(A, B),
    fresh: new Map([A, B]),
  });
  await store.write(plan.ops, { sync: false });
  plan.written();
  expect(plan.sizes).toEqual({ [A[0]]: 1, [B[0]]: 2 });
  expect(await store.getBytes(PLACE.key("r", B[0]))).toEqual(Buffer.from(B[1]));
  const next = await kept.plan("r", { needed: [B[0]], used: used(B), fresh: new Map() });
  await store.write(next.ops, { sync: false });
  next.written();
  expect([next.freed, next.sizes]).toEqual([1, { [B[0]]: 2 }]);
  expect(await kept.read("r", A[0])).toBeUndefined();
});

test("what is planned and not written changes nothing", async () => {
  const { chunks: kept } = await chunks();
  await kept.plan("r", { needed: [A[0]], used: used(A), fresh: new Map([A]) });
  await expect(
    kept.plan("r", { needed: [A[0]], used: used(A), fresh: new Map() }),
  ).rejects.toMatchObject({
    code: "HF_REQUEST_INVALID",
  });
});

test("owners do not share chunks, and a chunk under another name is not read", async () => {
  const { store, chunks: kept } = await chunks();
  await store.write([{ type: "put", key: PLACE.key("r", A[0]), bytes: B[1] }], { sync: false });
  expect(await kept.read("r", A[0])).toBeUndefined();
  await store.write([{ type: "put", key: PLACE.key("r", A[0]), bytes: A[1] }], { sync: false });
  expect(await kept.read("other", A[0])).toBeUndefined();
  expect(await kept.read("r", A[0])).toEqual(Buffer.from(A[1]));
});

test("a record of bytes knows every flipped bit, its key, and its length", () => {
  const record = encodeBytes("k", new Uint8Array([0, 1, 255]));
  expect(decodeBytes("k", record)).toEqual(Buffer.from([0, 1, 255]));
  expect(isWholeRecord("k", record)).toBe(true);
  expect(isWholeRecord("other", record)).toBe(false);
  expect(isWholeRecord("k", record.subarray(0, 7))).toBe(false);
  for (let bit = 0; bit < 8 * record.length; bit++) {
    const flipped = Uint8Array.from(record);
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    expect(isWholeRecord("k", flipped), `bit ${bit}`).toBe(false);
  }
  expect(() => decodeRecord("k", Buffer.from(record).toString())).not.toThrow();
});
