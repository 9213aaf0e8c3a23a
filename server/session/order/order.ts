import {
  type Action,
  applyMessage,
  applyOperation,
  type ExecutionId,
  type ExecutionMessage,
  HoldfastError,
  type LiveEvent,
  type NotebookState,
  type Operation,
  type Place,
  type Problem,
  type ServerOperation,
} from "../../../kernels/protocol/index.ts";
import { Listeners, type OnFault, owned } from "../../base/faults.ts";
import type { Journal, JournalEvent } from "../../store/journal.ts";
import { RecentEvents } from "./recent-events.ts";
import type { TextHistory } from "./text-history.ts";

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
  /**
   * What is accepted is kept: while the journal cannot be written it is tried again, and this waits. Rejects only when
   * the server stops first.
   */
  readonly written: Promise<void>;
}
export type Ordered = Accepted | { readonly ok: false; readonly problem: Problem };

/** Whose an operation is. */
export interface OperationAuthor {
  /** `<clientId>:<n>`, or "server". */
  readonly id: string;
  readonly by: string;
  /** The window that asked. */
  readonly windowId?: string | null;
}

/** Somebody waits until the journal has an event. */
interface Waiting {
  readonly seq: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Does what an event asks for beyond the state. */
export type Perform = (action: Action, windowId: string | null) => void;

export interface OrderFacts {
  readonly state: NotebookState;
  readonly epoch: number;
  readonly seq: number;
  readonly journal: Journal;
  /** The newest changes of the texts. */
  readonly history: TextHistory;
  readonly now?: () => number;
  /** Told why the journal cannot be written, and null when it can be again. */
  readonly onBehind?: (error: unknown) => void;
  readonly onFault: OnFault;
}

/** What others see of an order. */
export type OrderView = Pick<Order, "state" | "place" | "told" | "since" | "listen">;

/** What an event costs to keep that is no output, in characters, roughly. */
const USUAL_CHARACTERS = 200;

/**
 * The one order of a notebook: folds each operation and message, follows the texts, journals it, has its actions
 * performed, then tells it. The only place where a notebook changes.
 */
export class Order {
  readonly epoch: number;
  readonly history: TextHistory;
  readonly #journal: Journal;
  readonly #now: () => number;
  readonly #onBehind: (error: unknown) => void;
  readonly #listeners: Listeners<[events: readonly OrderedEvent[]]>;
  readonly #onFault: OnFault;
  readonly #waiting: Waiting[] = [];
  #perform: Perform = () => {};
  #state: NotebookState;
  #seq: number;
  #unwritten: OrderedEvent[] = [];
  #unwrittenSizes: number[] = [];
  readonly #recent = new RecentEvents();
  #retry: NodeJS.Timeout | undefined;
  #isBehind = false;

  constructor(facts: OrderFacts) {
    this.epoch = facts.epoch;
    this.history = facts.history;
    this.#state = facts.state;
    this.#seq = facts.seq;
    this.#journal = facts.journal;
    this.#now = facts.now ?? Date.now;
    this.#onBehind = facts.onBehind ?? (() => {});
    this.#onFault = facts.onFault;
    this.#listeners = new Listeners(facts.onFault);
  }

