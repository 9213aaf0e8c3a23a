import {
  applyMessage,
  applyOperation,
  type CellState,
  type ClientMessage,
  type ClientOperation,
  type LiveEvent,
  type NotebookState,
  type Operation,
  type Place,
  type Problem,
  parseOperationId,
  type ServerMessage,
  type TextChange,
} from "../../kernels/protocol/index.ts";
import { Listeners } from "./listeners.ts";
import { type Outgoing, SendOrder } from "./outbox.ts";
import { randomId } from "./random-id.ts";
import { TextSync } from "./text-sync.ts";
import { View } from "./view.ts";
import { VolatileFacts } from "./volatile-facts.ts";

type OperationMessage = Extract<ClientMessage, { type: "operation" }>;

const RETRY_MS = 1000;
const MANY_STALE = 5;

/** How the store reaches the server. */
export interface StoreWire {
  send(message: OperationMessage): void;
}

/**
 * One notebook as this page knows it: the confirmed state, folded with the same functions as on the
 * server, and on top of it what the person did that is not confirmed yet. Nothing else changes a notebook.
 */
export class NotebookStore {
  readonly volatile = new VolatileFacts();
  readonly changed = new Listeners<[]>();
  readonly refused = new Listeners<[problem: Problem]>();
  /** The copy cannot be trusted any more: attach again and take a snapshot. */
  readonly desynced = new Listeners<[]>();
  /** What a choice gave up lies in this file beside the notebook. */
  readonly keptBeside = new Listeners<[name: string]>();
  /** The text that the person sees changed, but not by their own typing. */
  readonly textChanged = new Listeners<[cellId: string, change: TextChange]>();
  #outbox: SendOrder;
  #texts = new TextSync((cellId, change) => this.textChanged.call(cellId, change));
  #view = new View();
  #state: NotebookState | undefined;
  #shown: NotebookState | undefined;
  #place: Place = { epoch: 0, seq: 0 };
  /** How often in a row a text was refused as too late. */
  #stale = 0;
  #wire: StoreWire | undefined;

  constructor(clientId = randomId(16)) {
    this.#outbox = new SendOrder(clientId);
  }

  /** What the person sees; undefined until the first snapshot. */
  get view(): NotebookState | undefined {
    if (!this.#state) return undefined;
    this.#shown ??= this.#view.compute(
      this.#state,
      this.#place,
      this.#outbox.unconfirmed,
      this.#texts.pending,
    );
    return this.#shown;
  }

  /** Where to resume; undefined before the first snapshot. */
  get place(): Place | undefined {
    return this.#state && this.#place;
  }

  /** True while something of this page is not in the server's order. */
  get hasUnconfirmed(): boolean {
    return !this.#outbox.isEmpty || (this.#state !== undefined && this.#texts.hasAny(this.#state));
  }

  get isSaving(): boolean {
    return this.#outbox.unconfirmed.some((e) => e.kind === "operation" && e.op.type === "save");
  }

