import { randomBytes } from "node:crypto";
import { HoldfastError } from "../../kernels/protocol/index.ts";
import type { BatchOp } from "./batch.ts";
import type { JournalEvent } from "./journal.ts";
import { readJournal } from "./journal-read.ts";
import {
  asidePrefix,
  journalPlace,
  journalPrefix,
  notebookKey,
  PATH_PREFIX,
  pathKey,
  snapshotCellPrefix,
  snapshotHeadKey,
} from "./keys.ts";
import { DamagedRecord } from "./record.ts";
import { loadSnapshotHead } from "./snapshot.ts";
import type { Store } from "./store.ts";

/** How far the epoch jumps when its record was damaged: no client may meet an epoch again that it knows. */
const EPOCHS_AFTER_DAMAGE = 1000;

/** What a file on the disk holds: the hash of its bytes, and the place in the order that it stands for. */
export interface SavedPlace {
  readonly hash: string;
  readonly epoch: number;
  readonly seq: number;
  /** Which file it is (`fileMark`), when that is known. */
  readonly file?: string;
}

/** What `d/<nbId>` holds. */
export interface StoredNotebook {
  readonly epoch: number;
  readonly lastExecution: number;
  readonly saved?: SavedPlace;
  /** What may have taken the file's place since; one alone in stores of before 0.2. */
  readonly saving?: SavedPlace | readonly SavedPlace[];
}

/** A notebook as the store knows it at opening. */
export interface NotebookRecord {
  readonly notebookId: string;
  /** +1 with each opening. */
  readonly epoch: number;
  /** The newest sequence number that can be replayed; the next event is `seq + 1`. */
  readonly seq: number;
  /** No execution number up to this one may be given again. */
  readonly lastExecution: number;
  readonly saved?: SavedPlace;
}

export interface FileFacts {
  /** SHA-256 of the file's bytes, hex. */
  readonly fileHash: string;
  /** Which file it is (`fileMark`). */
  readonly mark: string | undefined;
  /** Tells whether a path (relative to the root, as in `n/<path>`) still has a file. */
  readonly exists: (path: string) => boolean | Promise<boolean>;
  /** Tells whether a notebook is open now, whose work nobody may take over. */
  readonly isOpen: (notebookId: string) => boolean;
  /** Tells whether a notebook has work that no file holds. */
  readonly hasUnsaved: (notebookId: string) => Promise<boolean>;
  /** Looks for a file beside the one at the path, whatever it is called now. */
  readonly beside: (mark: string) => Promise<string | undefined>;
}

/**
 * Finds or makes the identity of the notebook at a path, and counts its epoch up, durably. A file that was renamed
 * outside keeps its identity when nothing contradicts it (`findMoved`). What a killed server had put in the file's place
 * is what was saved last.
 *
 * @throws HoldfastError HF_STORE_CORRUPT, HF_STORE_CLOSED, HF_FILE_UNWRITABLE
 */
export async function openNotebookRecord(
  store: Store,
  path: string,
  facts: FileFacts,
): Promise<NotebookRecord> {
  const found = await readUndamaged(store, pathKey(path));
  const named = found === undefined || found === "damaged" ? undefined : (found as string);
  const batch: BatchOp[] = [];
  const elsewhere = named === undefined ? undefined : await movedAway(store, named, facts);
  if (elsewhere !== undefined) batch.push({ type: "put", key: pathKey(elsewhere), value: named });
  const known = elsewhere === undefined ? named : undefined;
  const moved = known === undefined ? await findMoved(store, facts) : undefined;
  const notebookId = known ?? moved?.notebookId ?? newNotebookId();
  const before = await readNotebookFacts(store, notebookId);
  const { seq, lastExecution } = await lastNumbers(store, notebookId, before);
  const after = withSaved({ ...before, epoch: before.epoch + 1, lastExecution }, facts);
  batch.push({ type: "put", key: notebookKey(notebookId), value: after });
  if (known === undefined) batch.push({ type: "put", key: pathKey(path), value: notebookId });
  if (moved) batch.push({ type: "del", key: moved.key });
  await store.write(batch, { sync: true });
  const { saving: _, ...record } = after;
  return { notebookId, seq, ...record };
}

/** What may lie in a notebook's file besides what was noted as saved. */
function candidatesOf({ saving }: StoredNotebook): readonly SavedPlace[] {
  if (saving === undefined) return [];
  return "hash" in saving ? [saving] : saving;
}

