import { expect, test } from "vitest";
import { ArrivingChunks } from "../../../server/chunks/arriving-chunks.ts";

const MEBIBYTE = 1024 * 1024;

test("chunks go to the request of the execution that sent them, each once", () => {
  const chunks = new ArrivingChunks();
  chunks.add(1, "a", new Uint8Array([1]));
  chunks.add(2, "b", new Uint8Array([2]));
  chunks.add(1, "c", new Uint8Array([3]));
  expect([...chunks.take(1).keys()]).toEqual(["a", "c"]);
  expect(chunks.take(1).size).toBe(0);
  expect([...chunks.take(2)]).toEqual([["b", new Uint8Array([2])]]);
});

test("a kernel that sends without end is not kept in memory, and there is place again after a request", () => {
  const chunks = new ArrivingChunks();
  const half = new Uint8Array(48 * MEBIBYTE);
  chunks.add(1, "a", half);
  chunks.add(1, "a", half); // the same chunk counts once
  chunks.add(2, "b", half);
  chunks.add(3, "c", new Uint8Array(1));
  expect(chunks.take(3).size).toBe(0);
  expect([...chunks.take(1).keys()]).toEqual(["a"]);
  chunks.add(3, "c", half);
  expect([...chunks.take(3).keys()]).toEqual(["c"]);
});
