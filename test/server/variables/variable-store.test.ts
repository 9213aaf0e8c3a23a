import { createHash } from "node:crypto";
import { expect, test, vi } from "vitest";
import type { VariableSnapshot } from "../../../kernels/protocol/index.ts";
import { VariableStore } from "../../../server/variables/variable-store.ts";
import { openStore } from "../store/open-store.ts";

const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

function snapshot(values: Record<string, string>, at = Date.now()): VariableSnapshot {
  const groups = Object.entries(values).map(([name, text]) => ({
    variables: [{ name, kind: "let" as const, n: 1 }],
    chunks: [hashOf(text)],
    print: text,
  }));
  return { v: 1, n: 1, at, groups, declarations: [], missing: [] };
}

function chunks(...texts: string[]): Map<string, Uint8Array> {
  return new Map(texts.map((text) => [hashOf(text), Buffer.from(text)]));
}

test("keeps the newest snapshot of each kernel, and only the chunks that they need", async () => {
  const { store } = await openStore();
  const kept = await VariableStore.open(store, "nb");
  await kept.save(1, snapshot({ a: "one", b: "two" }), chunks("one", "two"));
  await kept.save(1, snapshot({ a: "one", b: "three" }), chunks("three"));
  expect(await kept.chunk(hashOf("two"))).toBeUndefined();
  expect(Buffer.from((await kept.chunk(hashOf("one")))!).toString()).toBe("one");
  const again = await VariableStore.open(store, "nb");
  expect(again.before(2)?.snapshot.groups).toHaveLength(2);
  expect(again.before(1)).toBeUndefined();
  await again.save(2, snapshot({ c: "four" }), chunks("four"));
  expect(again.before(2)?.generation).toBe(1);
  await again.save(2, snapshot({ a: "five", b: "four" }), chunks("five"));
  expect(again.before(2)).toBeUndefined();
  expect(await again.chunk(hashOf("one"))).toBeUndefined();
});

test("refuses a snapshot whose chunks it does not have", async () => {
  const kept = await VariableStore.open((await openStore()).store, "nb");
  await expect(kept.save(1, snapshot({ a: "one" }), new Map())).rejects.toThrow(
    /The chunk [0-9a-f]{64} is missing/,
  );
  await expect(kept.save(1, { v: 2 } as never, new Map())).rejects.toThrow("form number 2");
});

test("forgets what is older than a week, and what it is told to", async () => {
  const { store } = await openStore();
  const kept = await VariableStore.open(store, "nb");
  const old = Date.now() - 8 * 86_400_000;
  await kept.save(1, snapshot({ a: "one" }, old), chunks("one"));
  expect((await VariableStore.open(store, "nb")).before(9)).toBeUndefined();
  await kept.moved(1, 3);
  expect(kept.before(4)?.generation).toBe(3);
  await kept.forgetBefore(4);
  expect(kept.before(9)).toBeUndefined();
});

test("saving after a new start reads none of the chunks that are kept", async () => {
  const { store, folder } = await openStore();
  const kept = await VariableStore.open(store, "nb");
  await kept.save(1, snapshot({ a: "one" }), chunks("one"));
  await store.close();
  const again = (await openStore(folder)).store;
  const read = vi.spyOn(again, "getBytes");
  await (await VariableStore.open(again, "nb")).save(1, snapshot({ a: "one" }), new Map());
  expect(read).not.toHaveBeenCalled();
});
