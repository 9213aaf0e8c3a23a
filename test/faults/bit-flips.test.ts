import { spawnSync } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  applyOperation,
  newNotebookMetadata,
  openNotebookState,
} from "../../kernels/protocol/index.ts";
import { Journal } from "../../server/store/journal.ts";
import { markSaved } from "../../server/store/saving.ts";
import { saveSnapshot } from "../../server/store/snapshot.ts";
import { Store } from "../../server/store/store.ts";
import { TokenSource } from "../../server/store/tokens.ts";
import { checkpointsOf, chunkOf, manifestOf, runRecord } from "../server/runs/run-records.ts";
import { report, rounds } from "./rounds.ts";

const ROUNDS = rounds(6);
const READER = fileURLToPath(new URL("read-store.mjs", import.meta.url));
const EVENTS = 60;
const SNAPSHOT_AT = 20;

/** What `read-store.mjs` prints. */
interface Content {
  readonly records: Readonly<Record<string, string>>;
  readonly checkpoint: { readonly seq: number; readonly state: readonly string[] } | null;
  readonly snapshot: { readonly seq: number; readonly sources: readonly string[] } | null;
  readonly events: readonly (readonly [seq: number, source: string])[];
  readonly token: string;
  readonly repaired: string | null;
  readonly errors: readonly string[];
}

const text = (name: string, n: number): string =>
  `${name} ${n} ${(n * 7919).toString(36)} `.repeat(8);
const sourceOf = (seq: number): string => text("source", seq);

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hf-flips-"));
  await fill(join(folder, "whole"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A store of several tables and a log, with a notebook, a run and other records in each of them. */
async function fill(place: string): Promise<void> {
  const cells: string[] = [];
  let state = openNotebookState({ metadata: newNotebookMetadata, cells: [] } as never, {
    notebookId: "nb",
    path: "a.ipynb",
    lastExecution: 0,
  });
  let record = runRecord(0, { state: "interrupted" });
  for (let part = 0; part < 6; part++) {
    const store = await Store.open(place);
    const journal = new Journal(store, "nb", 1);
    const checkpoints = checkpointsOf(store);
    if (part === 0) await checkpoints.begin(record);
    await (await TokenSource.open(store)).next("nb:nb");
    for (let n = 0; n < EVENTS / 6; n++) {
      const seq = cells.length + 1;
      const source = sourceOf(seq);
      const op = {
        type: "insert",
        cellId: `c${seq}`,
        after: cells.at(-1) ?? null,
        cellType: "code",
        source,
      } as const;
      const facts = { seq, at: seq, id: `tab:${seq}`, by: "Ana" };
      await journal.append([{ e: 1, s: seq, t: seq, id: facts.id, by: "Ana", op }]);
      cells.push(op.cellId);
      const folded = applyOperation(state, op, facts);
      if (folded.ok) state = folded.state;
      const key = `x/${part}/${n}`;
      await store.write([{ type: "put", key, value: text(key, n) }], { sync: false });
      if (seq !== SNAPSHOT_AT) continue;
      const batch = await saveSnapshot(store, state, { epoch: 1, seq });
      await markSaved(store, "nb", { hash: "h", epoch: 1, seq }, batch);
    }
    const chunks = new Map(statesOf(part + 1).map(chunkOf));
    const manifest = manifestOf(record.runId, part + 1, [...chunks.keys()]);
    record = await checkpoints.save({ ...record, seq: part + 1 }, manifest, chunks);
    await store.close();
  }
}

/** The state of a checkpoint: what stays, and what changes with each. */
function statesOf(seq: number): string[] {
  return [text("constant", 1), text("state", seq)];
}

/**
 * Reads a store in a process of its own, again after a death or an error, as a person would who starts the server again;
 * gives how often that was.
 */
function read(place: string): { content: Content; deaths: number; errors: number } {
  let deaths = 0;
  let errors = 0;
  for (;;) {
    const { status, signal, stdout, stderr } = spawnSync(process.execPath, [READER, place], {
      encoding: "utf8",
    });
    if (status === 0) {
      const content = JSON.parse(stdout) as Content;
      expectTrue(content);
      if (content.errors.length === 0) return { content, deaths, errors };
      errors++;
    } else if (signal === "SIGABRT") deaths++;
    if ((status !== 0 && signal !== "SIGABRT") || deaths + errors > 2)
      throw new Error(`${signal ?? status}: ${stderr}${stdout.slice(-800)} in ${place}`);
  }
}

/** Everything that was read is what had been written; a lost part is missing, and nothing behind a gap is there. */
function expectTrue({ records, checkpoint, snapshot, events }: Content): void {
  for (const [key, value] of Object.entries(records))
    expect(value).toBe(text(key, Number(key.split("/")[2])));
  if (checkpoint) expect(checkpoint.state).toEqual(statesOf(checkpoint.seq));
  const base = snapshot?.seq ?? 0;
  if (snapshot)
    expect(snapshot.sources).toEqual(Array.from({ length: base }, (_, n) => sourceOf(n + 1)));
  expect(events).toEqual(events.map((_, n) => [base + n + 1, sourceOf(base + n + 1)]));
}

test("a store that is whole is read as a whole", () => {
  const { content, deaths } = read(join(folder, "whole"));
  expect(deaths).toBe(0);
  expect(Object.keys(content.records)).toHaveLength(EVENTS);
  expect(content).toMatchObject({ checkpoint: { seq: 6 }, snapshot: { seq: SNAPSHOT_AT } });
  expect(content.events).toHaveLength(EVENTS - SNAPSHOT_AT);
});

test(`a flipped bit in any file never gives a wrong value nor an emptied store, ${ROUNDS} times`, {
  timeout: 60_000 + ROUNDS * 3_000,
}, async () => {
  const tally = { whole: 0, repaired: 0, deaths: 0, errors: 0, older: 0, none: 0 };
  const { token } = read(join(folder, "whole")).content;
  const random = generator(17);
  for (let round = 0; round < ROUNDS; round++) {
    const place = join(folder, `round-${round}`);
    await cp(join(folder, "whole"), place, { recursive: true });
    const names = (await readdir(join(place, "store"))).filter((name) => !/^LO/.test(name));
    const path = join(place, "store", names[Math.floor(random() * names.length)]!);
    const bytes = await readFile(path);
    const bit = Math.floor(random() * bytes.length * 8);
    bytes[bit >> 3] = bytes[bit >> 3]! ^ (1 << (bit & 7));
    await writeFile(path, bytes);
    const { content, deaths, errors } = read(place);
    const where = `bit ${bit} of ${path}`;
    // One block of one table, or the rest of a block of the log, is the most that a bit can cost.
    expect(Object.keys(content.records).length, where).toBeGreaterThan(EVENTS / 3);
    expect(content.token > token, where).toBe(true);
    tally.deaths += deaths;
    tally.errors += errors;
    if (content.repaired !== null) tally.repaired++;
    if (Object.keys(content.records).length === EVENTS) tally.whole++;
    if (content.checkpoint === null) tally.none++;
    else if (content.checkpoint.seq < 6) tally.older++;
    await rm(place, { recursive: true });
  }
  report({
    fault: "one bit flipped in a file of the store",
    rounds: ROUNDS,
    "wrong values": 0,
    "emptied stores": 0,
    "all records": tally.whole,
    repaired: tally.repaired,
    "ended by LevelDB, then repaired": tally.deaths,
    "read error, then repaired": tally.errors,
    "older checkpoint": tally.older,
    "no checkpoint": tally.none,
  });
});

function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return state / 2 ** 31;
  };
}
