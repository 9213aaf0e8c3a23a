import { type ExecutionId, parseOperationId } from "../base/ids.ts";
import { type ExecutionMessage, INTERRUPTED, PREEMPTED } from "../kernel/jupyter.ts";
import type { EventFacts, OperationFacts } from "./actions.ts";
import {
  clear,
  deleteCell,
  insert,
  move,
  replaced,
  restore,
  setMetadata,
  setSource,
  setType,
} from "./fold-document.ts";
import {
  cancel,
  ended,
  findRunning,
  finish,
  preempted,
  restart,
  restoreVariables,
  resumable,
  run,
  started,
} from "./fold-executions.ts";
import { foldOutput } from "./fold-outputs.ts";
import { done, type FoldResult, findCell, unknownKind } from "./fold-result.ts";
import type { Operation } from "./operations.ts";
import type { Execution, NotebookState } from "./state.ts";

const MAX_CLIENTS = 200;

type Replied = NonNullable<Execution["replied"]>;

/**
 * Applies one operation: the only way in which a notebook changes, for the server and for every client.
 * Pure: the same state, operation and facts give the same result everywhere.
 */
export function applyOperation(
  state: NotebookState,
  op: Operation,
  facts: OperationFacts,
): FoldResult {
  const result = foldOperation(state, op, facts);
  if (!result.ok) return result;
  return { ...result, state: rememberClient(result.state, facts.id) };
}

function foldOperation(state: NotebookState, op: Operation, facts: OperationFacts): FoldResult {
  if (op.type === "setSource" || op.type === "setType" || op.type === "setMetadata") {
    const { cellId } = op;
    if (cellId !== null && findCell(state, cellId)?.unknown !== undefined)
      return unknownKind(cellId);
  }
  switch (op.type) {
    case "insert":
      return insert(state, op, facts);
    case "delete":
      return deleteCell(state, op, facts);
    case "restore":
      return restore(state, op, facts);
    case "move":
      return move(state, op, facts);
    case "setSource":
      return setSource(state, op, facts);
    case "setType":
      return setType(state, op, facts);
    case "setMetadata":
      return setMetadata(state, op, facts);
    case "clear":
      return clear(state, op, facts);
    case "run":
      return run(state, op, facts);
    case "cancel":
      return cancel(state, op, facts);
    case "started":
      return started(state, op, facts);
    case "ended":
      return ended(state, op, facts);
    case "restart":
      return restart(state, op);
    case "save":
      return done(state, [{ type: "save" }]);
    case "resolveConflict":
      return done(
        state,
        state.conflict === null ? [] : [{ type: "resolveConflict", choice: op.choice }],
      );
    case "opened":
      return done({
        ...state,
        lastExecution: Math.max(state.lastExecution, op.lastExecution),
        executionCount: 0,
        kernel: { status: "none", generation: state.kernel.generation },
      });
    case "kernel": {
      const { status, generation, detail } = op;
      const executionCount = generation === state.kernel.generation ? state.executionCount : 0;
      return done({
        ...state,
        executionCount,
        kernel: { status, generation, ...(detail !== undefined && { detail }) },
      });
    }
    case "startOver":
      return done(state, [{ type: "startOver", cellId: op.cellId }]);
    case "restoreVariables":
      return restoreVariables(state);
    case "forgetVariables":
      return done(state, [{ type: "forgetVariables" }]);
    case "variables": {
      const { variables: _, ...rest } = state;
      return done(op.variables ? { ...rest, variables: op.variables } : rest);
    }
    case "resumable":
      return resumable(state, op);
    case "saved":
      return done({ ...state, savedSeq: op.seq });
    case "renamed":
      return done({ ...state, path: op.path });
    case "conflict":
      return done({ ...state, conflict: op.reason });
    case "resolved":
      return done({ ...state, conflict: null });
    case "replaced":
      return replaced(state, op, facts);
    default:
      return op satisfies never;
  }
}

function rememberClient(state: NotebookState, id: string): NotebookState {
  const operation = parseOperationId(id);
  if (!operation) return state;
  const { [operation.clientId]: _, ...others } = state.clients;
  const entries = Object.entries(others).slice(1 - MAX_CLIENTS);
  return {
    ...state,
    clients: { ...Object.fromEntries(entries), [operation.clientId]: operation.n },
  };
}

/**
 * Applies one message of the kernel. An execution has finished when its reply **and** its idle are in.
 * Output that comes after the end (of a timer, say) still goes to its cell, unless that ran again since.
 */
export function applyMessage(
  state: NotebookState,
  execId: ExecutionId,
  cellId: string,
  message: ExecutionMessage,
  facts: EventFacts,
): FoldResult {
  const execution = findRunning(state, execId);
  const cell = state.cells.find((c) => c.id === cellId);
  const shows = cell !== undefined && cell.run.execId === execId;
  const changed =
    shows || message.header.msg_type === "update_display_data"
      ? foldOutput(state, cellId, message)
      : state;
  const next = changed === state ? state : { ...changed, changedSeq: facts.seq };
  if (!execution) return done(next);
  const updated = foldEnd(execution, message);
  if (updated === execution) return done(next);
  const waiting = {
    ...next,
    executions: next.executions.map((e) => (e === execution ? updated : e)),
  };
  if (updated.replied === null || !updated.idle) return done(waiting);
  return updated.replied === "preempted"
    ? preempted(waiting, updated, facts)
    : finish(waiting, updated, updated.replied, facts);
}

function outcomeOf({ status, ename }: { status: "ok" | "error"; ename?: string }): Replied {
  if (status === "ok") return "ok";
  if (ename === INTERRUPTED) return "cancelled";
  return ename === PREEMPTED ? "preempted" : "error";
}

function foldEnd(execution: Execution, message: ExecutionMessage): Execution {
  const { msg_type } = message.header;
  if (msg_type === "execute_reply") {
    const content = message.content as { status: "ok" | "error"; ename?: string };
    return { ...execution, replied: outcomeOf(content) };
  }
  if (
    msg_type === "status" &&
    (message.content as { execution_state: string }).execution_state === "idle"
  ) {
    return { ...execution, idle: true };
  }
  return execution;
}