/** The hashes of what may have been on its way into a file when the server died. */
export async function candidatesAt(store: Store, path: string): Promise<readonly string[]> {
  const notebookId = await readUndamaged(store, pathKey(path));
  if (typeof notebookId !== "string" || notebookId === "damaged") return [];
  return candidatesOf(await readNotebookFacts(store, notebookId)).map(({ hash }) => hash);
}

/**
 * The server died behind the rename: what it was writing is what is saved. Which file that is is noted anew: it may have
 * been copied, and be renamed later.
 */
function withSaved(facts: StoredNotebook, { fileHash, mark }: FileFacts): StoredNotebook {
  const { saving: _, ...rest } = facts;
  const places = [...(facts.saved ? [facts.saved] : []), ...candidatesOf(facts)];
  const found = places.find(({ hash }) => hash === fileHash);
  if (!found) return facts;
  return { ...rest, saved: mark === undefined ? found : { ...found, file: mark } };
}

/**
 * The path of the notebook that was known by this path: its file lies beside, under another name, and this is a new
 * file, which holds the same perhaps (a copy of one template). Its unsaved work must not appear here.
 */
async function movedAway(
  store: Store,
  notebookId: string,
  { mark, beside }: FileFacts,
): Promise<string | undefined> {
  const { saved } = await readNotebookFacts(store, notebookId);
  if (saved?.file === undefined || mark === undefined || saved.file === mark) return undefined;
  const path = await beside(saved.file);
  if (path === undefined) return undefined;
  return (await store.get(pathKey(path))) === undefined ? path : undefined;
}

/**
 * Keeps the identity of a notebook, or of all notebooks of a folder, that gets another path: one batch.
 *
 * @throws HoldfastError HF_STORE_CLOSED, HF_FILE_UNWRITABLE
 */
export async function renameNotebook(store: Store, from: string, to: string): Promise<void> {
  const batch: BatchOp[] = [];
  const notebookId = await store.get<string>(pathKey(from));
  if (notebookId !== undefined) {
    batch.push({ type: "del", key: pathKey(from) });
    batch.push({ type: "put", key: pathKey(to), value: notebookId });
  }
  for await (const [key, value] of store.range(pathKey(`${from}/`))) {
    batch.push({ type: "del", key });
    batch.push({ type: "put", key: pathKey(to) + key.slice(pathKey(from).length), value });
  }
  await store.write(batch, { sync: true });
}

/**
 * A notebook whose file was gone gets one again, at a path, with these bytes: the next opening takes them for what was
 * saved last.
 *
 * @throws HoldfastError HF_FILE_EXISTS when the path is another notebook's, whose file may be gone, too
 */
export async function putBack(
  store: Store,
  notebookId: string,
  { from, to, hash }: { readonly from: string; readonly to: string; readonly hash: string },
): Promise<void> {
  const there = await readUndamaged(store, pathKey(to));
  if (there !== undefined && there !== notebookId)
    throw new HoldfastError("HF_FILE_EXISTS", `${to} is the path of another notebook`);
  const facts = await readNotebookFacts(store, notebookId);
  const place = { hash, epoch: facts.epoch, seq: facts.saved?.seq ?? 0 };
  await store.write(
    [
      ...(from === to ? [] : [{ type: "del", key: pathKey(from) } as const]),
      { type: "put", key: pathKey(to), value: notebookId },
      {
        type: "put",
        key: notebookKey(notebookId),
        value: { ...facts, saving: [...candidatesOf(facts), place] },
      },
    ],
    { sync: true },
  );
}

/** Forgets a notebook whose file is gone, with all that was unsaved. */
export async function forgetNotebook(
  store: Store,
  notebookId: string,
  path: string,
): Promise<void> {
  const batch: BatchOp[] = [
    { type: "del", key: pathKey(path) },
    { type: "del", key: notebookKey(notebookId) },
    { type: "del", key: snapshotHeadKey(notebookId) },
  ];
  for (const prefix of [
    journalPrefix(notebookId),
    asidePrefix(notebookId),
    snapshotCellPrefix(notebookId),
  ])
    for await (const key of store.keys(prefix)) batch.push({ type: "del", key });
  await store.write(batch, { sync: true });
}

