import { randomBytes } from "node:crypto";
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
import { beginning } from "./begin-rules.ts";
import type { CheckpointStore } from "./checkpoint-store.ts";
import { PendingChunks } from "./pending-chunks.ts";
import { resumeKey } from "./resume-key.ts";
import type { RunCalls, RunEnd } from "./run-calls.ts";
import { isUnfinished, type RunRecord } from "./run-record.ts";

/** Estimates come from so many earlier runs. */
const MAX_PACES = 8;

/** What the runs need to know of their notebook. */
export interface NotebookFacts {
  readonly notebookId: string;
  readonly version: string;
  execution(execId: ExecutionId): Execution | undefined;
  /** Sources of the cells that an execution depends on, in order. */
  prelude(execution: Execution): readonly string[];
  /** Names of cells that still exist, for messages. */
  cellName(cellId: string): string | undefined;
  /** Tells the tabs what a cell can go on with. */
  resumable(cellId: string, run: ResumableRun | null): void;
}

/** A run that a cell works on now. */
interface Active {
  record: RunRecord;
  readonly execId: ExecutionId;
}

/** The runs of one notebook: what the kernel asks for a cell, and what becomes of a run when its cell ends. */
export class NotebookRuns implements RunCalls {
  readonly #store: CheckpointStore;
  readonly #facts: NotebookFacts;
  readonly #active = new Map<string, Active>();
  readonly #pending = new PendingChunks();
  /** A run that begins waits for what is being forgotten. */
  #forgetting: Promise<void> = Promise.resolve();

  constructor(store: CheckpointStore, facts: NotebookFacts) {
    this.#store = store;
    this.#facts = facts;
  }

