import {
  type Execution,
  type ExecutionId,
  HoldfastError,
  manifestFault,
  type ResumableRun,
  type RunBegin,
  type RunBegun,
  type RunManifest,
  runBeginFault,
} from "../../kernels/protocol/index.ts";
import { type Chunks, NO_CHUNKS } from "../chunks/arriving-chunks.ts";
import { type ActiveRun, ActiveRuns } from "./active-runs.ts";
import type { Beginning } from "./begin-rules.ts";
import type { CheckpointStore } from "./checkpoint-store.ts";
import { howItBegins } from "./how-it-begins.ts";
import type { RunCalls, RunEnd } from "./run-calls.ts";
import { isUnfinished, newRecord, type RunRecord } from "./run-record.ts";

/** Estimates come from so many earlier runs. */
const MAX_PACES = 8;

/** What the runs need to know of their notebook. */
export interface RunNotebook {
  readonly notebookId: string;
  readonly version: string;
  execution(execId: ExecutionId): Execution | undefined;
  /** Sources of the cells that an execution depends on, in order. */
  prelude(execution: Execution): readonly string[];
  /** Names of cells that still exist, for messages. */
  cellName(cellId: string): string | undefined;
  /** The runs that cells show as what they can go on with, by cell. */
  shown(): ReadonlyMap<string, string>;
  /** Runs the cell of an execution again behind what runs: its result is older than was asked for. */
  refresh(execution: Execution): void;
  /** Refuses a checkpoint while the disk is nearly full. */
  refuseIfLow(lastBytes: number): Promise<void>;
  /** Tells the tabs what a cell can go on with. */
  resumable(cellId: string, run: ResumableRun | null): void;
}

/** The runs of one notebook: what the kernel asks for a cell, and what becomes of a run when its cell ends. */
export class NotebookRuns implements RunCalls {
  readonly #store: CheckpointStore;
  readonly #facts: RunNotebook;
  readonly #endRemoved: () => void;
  readonly #active = new ActiveRuns();
  /** Finished runs whose result a cell reads. */
  readonly #lent = new Map<string, ExecutionId>();
  /** A run that begins waits for what is being forgotten, and for the end of the execution before. */
  #forgetting: Promise<void> = Promise.resolve();
  #ending: Promise<unknown> = Promise.resolve();