  /** Names who performs the actions of events, once. */
  performs(perform: Perform): void {
    this.#perform = owned(this.#onFault, perform);
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

  /** Where the state stands. */
  get place(): Place {
    return { epoch: this.epoch, seq: this.#seq };
  }

  /** Puts an operation in the order, or says why it does not fit. */
  operate(op: Operation, { id, by, windowId = null }: OperationAuthor): Ordered {
    const facts = { seq: this.#seq + 1, at: this.#now(), id, by };
    const result = applyOperation(this.#state, op, facts);
    if (!result.ok) return result;
    this.history.follow(op);
    const { seq, at } = facts;
    return this.#accept(
      { seq, at, event: { kind: "operation", id, by, op } },
      { event: { e: this.epoch, s: seq, t: at, id, by, op }, ...result, windowId },
    );
  }

  /** Puts an operation of the server's own in the order; one that does not fit changes nothing. */
  tell(op: ServerOperation): void {
    const result = this.operate(op, { id: "server", by: "holdfast" });
    if (result.ok) result.written.catch(() => {}); // the next opening tells it again
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
    return this.#accept(
      { seq, at, event: { kind: "message", execId, cellId, message } },
      {
        event: { e: this.epoch, s: seq, t: at, x: execId, c: cellId, m: message },
        ...result,
        windowId: null,
        characters,
      },
    );
  }

  /** Calls the listener with events that the journal has, in order; gives the function that ends it. */
  listen(listener: (events: readonly OrderedEvent[]) => void): () => void {
    return this.#listeners.add(listener);
  }

  /** The told events after a place, or undefined when they are not kept any more: then a snapshot is needed. */
  since(place: Place): readonly OrderedEvent[] | undefined {
    const { seq } = this.told;
    if (place.epoch !== this.epoch || place.seq > seq) return undefined;
    const first = seq - this.#recent.length;
    return place.seq < first ? undefined : this.#recent.from(place.seq - first);
  }

  /**
   * Resolves when everything accepted so far is in the journal; what could not be written is tried once more.
   *
   * @throws HoldfastError HF_STORE_CLOSED, HF_FILE_UNWRITABLE
   */
  async flushed(): Promise<void> {
    await this.#last;
    if (!this.#journal.isBehind) return;
    const { seq } = this;
    await this.#journal.append([]);
    this.#written(seq);
  }

  /** Nothing is accepted any more; whoever waits for the journal is told that it will not come. */
  close(): void {
    clearTimeout(this.#retry);
    for (const { reject } of this.#waiting.splice(0))
      reject(new HoldfastError("HF_STORE_CLOSED", "The server stops before it is written"));
  }

  #last: Promise<void> = Promise.resolve();

  #accept(
    ordered: OrderedEvent,
    facts: {
      readonly event: JournalEvent;
      readonly state: NotebookState;
      readonly actions: readonly Action[];
      readonly windowId: string | null;
      readonly characters?: number;
    },
  ): Accepted {
    const { seq } = ordered;
    this.#state = facts.state;
    this.#seq = seq;
    this.#unwritten.push(ordered);
    this.#unwrittenSizes.push(facts.characters ?? USUAL_CHARACTERS);
    const written = new Promise<void>((resolve, reject) =>
      this.#waiting.push({ seq, resolve, reject }),
    );
    this.#last = this.#journal.append([facts.event]).then(
      () => this.#written(seq),
      (error: unknown) => this.#behind(error),
    );
    for (const action of facts.actions) this.#perform(action, facts.windowId);
    return { ok: true, seq, written };
  }

  /** Nothing is told while the journal lacks an event before it. */
  #written(upTo: number): void {
    if (this.#journal.isBehind) return;
    if (this.#isBehind) this.#onBehind(null);
    this.#isBehind = false;
    this.#tellEvents(upTo);
    while ((this.#waiting[0]?.seq ?? Number.POSITIVE_INFINITY) <= upTo)
      this.#waiting.shift()!.resolve();
  }

  /** The disk was full, say: nobody may ever say anything more, and yet it has to be written. */
  #behind(error: unknown): void {
    if ((error as { code?: string }).code === "HF_STORE_CLOSED") {
      this.close();
      return;
    }
    this.#isBehind = true;
    this.#onBehind(error);
    const retry = owned(this.#onFault, () => this.#tryAgain());
    this.#retry ??= setTimeout(retry, RETRY_MS).unref();
  }

  #tryAgain(): Promise<void> {
    this.#retry = undefined;
    return this.flushed().catch((error: unknown) => this.#behind(error));
  }

  #tellEvents(upTo: number): void {
    const count = this.#unwritten.findIndex(({ seq }) => seq > upTo);
    const events = this.#unwritten.splice(0, count < 0 ? this.#unwritten.length : count);
    if (events.length === 0) return;
    this.#recent.add(events, this.#unwrittenSizes.splice(0, events.length));
    this.#listeners.tell(events);
  }
}
