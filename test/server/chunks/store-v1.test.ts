import { cp } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { VariableStore } from "../../../server/variables/variable-store.ts";
import { checkpointsOf, chunkOf, manifestOf } from "../runs/run-records.ts";
import { openStore } from "../store/open-store.ts";
import { tempFolder } from "../temp-folder.ts";

const FIXTURE = fileURLToPath(new URL("../../fixtures/store-v1/", import.meta.url));

async function opened() {
  const folder = await tempFolder();
  await cp(join(FIXTURE, "store"), join(folder, "store"), { recursive: true });
  const { store } = await openStore(folder);
  return { folder, store, checkpoints: checkpointsOf(store) };
}

const textOf = (chunk: Uint8Array | undefined): string =>
  brotliDecompressSync(chunk!).toString("latin1");

test("a store of version 1 opens, with its checkpoints, results and variables", async () => {
  const { store, checkpoints } = await opened();
  const runs = await checkpoints.all();
  const stopped = runs.find(({ name }) => name === "count")!;
  const manifest = (await checkpoints.newest(stopped.runId))!;
  expect(manifest).toMatchObject({ step: 12, total: 40 });
  expect(textOf(await checkpoints.chunk(stopped.runId, manifest.state[0]!))).toContain("sum");
  const done = runs.find(({ name }) => name === "done")!;
  expect(textOf(await checkpoints.chunk(done.runId, done.result![0]!))).toContain("xxxxxxxxxx");
  const { notebookId } = done;
  const variables = await VariableStore.open(store, notebookId, done.updatedAt);
  const { groups } = variables.before(9)!.snapshot;
  expect(groups.flatMap((group) => group.variables.map(({ name }) => name)).sort()).toEqual([
    "kept",
    "label",
  ]);
  for (const hash of groups.flatMap(({ chunks }) => chunks))
    expect(textOf(await variables.chunk(hash)).length).toBeGreaterThan(0);
});

test("a run of it goes on: what is saved now lies beside what was, which goes when it is not needed", async () => {
  const { store, checkpoints } = await opened();
  const record = (await checkpoints.all()).find(({ name }) => name === "count")!;
  const { runId } = record;
  const old = (await checkpoints.newest(runId))!;
  const [hash, bytes] = chunkOf("new state");
  const next = manifestOf(runId, old.seq + 1, [...old.state, hash]);
  const saved = await checkpoints.save(record, next, new Map([[hash, bytes]]));
  const oldBytes = (await checkpoints.chunk(runId, old.state[0]!))!.length;
  expect(saved.bytes).toBeGreaterThanOrEqual(oldBytes + bytes.length);
  expect((await checkpoints.newest(runId))!.state).toEqual([...old.state, hash]);
  const last = manifestOf(runId, old.seq + 2, [hash]);
  await checkpoints.save(record, last, new Map());
  await checkpoints.save(record, manifestOf(runId, old.seq + 3, [hash]), new Map());
  expect(await checkpoints.chunk(runId, old.state[0]!)).toBeUndefined();
  expect(Buffer.from((await checkpoints.chunk(runId, hash))!).toString()).toBe("new state");
  expect(await store.get("meta/schema")).toMatchObject({ v: 2 });
});
