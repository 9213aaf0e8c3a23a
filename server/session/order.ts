import {
  type Action,
  applyMessage,
  applyOperation,
  type ExecutionId,
  type ExecutionMessage,
  type LiveEvent,
  type NotebookState,
  type Operation,
  type Place,
  type Problem,
} from "../../kernels/protocol/index.ts";
import type { Journal, JournalEvent } from "../store/journal.ts";
import { RecentEvents } from "./recent-events.ts";

/** After so many ms what could not be written is tried once more. */
const RETRY_MS = 1_000;

/** An event with its place in the order. */
export interface OrderedEvent {
  readonly seq: number;
  readonly at: number;
  readonly event: LiveEvent;
}

/** An event that was accepted: `written` resolves when the journal has it. */
export interface Accepted {
  readonly ok: true;
  readonly seq: number;
  readonly actions: readonly Action[];
  readonly written: Promise<void>;
}
export type Ordered = Accepted | { readonly ok: false; readonly problem: Problem };

/** What an event costs to keep that is no output, in characters, roughly. */
const USUAL_CHARACTERS = 200;

/**
 * The one order of a notebook: folds each operation and message, journals it, then tells it. The only place
 * where a notebook changes.
 */
export class Order {
  readonly epoch: number;
  readonly #journal: Journal;
  readonly #now: () => number;
  readonly #listeners = new Set<(events: readonly OrderedEvent[]) => void>();
  #state: NotebookState;
  #seq: number;
  #unwritten: OrderedEvent[] = [];
  #unwrittenSizes: number[] = [];
  readonly #recent = new RecentEvents();
  #retry: NodeJS.Timeout | undefined;

  constructor(facts: {
    state: NotebookState;
    epoch: number;
    seq: number;
    journal: Journal;
    now?: () => number;
  }) {
    this.epoch = facts.epoch;
    this.#state = facts.state;
    this.#seq = facts.seq;
    this.#journal = facts.journal;
    this.#now = facts.now ?? Date.now;
  }

  get state(): NotebookState {
    return this.#state;
  }

  /** The newest event that has been told to everybody. */
  get told(): Place {
    return { epoch: this.epoch, seq: this.#seq - this.#unwritten.length };
  }

  get seq(): number {
    return this.#seq;
  }

  /** Puts an operation in the order, or says why it does not fit. */
  operate(op: Operation, author: { readonly id: string; readonly by: string }): Ordered {
    const facts = { seq: this.#seq + 1, at: this.#now(), ...author };
    const result = applyOperation(this.#state, op, facts);
    if (!result.ok) return result;
    const { seq, at } = facts;
    const written = this.#accept(
      result.state,
      { seq, at, event: { kind: "operation", ...author, op } },
      { e: this.epoch, s: seq, t: at, ...author, op },
    );
    return { ok: true, seq, actions: result.actions, written };
  }

  /**
   * Puts a message of the kernel in the order.
   *
   * @param characters what it costs to keep, roughly
   */
  say(
    execId: ExecutionId,
    cellId: string,
    message: ExecutionMessage,
    characters: number = USUAL_CHARACTERS,
  ): Ordered {
    const seq = this.#seq + 1;
    const at = this.#now();
    const result = applyMessage(this.#state, execId, cellId, message, { seq, at });
    if (!result.ok) return result;
    const written = this.#accept(
      result.state,
      { seq, at, event: { kind: "message", execId, cellId, message } },
      { e: this.epoch, s: seq, t: at, x: execId, c: cellId, m: message },
      characters,
    );
    return { ok: true, seq, actions: result.actions, written };
  }

  /** Calls the listener with events that the journal has, in order; gives the function that ends it. */
  listen(listener: (events: readonly OrderedEvent[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The told events after a place, or undefined when they are not kept any more: then a snapshot is needed. */
  since(place: Place): readonly OrderedEvent[] | undefined {
    const { seq } = this.told;
    if (place.epoch !== this.epoch || place.seq > seq) return undefined;
    const first = seq - this.#recent.length;
    return place.seq < first ? undefined : this.#recent.from(place.seq - first);
  }

  /** Resolves when everything accepted so far is in the journal; what could not be written is tried once more. */
  async flushed(): Promise<void> {
    await this.#last;
    if (!this.#journal.isBehind) return;
    const { seq } = this;
    await this.#journal.append([]);
    this.#written(seq);
  }

  #last: Promise<void> = Promise.resolve();

  #accept(
    state: NotebookState,
    ordered: OrderedEvent,
    event: JournalEvent,
    characters: number = USUAL_CHARACTERS,
  ): Promise<void> {
    this.#state = state;
    this.#seq = ordered.seq;
    this.#unwritten.push(ordered);
    this.#unwrittenSizes.push(characters);
    const written = this.#journal.append([event]).then(
      () => this.#written(ordered.seq),
      (error: unknown) => {
        this.#retryLater();
        throw error;
      },
    );
    this.#last = written.catch(() => {});
    return written;
  }

  /** Nothing is told while the journal lacks an event before it. */
  #written(upTo: number): void {
    if (!this.#journal.isBehind) this.#tell(upTo);
  }

  /** The disk was full, say: nobody may ever say anything more, and yet it has to be written. */
  #retryLater(): void {
    this.#retry ??= setTimeout(() => {
      this.#retry = undefined;
      this.flushed().catch((error: { code?: string }) => {
        if (error.code !== "HF_STORE_CLOSED") this.#retryLater();
      });
    }, RETRY_MS).unref();
  }

  #tell(upTo: number): void {
    const count = this.#unwritten.findIndex(({ seq }) => seq > upTo);
    const events = this.#unwritten.splice(0, count < 0 ? this.#unwritten.length : count);
    if (events.length === 0) return;
    this.#recent.add(events, this.#unwrittenSizes.splice(0, events.length));
    for (const listener of this.#listeners) listener(events);
  }
}