  /** The server answered the attach: what is on its way is sent again with the same id. */
  connected(wire: StoreWire): void {
    this.#wire = wire;
    if (this.#outbox.inFlight && !this.#sendInFlight()) this.#outbox.settle();
    this.#pump();
  }

  disconnected(): void {
    this.#wire = undefined;
    this.changed.call();
  }

  operate(op: ClientOperation): void {
    this.#outbox.add({ kind: "operation", op });
    this.#touch();
    this.#pump();
  }

  /** Runs cells after everything that was typed before. */
  run(cellIds: readonly string[], options: { readonly anew?: boolean } = {}): void {
    this.#outbox.add({ kind: "run", cellIds, ...options });
    this.#pump();
  }

  /** Takes what the person typed: a change of the text that they see. */
  edit(cellId: string, change: TextChange): void {
    this.#texts.edit(cellId, change);
    this.#outbox.add({ kind: "text", cellId });
    this.#touch();
    this.#pump();
  }

  receive(message: ServerMessage): void {
    switch (message.type) {
      case "snapshot":
        this.#takeSnapshot(message.state, { epoch: message.epoch, seq: message.seq });
        break;
      case "event":
        this.#takeEvent(message.event, message.seq, message.at);
        break;
      case "accepted":
        this.#takeAccepted(message.id, message.seq);
        break;
      case "refused":
        this.#takeRefused(message.id, message.problem);
        break;
      case "volatile":
        this.volatile.take(message);
        break;
      case "response":
        break;
      default:
        message satisfies never;
    }
    this.#touch();
  }

  #takeSnapshot(state: NotebookState, place: Place): void {
    const before = this.#state;
    this.#state = state;
    this.#place = place;
    const { inFlight } = this.#outbox;
    const newest = state.clients[this.#outbox.clientId] ?? 0;
    const isIn = inFlight !== undefined && (parseOperationId(inFlight.id)?.n ?? 0) <= newest;
    if (isIn) this.#outbox.settle();
    if (before) this.#rebaseTexts(before, state, isIn ? textCell(inFlight.entry) : undefined);
    this.#pump();
  }

  #rebaseTexts(before: NotebookState, after: NotebookState, sentCellId?: string): void {
    this.#texts.rebase(before, after, sentCellId);
    for (const cellId of this.#texts.pending.keys()) this.#outbox.add({ kind: "text", cellId });
  }

  #takeEvent(event: LiveEvent, seq: number, at: number): void {
    const state = this.#state;
    if (!state || seq <= this.#place.seq) return;
    if (seq !== this.#place.seq + 1) {
      this.desynced.call();
      return;
    }
    if (this.#wire) this.volatile.noteServerTime(at);
    const result =
      event.kind === "message"
        ? applyMessage(state, event.execId, event.cellId, event.message, { seq, at })
        : applyOperation(state, event.op, { seq, at, id: event.id, by: event.by });
    if (!result.ok) {
      this.desynced.call();
      return;
    }
    this.#state = result.state;
    this.#place = { ...this.#place, seq };
    if (event.kind === "operation") this.#followTexts(event.id, event.op, state, result.state);
    this.#settleIfArrived(event.kind === "operation" ? event.id : undefined);
  }

  #followTexts(id: string, op: Operation, before: NotebookState, after: NotebookState): void {
    if (op.type === "resolved" && op.copyPath !== undefined) this.keptBeside.call(op.copyPath);
    if (op.type === "replaced") this.#rebaseTexts(before, after);
    if (op.type === "restore" && this.#texts.pending.has(op.cellId))
      this.#outbox.add({ kind: "text", cellId: op.cellId });
    if (op.type === "setSource") this.#texts.follow(op, this.#outbox.inFlight?.id === id, before);
  }

  #settleIfArrived(id?: string): void {
    const { inFlight } = this.#outbox;
    if (!inFlight) return;
    const isAccepted = (inFlight.acceptedSeq ?? Number.POSITIVE_INFINITY) <= this.#place.seq;
    if (inFlight.id !== id && !isAccepted) return;
    this.#outbox.settle();
    this.#stale = 0;
    this.#pump();
  }

  #takeAccepted(id: string, seq: number): void {
    const { inFlight } = this.#outbox;
    if (inFlight?.id !== id) return;
    inFlight.acceptedSeq = seq;
    const { entry } = inFlight;
    const isLost =
      entry.kind === "text" &&
      seq <= this.#place.seq &&
      this.#texts.pending.get(entry.cellId)?.isSent;
    if (isLost) this.desynced.call();
    else this.#settleIfArrived();
  }

  #takeRefused(id: string, problem: Problem): void {
    const { inFlight } = this.#outbox;
    if (inFlight?.id !== id) return;
    const { entry } = inFlight;
    this.#outbox.settle();
    const isStale = problem.code === "HF_REVISION_STALE";
    this.#stale = isStale ? this.#stale + 1 : 0;
    if (entry.kind === "text") {
      this.#texts.pending.get(entry.cellId)?.giveBack();
      const isPassing = isStale || problem.status === 429 || problem.status >= 500;
      // The first time at once: it was only late. Later there is something wrong, so not in a hurry.
      if (isStale && this.#stale === 1) this.#outbox.add(entry);
      else if (isPassing) setTimeout(() => this.#retry(entry), RETRY_MS);
    }
    if (problem.code === "HF_CHANGE_INVALID") this.desynced.call();
    if (!isStale || this.#stale === MANY_STALE) this.refused.call(problem);
    this.#pump();
  }

  #retry(entry: Outgoing): void {
    this.#outbox.add(entry);
    this.#pump();
  }

  #pump(): void {
    while (this.#wire && this.#state && this.#outbox.next()) {
      if (this.#sendInFlight()) return;
      this.#outbox.settle();
    }
  }

  /** False when there is nothing to send: the cell is gone, or its text was confirmed meanwhile. */
  #sendInFlight(): boolean {
    const { inFlight } = this.#outbox;
    const op = inFlight && this.#operationOf(inFlight.entry);
    if (!inFlight || !op) return false;
    const id = inFlight.id as OperationMessage["id"];
    this.#wire?.send({ type: "operation", id, op });
    return true;
  }

  #operationOf(entry: Outgoing): ClientOperation | undefined {
    const cells = this.#state?.cells ?? [];
    switch (entry.kind) {
      case "operation":
        return entry.op;
      case "run": {
        const chosen = entry.cellIds
          .map((cellId) => cells.find((cell) => cell.id === cellId))
          .filter((cell): cell is CellState => cell !== undefined);
        const cellIds = chosen.map((cell) => cell.id);
        const sourceRevisions = chosen.map((cell) => cell.revision);
        const anew = entry.anew === true && { anew: true };
        return cellIds.length === 0
          ? undefined
          : { type: "run", cellIds, sourceRevisions, ...anew };
      }
      case "text":
        return this.#state && this.#texts.send(this.#state, entry.cellId);
      default:
        return entry satisfies never;
    }
  }

  #touch(): void {
    this.#shown = undefined;
    this.changed.call();
  }
}

function textCell(entry: Outgoing): string | undefined {
  return entry.kind === "text" ? entry.cellId : undefined;
}
