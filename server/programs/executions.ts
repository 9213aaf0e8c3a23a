import {
  type Execution,
  type ExecutionId,
  HoldfastError,
  type JsonObject,
  type LockView,
  type Progress,
} from "../../kernels/protocol/index.ts";
import type { Priority } from "../../kernels/protocol/kernel/lock.ts";
import type { Session } from "../session/session.ts";
import type { Sessions } from "../session/sessions.ts";

/** Finished runs that can still be asked for. */
const MAX_FINISHED = 1_000;
/** Requests with the same Idempotency-Key within so many ms are one. */
const SAME_KEY_MS = 5_000;

/** One request to run a cell, as programs outside see it. */
export interface RunFacts {
  readonly run: ExecutionId;
  readonly path: string;
  readonly cellId: string;
  readonly state: "queued" | "running" | "finished";
  /** Present when it has finished. */
  readonly outcome?: string;
  /** Present while it waits: 1 is next. */
  readonly position?: number;
  readonly by: string;
  /** Milliseconds since the epoch. */
  readonly acceptedAt: number;
  readonly progress: readonly Progress[];
}

export interface StartRequest {
  readonly path: string;
  readonly cellId: string;
  readonly parameters?: JsonObject;
  readonly priority?: Priority;
  readonly onBusy?: "queue" | "fail";
  readonly idempotencyKey?: string;
  readonly by: string;
}

/** How a request to run was taken. */
export interface Started {
  readonly facts: RunFacts;
  /** It joined a run that waited or ran already (I13). */
  readonly isJoined: boolean;
}

/** The kernel is busy and the caller did not want to wait. */
export class BusyError extends HoldfastError {
  readonly path: string;
  readonly lock: LockView;
  readonly progress: readonly Progress[];

  constructor(path: string, lock: LockView, progress: readonly Progress[]) {
    const who = lock.holder ? `${lock.holder.user} runs cell ${lock.holder.cellId}` : "it starts";
    super("HF_LOCK_BUSY", `The kernel of ${path} is busy: ${who}, ${lock.waiting.length} waiting`);
    this.path = path;
    this.lock = lock;
    this.progress = progress;
  }
}

/** Executions of all open notebooks, for programs that are no tab. */
export class Executions {
  readonly #sessions: Sessions;
  readonly #finished = new Map<ExecutionId, RunFacts>();
  readonly #byKey = new Map<string, { readonly run: ExecutionId; readonly at: number }>();
  #count = 0;

  constructor(sessions: Sessions) {
    this.#sessions = sessions;
    sessions.onOpen((session) =>
      session.onFinished((execution, outcome) => this.#keep(session, execution, outcome)),
    );
  }

  get all(): readonly RunFacts[] {
    const open = this.#sessions.all.flatMap((session) =>
      session.state.executions.map((execution) => factsOf(session, execution)),
    );
    return [...this.#finished.values(), ...open];
  }

  get(run: string): RunFacts | undefined {
    const found = this.#find(run);
    return found ? factsOf(found.session, found.execution) : this.#finished.get(run as ExecutionId);
  }

  /**
   * Asks for a run of a cell. One with the same cell, revision and parameters that waits or runs is joined; so is
   * one with the same Idempotency-Key of the last 5 s.
   *
   * @throws BusyError when the kernel is busy and `onBusy` is "fail"; HoldfastError of the operation
   */
  async start(request: StartRequest): Promise<Started> {
    const known = this.#sameKey(request.idempotencyKey);
    if (known) return { facts: known, isJoined: true };
    const { cellId, parameters, priority, by } = request;
    const session = await this.#sessions.open(request.path);
    const cell = session.state.cells.find(({ id }) => id === cellId);
    if (!cell) throw new HoldfastError("HF_CELL_NOT_FOUND", `There is no cell ${cellId}`);
    if (cell.type !== "code")
      throw new HoldfastError("HF_CELL_TYPE", `Cell ${cellId} is ${cell.type}`);
    const before = session.state.lastExecution;
    if (request.onBusy === "fail" && session.lock.holder !== null)
      throw new BusyError(request.path, session.lock, session.volatile.progress);
    const result = await session.operate(
      {
        type: "run",
        cellIds: [cellId],
        sourceRevisions: [cell.revision],
        ...(parameters && { parameters }),
        ...(priority && { priority }),
      },
      { id: `rest-${process.pid}:${++this.#count}`, name: by, windowId: null },
    );
    if ("problem" in result)
      throw new HoldfastError(result.problem.code as never, result.problem.detail);
    const started = session.state.executions.findLast((e) => e.cellId === cellId);
    const isJoined = session.state.lastExecution === before;
    const run =
      started?.id ?? (`${session.state.notebookId}.${session.state.lastExecution}` as const);
    if (request.idempotencyKey !== undefined)
      this.#byKey.set(request.idempotencyKey, { run, at: Date.now() });
    const facts = this.get(run);
    if (!facts) throw new HoldfastError("HF_NOT_FOUND", `Cell ${cellId} is empty: nothing runs`);
    return { facts, isJoined };
  }

  /** Cancels what waits or runs. */
  async cancel(run: string, by: string): Promise<"cancelling" | "finished" | undefined> {
    const found = this.#find(run);
    if (!found) return this.#finished.has(run as ExecutionId) ? "finished" : undefined;
    const op = { type: "cancel", execIds: [found.execution.id] } as const;
    await found.session.operate(op, { id: "server", name: by, windowId: null });
    return "cancelling";
  }

  /** Lets what runs go on without its window; false when it does not run. */
  background(run: string): boolean {
    const found = this.#find(run);
    return found?.session.background(found.execution.id) ?? false;
  }

  #find(run: string): { session: Session; execution: Execution } | undefined {
    for (const session of this.#sessions.all) {
      const execution = session.state.executions.find(({ id }) => id === run);
      if (execution) return { session, execution };
    }
    return undefined;
  }

  #sameKey(key: string | undefined): RunFacts | undefined {
    const now = Date.now();
    for (const [known, { at }] of this.#byKey)
      if (now - at > SAME_KEY_MS) this.#byKey.delete(known);
    const found = key === undefined ? undefined : this.#byKey.get(key);
    return found && this.get(found.run);
  }

  #keep(session: Session, execution: Execution, outcome: string): void {
    this.#finished.set(execution.id, {
      ...factsOf(session, execution),
      state: "finished",
      outcome,
    });
    const [oldest] = this.#finished.keys();
    if (this.#finished.size > MAX_FINISHED && oldest) this.#finished.delete(oldest);
  }
}

function factsOf(session: Session, execution: Execution): RunFacts {
  const { id: run, cellId, state, by, acceptedAt } = execution;
  const { holder, waiting } = session.lock;
  const place = waiting.find(({ execId }) => execId === run);
  const isBehind = place !== undefined && (holder !== null || place.position > 1);
  return {
    run,
    path: session.state.path,
    cellId,
    state,
    by,
    acceptedAt,
    ...(isBehind && { position: place.position }),
    progress: state === "running" ? session.volatile.progress : [],
  };
}
