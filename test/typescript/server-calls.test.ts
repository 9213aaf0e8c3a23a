import { expect, test } from "vitest";
import type { JupyterMessage } from "../../kernels/protocol/index.ts";
import type { Output, Parent } from "../../kernels/typescript/process/output.ts";
import { ServerCalls } from "../../kernels/typescript/runtime/server-calls.ts";

const PARENT = { header: {}, execution: 7 } as unknown as Parent;

/** Calls of which it is seen what is sent, in order. */
function calls() {
  const sent: (string | { id: string })[] = [];
  const output = {
    ask: (content: { id: string }) => sent.push(content),
    sendChunk: (hash: string) => sent.push(hash),
  } as unknown as Output;
  const server = new ServerCalls(output);
  const answer = (id: string, content: object): void =>
    server.answered({ content: { id, ...content } } as unknown as JupyterMessage);
  const idOf = (n: number): string =>
    (sent.filter((s) => typeof s === "object")[n] as { id: string }).id;
  return { server, sent, answer, idOf };
}

test("chunks go ahead of the request that names them", async () => {
  const { server, sent, answer, idOf } = calls();
  const chunks = ["a", "b"].map((hash) => ({ hash, bytes: new Uint8Array(1) }));
  const done = server.call(PARENT, "run.checkpoint", { state: ["a", "b"] }, { chunks });
  expect(sent).toEqual(["a", "b", expect.objectContaining({ method: "run.checkpoint" })]);
  answer(idOf(0), { result: true });
  expect(await done).toBe(true);
});

test("one chunk that is asked for several times at once comes to each", async () => {
  const { server, answer, idOf } = calls();
  const asked = [0, 1, 2].map(() => server.chunk(PARENT, "run.chunk", { hash: "same" }));
  for (const n of [0, 1, 2]) {
    server.arrived("same", new Uint8Array([n]));
    answer(idOf(n), { result: "same" });
  }
  expect((await Promise.all(asked)).map(([byte]) => byte)).toEqual([0, 1, 2]);
});

test("a chunk that the server does not have, or sends under another name, is an error", async () => {
  const { server, answer, idOf } = calls();
  const missing = server.chunk(PARENT, "run.chunk", { hash: "gone" });
  answer(idOf(0), { problem: { code: "HF_NOT_FOUND", detail: "There is no chunk gone" } });
  await expect(missing).rejects.toThrow("HF_NOT_FOUND: There is no chunk gone");
  const other = server.chunk(PARENT, "run.chunk", { hash: "a" });
  server.arrived("b", new Uint8Array(1));
  answer(idOf(1), { result: "a" });
  await expect(other).rejects.toThrow("no chunk");
});

test("a call that was given up is not answered any more", async () => {
  const { server, answer, idOf } = calls();
  const giveUp = new AbortController();
  const call = server.call(PARENT, "lock.acquire", {}, { signal: giveUp.signal });
  giveUp.abort(new Error("stopped"));
  answer(idOf(0), { result: true });
  await expect(call).rejects.toThrow("stopped");
});
