import { type ExecutionId, executionId } from "../base/ids.ts";
import { LONG_MS } from "../kernel/lock.ts";
import type { Action, EventFacts, OperationFacts } from "./actions.ts";
import { settleProgress } from "./fold-outputs.ts";
import { cellMissing, done, type FoldResult, findCell, refused, withCell } from "./fold-result.ts";
import type { ClientOperation, ServerOperation } from "./operations.ts";
import type {
  CellRun,
  CellState,
  EarlierResult,
  Execution,
  NotebookState,
  Outcome,
} from "./state.ts";

/** The most executions that may wait in one notebook (LOCKS section 2). */
export const MAX_WAITING = 10_000;

type ClientOp<T extends ClientOperation["type"]> = Extract<ClientOperation, { type: T }>;
type ServerOp<T extends ServerOperation["type"]> = Extract<ServerOperation, { type: T }>;

/**
 * Accepts executions; one with the same cell, revision and parameters that waits or runs is joined. One that waits
 * with the same cell and revision but other parameters is superseded: the newest wish counts.
 */
export function run(state: NotebookState, op: ClientOp<"run">, facts: OperationFacts): FoldResult {
  const parameters = op.parameters ?? null;
  const accepted: Execution[] = [];
  const superseded: Execution[] = [];
  for (const cellId of op.cellIds) {
    const cell = findCell(state, cellId);
    if (!cell) return cellMissing(cellId);
    if (cell.type !== "code" || cell.source.trim() === "") continue;
    const sameRequest = (e: Execution): boolean =>
      e.cellId === cellId &&
      (e.anew ?? false) === (op.anew ?? false) &&
      e.revision === cell.revision &&
      JSON.stringify(e.parameters) === JSON.stringify(parameters);
    if (state.executions.some(sameRequest) || accepted.some(sameRequest)) continue;
    superseded.push(
      ...state.executions.filter(
        (e) => e.state === "queued" && e.cellId === cellId && e.revision === cell.revision,
      ),
    );
    accepted.push({
      id: executionId(state.notebookId, state.lastExecution + accepted.length + 1),
      cellId,
      source: cell.source,
      revision: cell.revision,
      parameters,
      priority: op.priority ?? "normal",
      batch: facts.id,
      ...(op.anew && { anew: true }),
      by: facts.by,
      acceptedAt: facts.at,
      state: "queued",
      replied: null,
      idle: false,
    });
  }
  const waiting = state.executions.length + accepted.length - superseded.length;
  if (waiting > MAX_WAITING)
    return refused("HF_QUEUE_FULL", `${waiting} cells would wait`, {
      expected: `at most ${MAX_WAITING}`,
    });
  let next: NotebookState = {
    ...state,
    executions: [...state.executions, ...accepted],
    lastExecution: state.lastExecution + accepted.length,
  };
  const actions: Action[] = [];
  for (const execution of superseded) {
    next = drop(next, execution, "superseded", facts);
    actions.push({ type: "finished", execution, outcome: "superseded" });
  }
  for (const execution of accepted) {
    next = showRun(next, execution.cellId, {});
    actions.push({ type: "enqueue", execution });
  }
  return done(next, actions);
}

/** Drops what waits and interrupts what runs. */
export function cancel(
  state: NotebookState,
  op: ClientOp<"cancel">,
  facts: EventFacts,
): FoldResult {
  const cells = op.cellIds && new Set(op.cellIds);
  const ids = op.execIds && new Set(op.execIds);
  const actions: Action[] = [];
  let next = state;
  for (const execution of state.executions) {
    if (cells && !cells.has(execution.cellId)) continue;
    if (ids && !ids.has(execution.id)) continue;
    if (execution.state === "running") actions.push({ type: "interrupt", execId: execution.id });
    else {
      next = drop(next, execution, "cancelled", facts);
      actions.push({ type: "finished", execution, outcome: "cancelled" });
    }
  }
  return done(next, actions);
}

/** The kernel is not taken away from a cell that runs, unless that was asked for. */
export function restart(state: NotebookState, op: ClientOp<"restart">): FoldResult {
  const running = state.executions.find((e) => e.state === "running");
  if (running && op.force !== true)
    return refused("HF_LOCK_BUSY", `Cell ${running.cellId} of ${running.by} is running`, {
      action: "Wait until it has ended, cancel it first, or restart with force.",
    });
  return done(state, [{ type: "restartKernel" }]);
}

/** Variables come back only while nothing runs that could use them half restored. */
export function restoreVariables(state: NotebookState): FoldResult {
  const [first] = state.executions;
  if (first)
    return refused("HF_LOCK_BUSY", `Cell ${first.cellId} of ${first.by} is running or waits`, {
      action: "Wait until it has ended, or cancel it first.",
    });
  return done(state, state.variables?.state === "offered" ? [{ type: "restoreVariables" }] : []);
}

/** Notes on a cell that a run of it can go on, or that none can any more. */
export function resumable(state: NotebookState, op: ServerOp<"resumable">): FoldResult {
  if (!findCell(state, op.cellId)) return done(state);
  return done(
    withCell(state, op.cellId, (cell) => {
      const { resumable: _, ...run } = cell.run;
      return { ...cell, run: op.run ? { ...run, resumable: op.run } : run };
    }),
  );
}

