import {
  applyMessage,
  applyOperation,
  type CellState,
  type ExecutionId,
  type ExecutionMessage,
  type FoldResult,
  type NotebookState,
  newCellState,
  type Operation,
  openNotebookState,
} from "../../kernels/protocol/index.ts";

/** A notebook with code cells a, b, c (sources "a", "b", "c") and a Markdown cell m. */
export function notebook(change: Partial<NotebookState> = {}): NotebookState {
  const state = openNotebookState(
    { metadata: {}, cells: [] },
    { notebookId: "nb", path: "x.ipynb", lastExecution: 0 },
  );
  const cells = ["a", "b", "c"].map((id) => newCellState(id, "code", id));
  return { ...state, cells: [...cells, newCellState("m", "markdown", "# m")], ...change };
}

export interface Applied {
  readonly state: NotebookState;
  /** The types of the actions, with what they are about. */
  readonly actions: readonly string[];
  /** The code of the refusal of the newest operation. */
  readonly refused?: string;
}

/** Applies operations one after the other with growing numbers; the state is frozen, so a change in place throws. */
export function apply(start: NotebookState, ...ops: readonly (Operation | MessageOf)[]): Applied {
  let state = deepFreeze(start);
  let seq = Math.max(state.changedSeq, state.savedSeq);
  let actions: string[] = [];
  for (const op of ops) {
    seq++;
    const facts = { seq, at: 1000 * seq, id: `w:${seq}`, by: "Ana" };
    const result: FoldResult =
      "message" in op
        ? applyMessage(state, op.execId, op.cellId, op.message, facts)
        : applyOperation(state, op, facts);
    if (!result.ok) return { state, actions: [], refused: result.problem.code };
    state = deepFreeze(result.state);
    actions = result.actions.map((action) => {
      switch (action.type) {
        case "enqueue":
          return `enqueue ${action.execution.id}`;
        case "interrupt":
          return `${action.type} ${action.execId}`;
        case "finished":
          return `finished ${action.execution.id} ${action.outcome}`;
        case "resolveConflict":
          return `resolveConflict ${action.choice}`;
        default:
          return action.type;
      }
    });
  }
  return { state, actions };
}

export interface MessageOf {
  readonly execId: ExecutionId;
  readonly cellId: string;
  readonly message: ExecutionMessage;
}

/** A message of the kernel for an execution of a cell. */
export function message(n: number, cellId: string, msg_type: string, content: object): MessageOf {
  const header = { msg_id: "1", session: "s", username: "u", date: "d", msg_type, version: "5.3" };
  const whole = { channel: "iopub", header, parent_header: {}, metadata: {}, content };
  return { execId: `nb.${n}`, cellId, message: whole as unknown as ExecutionMessage };
}

export const stream = (n: number, cellId: string, text: string, name = "stdout"): MessageOf =>
  message(n, cellId, "stream", { name, text });
export const idle = (n: number, cellId: string): MessageOf =>
  message(n, cellId, "status", { execution_state: "idle" });
export const reply = (n: number, cellId: string, status = "ok", ename?: string): MessageOf =>
  message(n, cellId, "execute_reply", { status, execution_count: 1, ename });

export function cell(state: NotebookState, id: string): CellState {
  const found = state.cells.find((c) => c.id === id);
  if (!found) throw new Error(`no cell ${id}`);
  return found;
}

export const ids = (state: NotebookState): string => state.cells.map((c) => c.id).join("");

export function run(...cellIds: string[]): Operation {
  return { type: "run", cellIds, sourceRevisions: cellIds.map(() => 0) };
}

export function started(n: number): Operation {
  return { type: "started", execId: `nb.${n}` };
}

export function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