  constructor(store: CheckpointStore, facts: RunNotebook) {
    this.#store = store;
    this.#facts = facts;
    this.#endRemoved = store.onRemoved(({ notebookId, cellId, runId }) => {
      if (notebookId === facts.notebookId && facts.shown().get(cellId) === runId)
        facts.resumable(cellId, null);
    });
  }

  /**
   * Begins a run, or goes on with an unfinished one of the same resume key; one with another key is put aside.
   *
   * @throws HoldfastError HF_RUN_NAME, HF_RUN_BUSY, HF_REQUEST_INVALID
   */
  async begin(execId: ExecutionId, begin: RunBegin): Promise<RunBegun> {
    const fault = runBeginFault(begin);
    if (fault !== undefined) throw new HoldfastError("HF_REQUEST_INVALID", `run.begin: ${fault}`);
    await Promise.allSettled([this.#forgetting, this.#ending]); // failures are told to whoever asked
    const execution = this.#facts.execution(execId);
    if (!execution) throw new HoldfastError("HF_NOT_FOUND", `${execId} does not run`);
    const { cellId, by } = execution;
    const { notebookId } = this.#facts;
    const { before, key, how, paces } = await howItBegins(
      this.#store,
      this.#facts,
      execution,
      begin,
    );
    const answer = { reused: null, paces, differences: [] };
    if (how.kind === "reuse") {
      const { runId, attempts, updatedAt: at, by: of, total: items } = how.before;
      const { chunks, isOld } = how;
      const reused = { chunks, at, by: of, items, isOld };
      if (isOld) this.#facts.refresh(execution);
      this.#lent.set(runId, execId);
      return { ...answer, runId, attempt: attempts.length, manifest: null, reused };
    }
    if (how.kind !== "fresh") return { ...answer, ...(await this.#goOn(how, execId, begin)) };
    const isDone = before?.state === "done";
    const replaces = isDone ? before.runId : before?.replaces;
    const facts = { notebookId, cellId, key, by, execId, paces, at: Date.now() };
    const record = newRecord({ ...facts, ...(replaces !== undefined && { replaces }) }, begin);
    await this.#enter(record, execId, how.isPutAside ? before : undefined);
    if (before && !how.isPutAside && !isDone) await this.#store.forget(before);
    if (before) this.#store.claims.release(before.runId);
    const { runId } = record;
    return { ...answer, runId, attempt: 1, manifest: null, differences: how.differs };
  }

  /** Goes on with what is saved of a run, or of a smaller sample of the same map. */
  async #goOn(
    { kind, before }: Beginning & { readonly kind: "resume" | "grow" },
    execId: ExecutionId,
    { map }: RunBegin,
  ): Promise<Pick<RunBegun, "runId" | "attempt" | "manifest" | "smaller">> {
    const { runId, updatedAt: at, by } = before;
    const manifest = before.seq > 0 ? await this.#store.newest(runId) : undefined;
    // A damaged checkpoint was passed over: the next one follows the one that is taken.
    const { seq = 0, step = 0 } = manifest ?? {};
    const attempts = kind === "grow" ? [execId] : [...before.attempts, execId];
    const record: RunRecord = {
      ...before,
      seq,
      step,
      state: "running",
      attempts,
      updatedAt: Date.now(),
      ...(map && { map: { items: map.items, all: map.all } }),
    };
    await this.#enter(record, execId);
    const smaller =
      kind === "grow" && before.map ? { smaller: { items: before.map.items, at, by } } : {};
    return { ...smaller, runId, attempt: attempts.length, manifest: manifest ?? null };
  }

  effect(runId: string, key: string): Promise<string | undefined> {
    return this.#store.effects.get(runId, key);
  }

  async keepEffect(execId: ExecutionId, runId: string, key: string, value: string): Promise<void> {
    const active = this.#active.of(execId, runId);
    active.record = { ...active.record, hasEffects: true };
    await this.#store.effects.keep(active.record, key, value);
  }

  /** Makes a checkpoint durable. @throws HoldfastError HF_REQUEST_INVALID, HF_FILE_UNWRITABLE, HF_DISK_FLOOR */
  async checkpoint(execId: ExecutionId, manifest: RunManifest, fresh: Chunks): Promise<void> {
    const fault = manifestFault(manifest);
    if (fault !== undefined)
      throw new HoldfastError("HF_REQUEST_INVALID", `run.checkpoint: ${fault}`);
    const active = this.#active.of(execId, manifest.runId);
    const { seq, step, total } = manifest;
    if (seq <= active.record.seq)
      throw new HoldfastError(
        "HF_REQUEST_INVALID",
        `Checkpoint ${seq} comes after ${active.record.seq}`,
      );
    const record: RunRecord = { ...active.record, seq, step, total, updatedAt: Date.now() };
    active.saving = this.#save(active, record, { manifest, fresh });
    await active.saving;
  }

  async #save(
    active: ActiveRun,
    record: RunRecord,
    checkpoint: { readonly manifest: RunManifest; readonly fresh: Chunks },
  ): Promise<void> {
    await this.#facts.refuseIfLow(record.bytes ?? 0);
    active.record = await this.#store.save(record, checkpoint.manifest, checkpoint.fresh);
  }

  /** A chunk of a run that is being resumed, or of a result that is given back. */
  chunk(runId: string, hash: string): Promise<Uint8Array | undefined> {
    return this.#store.chunk(runId, hash);
  }

  /** A run has ended by itself. */
  async end(execId: ExecutionId, facts: RunEnd, fresh: Chunks): Promise<void> {
    const active = this.#active.of(execId, facts.runId);
    const { outcome } = facts;
    this.#active.delete(facts.runId);
    const { paces = [], map } = active.record;
    const record: RunRecord = {
      ...active.record,
      state: outcome,
      updatedAt: Date.now(),
      paces: facts.pace === undefined ? paces : [...paces, facts.pace].slice(-MAX_PACES),
    };
    if (outcome === "done") {
      const result = resultOf(facts.result, fresh);
      const chunks = result && [...result.keys()];
      if (map) await this.#store.finishMap(record);
      else await this.#store.finish({ ...record, result: chunks }, result ?? NO_CHUNKS);
      const replaced = record.replaces && (await this.#store.record(record.replaces));
      if (replaced) await this.#store.forget(replaced);
      this.#facts.resumable(record.cellId, null);
      this.#store.claims.release(record.runId);
    } else await this.#leave(record);
  }

  isAtWork(execId: ExecutionId): boolean {
    return this.#active.ofExecution(execId).length > 0;
  }

  /**
   * An execution has ended: what its runs had not said themselves is that they were interrupted.
   *
   * @returns those that can go on
   */
  executionEnded(execId: ExecutionId): Promise<readonly RunRecord[]> {
    const ended = this.#interrupted(execId);
    this.#ending = Promise.allSettled([this.#ending, ended]);
    return ended;
  }

  async #interrupted(execId: ExecutionId): Promise<readonly RunRecord[]> {
    const left: RunRecord[] = [];
    for (const active of this.#active.ofExecution(execId)) {
      this.#active.delete(active.record.runId);
      await active.saving?.catch(() => undefined); // told to the kernel
      const { record } = active;
      await this.#leave({ ...record, state: "interrupted", updatedAt: Date.now() });
      if (record.seq > 0) left.push(record);
    }
    for (const [runId, owner] of [...this.#lent]) {
      if (owner !== execId) continue;
      this.#lent.delete(runId);
      this.#store.claims.release(runId);
    }
    return left;
  }

  /** Its notebook was closed. */
  close(): void {
    this.#endRemoved();
  }

  /**
   * After the death of a server: runs that were at work were interrupted; tells every cell what it can go on with.
   *
   * @returns those that were at work and can go on
   */
  async recover(): Promise<readonly RunRecord[]> {
    const left: RunRecord[] = [];
    for (const record of await this.#store.ofNotebook(this.#facts.notebookId)) {
      if (this.#active.has(record.runId)) continue;
      if (record.state === "running") {
        await this.#leave({ ...record, state: "interrupted" });
        if (record.seq > 0) left.push(record);
      } else if (record.seq > 0) this.#tell(record);
    }
    for (const [cellId, runId] of this.#facts.shown()) {
      const record = await this.#store.record(runId);
      if (!record || !isUnfinished(record.state)) this.#facts.resumable(cellId, null);
    }
    return left;
  }

  /** Forgets what a cell could go on with: the next run begins anew. */
  startOver(cellId: string): Promise<void> {
    this.#forgetting = this.#forgetting.then(() => this.#forget(cellId));
    return this.#forgetting;
  }

  async #forget(cellId: string): Promise<void> {
    for (const record of await this.#store.ofNotebook(this.#facts.notebookId))
      if (record.cellId === cellId && isUnfinished(record.state)) await this.#store.forget(record);
    this.#facts.resumable(cellId, null);
  }

  async #enter(record: RunRecord, execId: ExecutionId, superseded?: RunRecord): Promise<void> {
    this.#active.add(record, execId);
    await this.#store.claims.claim(record.runId);
    await this.#store.begin(record, superseded);
  }

  /** A run ended before its end: without a checkpoint there is nothing to go on with. */
  async #leave(record: RunRecord): Promise<void> {
    if (record.seq === 0 && !record.hasEffects) await this.#store.forget(record);
    else await this.#store.note(record);
    this.#store.claims.release(record.runId);
    if (record.seq > 0) this.#tell(record);
  }

  #tell({ cellId, runId, name, state, step, total, attempts, updatedAt }: RunRecord): void {
    if (!isUnfinished(state)) return;
    const attempt = attempts.length;
    this.#facts.resumable(cellId, { runId, name, state, step, total, attempt, at: updatedAt });
  }
}

/** The chunks of a result, when all of them came. */
function resultOf(hashes: readonly string[] | null, chunks: Chunks): Chunks | null {
  if (!hashes?.every((hash) => chunks.has(hash))) return null;
  return new Map(hashes.map((hash) => [hash, chunks.get(hash)!]));
}