  /**
   * Begins a run, or goes on with an unfinished one of the same resume key; one with another key is put aside.
   *
   * @throws HoldfastError HF_RUN_NAME, HF_RUN_BUSY, HF_REQUEST_INVALID
   */
  async begin(execId: ExecutionId, begin: RunBegin): Promise<RunBegun> {
    const fault = runBeginFault(begin);
    if (fault !== undefined) throw new HoldfastError("HF_REQUEST_INVALID", `run.begin: ${fault}`);
    await this.#forgetting.catch(() => undefined); // told to whoever asked
    const execution = this.#facts.execution(execId);
    if (!execution) throw new HoldfastError("HF_NOT_FOUND", `${execId} does not run`);
    const { cellId, by } = execution;
    const { notebookId } = this.#facts;
    await this.#refuseTwins(cellId, begin);
    const { version } = this.#facts;
    const key = resumeKey(execution, begin, { prelude: this.#facts.prelude(execution), version });
    const before = await this.#store.current(notebookId, cellId, begin.name);
    const now = Date.now();
    const paces = before?.body === begin.body ? (before.paces ?? []) : [];
    const answer = { reused: null, paces, differences: [] };
    const how = beginning(before, key, begin, now);
    if (how.kind === "reuse") {
      const { runId, attempts, updatedAt: at, by: of } = how.before;
      const reused = { chunks: how.chunks, at, by: of };
      return { ...answer, runId, attempt: attempts.length, manifest: null, reused };
    }
    if (how.kind !== "fresh") {
      const { map, updatedAt: at, by: of, runId, seq } = how.before;
      const manifest = seq > 0 ? ((await this.#store.newest(runId)) ?? null) : null;
      const isGrown = how.kind === "grow";
      const attempts = isGrown ? [execId] : [...how.before.attempts, execId];
      await this.#enter(
        {
          ...how.before,
          state: "running",
          attempts,
          updatedAt: now,
          ...(begin.map && { map: { items: begin.map.items } }),
        },
        execId,
      );
      const smaller = isGrown && map ? { smaller: { items: map.items, at, by: of } } : {};
      return { ...answer, ...smaller, runId, attempt: attempts.length, manifest };
    }
    const record: RunRecord = {
      runId: randomBytes(10).toString("hex"),
      notebookId,
      cellId,
      name: begin.name,
      body: begin.body,
      key,
      state: "running",
      attempts: [execId],
      by,
      startedAt: now,
      updatedAt: now,
      seq: 0,
      step: 0,
      total: begin.total,
      result: null,
      paces,
      ...(begin.map && { map: { items: begin.map.items } }),
    };
    await this.#enter(record, execId, how.isPutAside ? before : undefined);
    if (before && !how.isPutAside) await this.#store.forget(before);
    const { differs } = how;
    return { ...answer, runId: record.runId, attempt: 1, manifest: null, differences: differs };
  }

  /** Keeps a chunk until its checkpoint comes. */
  takeChunk(hash: string, bytes: Uint8Array): void {
    this.#pending.add(hash, bytes);
  }

  /** Hands over the chunks that wait; at once, before anything is awaited. */
  takeChunks(): ReadonlyMap<string, Uint8Array> {
    return this.#pending.take();
  }

  async effect(runId: string, key: string): Promise<string | undefined> {
    return this.#store.effect(runId, key);
  }

  async keepEffect(execId: ExecutionId, runId: string, key: string, value: string): Promise<void> {
    const active = this.#of(execId, runId);
    active.record = { ...active.record, hasEffects: true };
    await this.#store.keepEffect(active.record, key, value);
  }

  /** Makes a checkpoint durable. @throws HoldfastError HF_REQUEST_INVALID, HF_FILE_UNWRITABLE */
  async checkpoint(execId: ExecutionId, manifest: RunManifest): Promise<void> {
    const fault = manifestFault(manifest);
    if (fault !== undefined)
      throw new HoldfastError("HF_REQUEST_INVALID", `run.checkpoint: ${fault}`);
    const fresh = this.#pending.take();
    const active = this.#of(execId, manifest.runId);
    const { seq, step, total } = manifest;
    if (seq <= active.record.seq)
      throw new HoldfastError(
        "HF_REQUEST_INVALID",
        `Checkpoint ${seq} comes after ${active.record.seq}`,
      );
    const record: RunRecord = { ...active.record, seq, step, total, updatedAt: Date.now() };
    await this.#store.save(record, manifest, fresh);
    active.record = record;
  }

  /** A chunk of a run that is being resumed, or of a result that is given back. */
  async chunk(runId: string, hash: string): Promise<Uint8Array | undefined> {
    return this.#store.chunk(runId, hash);
  }

  /** A run has ended by itself. */
  async end(execId: ExecutionId, facts: RunEnd): Promise<void> {
    const fresh = this.#pending.take();
    const active = this.#of(execId, facts.runId);
    const { outcome } = facts;
    this.#active.delete(facts.runId);
    const { paces = [], map } = active.record;
    const record: RunRecord = {
      ...active.record,
      state: outcome,
      updatedAt: Date.now(),
      paces: facts.pace === undefined ? paces : [...paces, facts.pace].slice(-MAX_PACES),
    };
    if (outcome === "done" && map) {
      await this.#store.finishMap(record);
      this.#facts.resumable(record.cellId, null);
    } else if (outcome === "done") {
      const result = resultOf(facts.result, fresh);
      const chunks = result && [...result.keys()];
      await this.#store.finish({ ...record, result: chunks }, result ?? new Map());
      this.#facts.resumable(record.cellId, null);
    } else await this.#leave(record);
  }

  isAtWork(execId: ExecutionId): boolean {
    return [...this.#active.values()].some((active) => active.execId === execId);
  }

  /**
   * An execution has ended: what its runs had not said themselves is that they were interrupted.
   *
   * @returns those that can go on
   */
  async executionEnded(execId: ExecutionId): Promise<readonly RunRecord[]> {
    const left: RunRecord[] = [];
    for (const [runId, { record, execId: owner }] of [...this.#active]) {
      if (owner !== execId) continue;
      this.#active.delete(runId);
      await this.#leave({ ...record, state: "interrupted", updatedAt: Date.now() });
      if (record.seq > 0) left.push(record);
    }
    return left;
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
      } else if (isUnfinished(record.state) && record.seq > 0) this.#tell(record);
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
    this.#active.set(record.runId, { record, execId });
    await this.#store.begin(record, superseded);
  }

  /** A run ended before its end: without a checkpoint there is nothing to go on with. */
  async #leave(record: RunRecord): Promise<void> {
    if (record.seq === 0 && !record.hasEffects) {
      await this.#store.forget(record);
      return;
    }
    await this.#store.note(record);
    if (record.seq > 0) this.#tell(record);
  }

  #tell({ cellId, runId, name, state, step, total, attempts, updatedAt }: RunRecord): void {
    if (!isUnfinished(state)) return;
    const attempt = attempts.length;
    this.#facts.resumable(cellId, { runId, name, state, step, total, attempt, at: updatedAt });
  }

  #of(execId: ExecutionId, runId: string): Active {
    const active = this.#active.get(runId);
    if (active?.execId === execId) return active;
    throw new HoldfastError("HF_NOT_FOUND", `${execId} has no run ${String(runId).slice(0, 40)}`);
  }

  async #refuseTwins(cellId: string, { name, body }: RunBegin): Promise<void> {
    for (const { record } of this.#active.values())
      if (record.name === name && record.cellId === cellId)
        throw new HoldfastError("HF_RUN_BUSY", `The run "${name}" of this cell is at work already`);
    for (const other of await this.#store.ofNotebook(this.#facts.notebookId)) {
      const otherCell = this.#facts.cellName(other.cellId);
      if (other.name !== name || other.cellId === cellId || other.body === body || !otherCell)
        continue;
      throw new HoldfastError("HF_RUN_NAME", `The name "${name}" stands for two different runs`, {
        got: `${this.#facts.cellName(cellId) ?? cellId} and ${otherCell}`,
        expected: "a name of its own for each",
      });
    }
  }
}

/** The chunks of a result, when all of them came. */
function resultOf(
  hashes: readonly string[] | null,
  chunks: ReadonlyMap<string, Uint8Array>,
): Map<string, Uint8Array> | null {
  if (!hashes?.every((hash) => chunks.has(hash))) return null;
  return new Map(hashes.map((hash) => [hash, chunks.get(hash)!]));
}
