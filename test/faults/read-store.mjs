// `node read-store.mjs <state folder>`: opens a store as a server does and prints all that can be read of it, as JSON.
// A process of its own: LevelDB ends the process for some damage.
import { CheckpointStore } from "../../dist/server/runs/checkpoint-store.js";
import { verifyCheckpoints } from "../../dist/server/runs/verify-checkpoints.js";
import { Journal } from "../../dist/server/store/journal.js";
import { loadSnapshot } from "../../dist/server/store/snapshot.js";
import { Store } from "../../dist/server/store/store.js";
import { TokenSource } from "../../dist/server/store/tokens.js";

const errors = [];
const told = async (read) => {
  try {
    return await read();
  } catch (error) {
    errors.push(`${error.code}: ${error.message} ${error.facts?.got ?? ""}`);
    if (error.code !== "HF_STORE_CORRUPT") throw error;
    return undefined;
  }
};
const store = await Store.open(process.argv[2]);
const checkpoints = new CheckpointStore(store, (error) => errors.push(String(error)));
if (store.repaired) await told(() => verifyCheckpoints(checkpoints, 1));
const records = {};
await told(async () => {
  for await (const [key, value] of store.range("x/"))
    if (typeof value === "string") records[key] = value;
});
const manifest = await told(() => checkpoints.newest("0".repeat(20)));
const state = [];
for (const hash of manifest?.state ?? [])
  state.push(String(await checkpoints.chunk(manifest.runId, hash)));
const snapshot = await told(() => loadSnapshot(store, "nb"));
const base = snapshot?.seq ?? 0;
const replay = await told(() => new Journal(store, "nb", 9).read({ s: base }));
const tokens = await TokenSource.open(store);
const token = (await told(() => tokens.next("nb:nb"))) ?? null;
await told(() => store.close());
process.stdout.write(
  JSON.stringify({
    records,
    checkpoint: manifest ? { seq: manifest.seq, state } : null,
    snapshot: snapshot
      ? { seq: snapshot.seq, sources: snapshot.state.cells.map((c) => c.source) }
      : null,
    events: replay?.events.map(({ s, op }) => [s, op.source]) ?? [],
    token,
    repaired: store.repaired?.reason ?? null,
    errors,
  }),
);
