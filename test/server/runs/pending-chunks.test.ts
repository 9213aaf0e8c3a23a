import { expect, test } from "vitest";
import { PendingChunks } from "../../../server/runs/pending-chunks.ts";

const MEBIBYTE = 1024 * 1024;

test("what was taken is not there any more, and what comes later does not change it", () => {
  const pending = new PendingChunks();
  pending.add("a", new Uint8Array([1]));
  const first = pending.take();
  pending.add("b", new Uint8Array([2]));
  expect([...first.keys()]).toEqual(["a"]);
  expect([...pending.take().keys()]).toEqual(["b"]);
  expect(pending.take().size).toBe(0);
});

test("96 MiB may wait; what comes past it is dropped, and there is room again after taking", () => {
  const pending = new PendingChunks();
  const half = new Uint8Array(48 * MEBIBYTE);
  pending.add("a", half);
  pending.add("a", half); // the same chunk counts once
  pending.add("b", half);
  pending.add("c", new Uint8Array(1));
  expect([...pending.take().keys()]).toEqual(["a", "b"]);
  pending.add("c", half);
  expect([...pending.take().keys()]).toEqual(["c"]);
});