export function started(
  state: NotebookState,
  op: ServerOp<"started">,
  { seq, at }: EventFacts,
): FoldResult {
  const execution = state.executions.find((e) => e.id === op.execId);
  if (!execution) return refused("HF_REQUEST_INVALID", `Execution ${op.execId} does not wait`);
  const executionCount = state.executionCount + 1;
  const executions = state.executions.map(
    (e): Execution => (e === execution ? { ...e, state: "running" } : e),
  );
  const next = withCell(
    { ...state, executions, executionCount, changedSeq: seq },
    execution.cellId,
    (cell) => {
      const { clearPending: _, ...rest } = cell;
      const before = longResult(cell) ?? cell.before;
      return { ...rest, ...(before && { before }), outputs: [], executionCount };
    },
  );
  return done(
    showRun(next, execution.cellId, {
      outcome: "none",
      execId: execution.id,
      revision: execution.revision,
      startedAt: at,
      by: execution.by,
      endedAt: null,
    }),
  );
}

/** What a cell shows, when it took long to make: nobody wants to wait for it twice. */
function longResult({ outputs, run }: CellState): EarlierResult | undefined {
  const { outcome, startedAt, endedAt, by } = run;
  if (outcome !== "ok" || startedAt === null || endedAt === null || outputs.length === 0)
    return undefined;
  if (endedAt - startedAt < LONG_MS) return undefined;
  return { outputs, endedAt, ...(by !== undefined && { by }) };
}

export function ended(state: NotebookState, op: ServerOp<"ended">, facts: EventFacts): FoldResult {
  const execution = state.executions.find((e) => e.id === op.execId);
  if (!execution) return done(state);
  const { error } = op;
  const shown = error
    ? withCell({ ...state, changedSeq: facts.seq }, execution.cellId, (cell) => ({
        ...cell,
        outputs: [...cell.outputs, error],
      }))
    : state;
  return finish(shown, execution, op.outcome, facts);
}

/** Ends an execution; when it failed, the rest of its batch that still waits is skipped. */
export function finish(
  state: NotebookState,
  execution: Execution,
  outcome: Outcome,
  facts: EventFacts,
): FoldResult {
  const actions: Action[] = [{ type: "finished", execution, outcome }];
  let next = drop(state, execution, outcome, facts);
  if (outcome !== "ok" && !(outcome === "error" && mayFail(state, execution.cellId))) {
    for (const other of next.executions) {
      if (other.batch !== execution.batch || other.state !== "queued") continue;
      next = drop(next, other, "skipped", facts);
      actions.push({ type: "finished", execution: other, outcome: "skipped" });
    }
  }
  return done(next, actions);
}

/** An execution gave way to something urgent: it waits again, and what it showed stays until it goes on. */
export function preempted(
  state: NotebookState,
  execution: Execution,
  { at }: EventFacts,
): FoldResult {
  const waiting: Execution = { ...execution, state: "queued", replied: null, idle: false };
  const executions = state.executions.map((e) => (e.id === execution.id ? waiting : e));
  const settled = withCell({ ...state, executions }, execution.cellId, (cell) => {
    const outputs = settleProgress(cell.outputs, "preempted", at);
    return outputs === cell.outputs ? cell : { ...cell, outputs };
  });
  const shown = showRun(settled, execution.cellId, { outcome: "preempted", endedAt: at });
  return done(shown, [{ type: "requeue", execution: waiting }]);
}

/** A cell with the tag `raises-exception` may fail without stopping what comes after it (nbclient's convention). */
export function mayFail(state: NotebookState, cellId: string): boolean {
  const tags = findCell(state, cellId)?.metadata.tags;
  return Array.isArray(tags) && tags.includes("raises-exception");
}

function drop(
  state: NotebookState,
  execution: Execution,
  outcome: Outcome,
  { at }: EventFacts,
): NotebookState {
  const executions = state.executions.filter((e) => e.id !== execution.id);
  if (execution.state === "queued") {
    const unstarted = findCell(state, execution.cellId)?.run.status === "queued";
    return showRun({ ...state, executions }, execution.cellId, unstarted ? { outcome } : {});
  }
  const settled = withCell({ ...state, executions }, execution.cellId, (cell) => {
    const outputs = settleProgress(cell.outputs, outcome, at);
    if (outcome !== "ok" || !cell.before) return { ...cell, outputs };
    const { before: _, ...rest } = cell;
    return { ...rest, outputs };
  });
  return showRun(settled, execution.cellId, { outcome, endedAt: at });
}

/** Shows on a cell what its executions are doing, and a change of what is known of its newest one. */
export function showRun(
  state: NotebookState,
  cellId: string,
  change: Partial<CellRun>,
): NotebookState {
  const own = state.executions.filter((e) => e.cellId === cellId);
  const status = own.some((e) => e.state === "running")
    ? "running"
    : own.length > 0
      ? "queued"
      : "idle";
  return withCell(state, cellId, (cell) => ({ ...cell, run: { ...cell.run, ...change, status } }));
}

/** The running execution of that id. */
export function findRunning(state: NotebookState, execId: ExecutionId): Execution | undefined {
  return state.executions.find((e) => e.id === execId && e.state === "running");
}
