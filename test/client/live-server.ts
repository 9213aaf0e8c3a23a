import { ChangeSet } from "@codemirror/state";
import {
  applyMessage,
  applyOperation,
  type ClientMessage,
  type ExecutionId,
  type ExecutionMessage,
  executionId,
  findCell,
  type NotebookCell,
  type NotebookState,
  newNotebookMetadata,
  type Operation,
  openNotebookState,
  parseOperationId,
  problem,
  type ServerMessage,
  type TextChange,
} from "../../kernels/protocol/index.ts";

type Send = (message: ServerMessage) => void;
type EventMessage = Extract<ServerMessage, { type: "event" }>;
type OperationMessage = Extract<ClientMessage, { type: "operation" }>;

/** The live side of a server in memory: the real fold and the one order, without disk and kernel. */
export class LiveServer {
  state: NotebookState;
  epoch = 1;
  log: EventMessage[] = [];
  /** All operations as they came, before they were transformed. */
  readonly received: OperationMessage[] = [];
  now = () => Date.now();
  #changes = new Map<string, Map<number, TextChange>>();
  #peers = new Set<Send>();
  #firstSeq = 0;

  constructor(cells: readonly NotebookCell[], path = "test.ipynb") {
    this.state = openNotebookState(
      { metadata: newNotebookMetadata, cells },
      { notebookId: "nb", path, lastExecution: 0 },
    );
  }

  get seq(): number {
    return this.#firstSeq + this.log.length;
  }

  /** Forgets everything that only lives while the notebook is open, as a restart does. */
  reopen(): void {
    this.epoch++;
    this.#firstSeq = this.seq;
    this.log = [];
    this.#changes.clear();
    this.#peers.clear();
    this.state = {
      ...this.state,
      cells: this.state.cells.map((cell) => ({ ...cell, revision: 0 })),
    };
  }

  leave(send: Send): void {
    this.#peers.delete(send);
  }

  take(message: ClientMessage, send: Send): void {
    switch (message.type) {
      case "attach": {
        const { since } = message;
        const canResume =
          since?.epoch === this.epoch && since.seq >= this.#firstSeq && since.seq <= this.seq;
        if (canResume) for (const e of this.log.slice(since.seq - this.#firstSeq)) send(e);
        else send({ type: "snapshot", epoch: this.epoch, seq: this.seq, state: this.state });
        send({ type: "volatile", presence: [], progress: [] });
        this.#peers.add(send);
        return;
      }
      case "operation":
        this.received.push(message);
        this.#takeOperation(message, send);
        return;
      case "request":
        send({
          type: "response",
          id: message.id,
          problem: problem("HF_REQUEST_INVALID", "Completion is not there yet"),
        });
        return;
      default:
        message satisfies never;
    }
  }

  #takeOperation({ id, op }: OperationMessage, send: Send): void {
    const facts = parseOperationId(id)!;
    if ((this.state.clients[facts.clientId] ?? 0) >= facts.n) {
      send({ type: "accepted", id, seq: this.seq });
      return;
    }
    let ordered: Operation = op;
    if (op.type === "setSource") {
      const moved = this.#transform(op);
      if (!moved) {
        send({ type: "refused", id, problem: problem("HF_REVISION_STALE", "Too old") });
        return;
      }
      ordered = moved;
    }
    const fault = this.operate(ordered, id);
    if (fault) send({ type: "refused", id, problem: fault });
    else send({ type: "accepted", id, seq: this.seq });
  }

  #transform(op: Extract<Operation, { type: "setSource" }>): Operation | undefined {
    const cell = findCell(this.state, op.cellId);
    if (!cell) return op;
    let change = ChangeSet.fromJSON(op.change);
    for (let revision = op.revision; revision < cell.revision; revision++) {
      const other = this.#changes.get(op.cellId)?.get(revision);
      if (!other) return undefined;
      change = change.map(ChangeSet.fromJSON(other));
    }
    return { ...op, revision: cell.revision, change: change.toJSON() as TextChange };
  }

  /** Puts an operation into the order, or says why not. */
  operate(op: Operation, id = "server", by = "Ana") {
    const at = this.now();
    const result = applyOperation(this.state, op, { seq: this.seq + 1, at, id, by });
    if (!result.ok) return result.problem;
    if (op.type === "setSource") {
      const changes = this.#changes.get(op.cellId) ?? new Map<number, TextChange>();
      changes.set(op.revision, op.change);
      this.#changes.set(op.cellId, changes);
    }
    this.state = result.state;
    this.#broadcast({ kind: "operation", id, by, op }, at);
    return undefined;
  }

  /** Lets the kernel say something. */
  say(execId: ExecutionId, cellId: string, message: ExecutionMessage): void {
    const at = this.now();
    const result = applyMessage(this.state, execId, cellId, message, { seq: this.seq + 1, at });
    if (!result.ok) throw new Error(result.problem.detail);
    this.state = result.state;
    this.#broadcast({ kind: "message", execId, cellId, message }, at);
  }

  /** Sends what has no place in the order. */
  tell(message: Extract<ServerMessage, { type: "volatile" }>): void {
    for (const send of this.#peers) send(message);
  }

  execution(n: number): ExecutionId {
    return executionId("nb", n);
  }

  #broadcast(event: EventMessage["event"], at: number): void {
    const message: EventMessage = { type: "event", seq: this.seq + 1, at, event };
    this.log.push(message);
    for (const send of [...this.#peers]) send(message);
  }
}

/** A code cell as a file holds it. */
export function codeCell(id: string, source: string): NotebookCell {
  return { id, cell_type: "code", metadata: {}, source, outputs: [], execution_count: null };
}

/** A Markdown cell as a file holds it. */
export function markdownCell(id: string, source: string): NotebookCell {
  return { id, cell_type: "markdown", metadata: {}, source };
}