/** Paths of the notebooks that the store knows, by their ids. */
export async function notebookPaths(store: Store): Promise<ReadonlyMap<string, string>> {
  const paths = new Map<string, string>();
  for await (const [key, notebookId] of store.range(PATH_PREFIX))
    if (typeof notebookId === "string") paths.set(notebookId, key.slice(PATH_PREFIX.length));
  return paths;
}

/** What the store holds of a notebook; epoch 0 when it is new. */
export async function readNotebookFacts(store: Store, notebookId: string): Promise<StoredNotebook> {
  const facts = await readUndamaged(store, notebookKey(notebookId));
  if (facts !== "damaged")
    return (facts as StoredNotebook | undefined) ?? { epoch: 0, lastExecution: 0 };
  let epoch = (await loadSnapshotHead(store, notebookId))?.epoch ?? 0;
  for (const prefix of [journalPrefix(notebookId), asidePrefix(notebookId)]) {
    for await (const key of store.keys(prefix)) epoch = Math.max(epoch, journalPlace(key).epoch);
  }
  return { epoch: epoch + EPOCHS_AFTER_DAMAGE, lastExecution: 0 };
}

async function readUndamaged(store: Store, key: string): Promise<unknown> {
  for await (const [, value] of store.range({ gte: key, lt: `${key}\0` }))
    return value instanceof DamagedRecord ? "damaged" : value;
  return undefined;
}

interface Moved {
  readonly key: string;
  readonly notebookId: string;
  /** Which file it was, when that is known. */
  readonly file: string | undefined;
}

/**
 * The notebook that a file was before somebody renamed it by hand. That it holds the same and the old path is gone is
 * not enough: copies of one template do, too, and the unsaved work of one must not appear in another. It has to be the
 * same file; where that is not known, the only candidate, without unsaved work. None that is open.
 */
async function findMoved(store: Store, facts: FileFacts): Promise<Moved | undefined> {
  const found: Moved[] = [];
  for await (const [key, notebookId] of store.range(PATH_PREFIX)) {
    if (typeof notebookId !== "string" || facts.isOpen(notebookId)) continue;
    const known = await readNotebookFacts(store, notebookId);
    const places = [...(known.saved ? [known.saved] : []), ...candidatesOf(known)];
    const place = places.find(({ hash }) => hash === facts.fileHash);
    if (!place || (await facts.exists(key.slice(PATH_PREFIX.length)))) continue;
    found.push({ key, notebookId, file: place.file });
  }
  const same = found.filter(({ file }) => file !== undefined && file === facts.mark);
  if (same.length > 0) return same.length === 1 ? same[0] : undefined;
  const [only] = found;
  if (!only || found.length > 1 || only.file !== undefined) return undefined;
  return (await facts.hasUnsaved(only.notebookId)) ? undefined : only;
}

async function lastNumbers(
  store: Store,
  notebookId: string,
  facts: StoredNotebook,
): Promise<{ seq: number; lastExecution: number }> {
  const head = await loadSnapshotHead(store, notebookId);
  const base = Math.max(head?.seq ?? 0, facts.saved?.seq ?? 0);
  let lastExecution = Math.max(facts.lastExecution, head?.state.lastExecution ?? 0);
  const journal = await readJournal(store, notebookId, base);
  const aside: JournalEvent[] = [];
  for await (const [, event] of store.range(asidePrefix(notebookId)))
    aside.push(event as JournalEvent);
  for (const event of [...journal.events, ...journal.behind.map(({ value }) => value), ...aside])
    lastExecution = Math.max(lastExecution + acceptedBy(event), startedBy(event));
  return { seq: journal.events.at(-1)?.s ?? base, lastExecution };
}

/** The most execution numbers that an event can have used up. */
function acceptedBy(event: unknown): number {
  const op = (event as Partial<JournalEvent>).op;
  return op?.type === "run" ? op.cellIds.length : 0;
}

function startedBy(event: unknown): number {
  const execId = (event as Partial<JournalEvent>).x ?? "";
  const n = Number(execId.slice(execId.lastIndexOf(".") + 1));
  return Number.isSafeInteger(n) ? n : 0;
}

const BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

/** 16 random digits of base32 (80 bits): never derived from the path or the file. */
function newNotebookId(): string {
  return Array.from(randomBytes(16), (byte) => BASE32[byte & 31]).join("");
}
