import type { LockEvent, Notification, Progress } from "../../kernels/protocol/index.ts";
import { Listeners, type OnFault, owned } from "../base/faults.ts";
import type { LockDriver } from "./lock-driver.ts";

/** Events that can still be asked for by their number. */
const MAX_RECENT = 1_000;
/** Changes of one key within so many ms are told once. */
const TELL_MS = 50;
/** How often progress is looked at while somebody listens, in ms. */
const PROGRESS_MS = 500;

export type ServerEvent = LockEvent | (Notification & { readonly seq: number });

/** What the events need to know of a notebook. */
export interface EventNotebooks {
  path(notebookId: string): string | null;
  progress(notebookId: string): readonly Progress[];
}

/** Everything that happens to locks and notifications of this server, with sequence numbers, for every door. */
export class LockEvents {
  readonly #locks: LockDriver;
  readonly #notebooks: EventNotebooks;
  readonly #onFault: OnFault;
  readonly #listeners: Listeners<[event: ServerEvent]>;
  readonly #endChanges: () => void;
  readonly #changed = new Set<string>();
  #recent: ServerEvent[] = [];
  #seq = 0;
  #timer: NodeJS.Timeout | undefined;
  #sampler: NodeJS.Timeout | undefined;
  #shown = "";

  constructor(locks: LockDriver, notebooks: EventNotebooks, onFault: OnFault) {
    this.#locks = locks;
    this.#notebooks = notebooks;
    this.#onFault = onFault;
    this.#listeners = new Listeners(onFault);
    this.#endChanges = locks.onChange(null, (key) => this.#noteChange(key));
  }

  get seq(): number {
    return this.#seq;
  }

  /** The state of every lock that is held or waited for. */
  snapshot(): readonly LockEvent[] {
    return this.#locks.keys().map((key) => this.#eventOf(key, this.#seq));
  }

  /** Events after a number; undefined when they are not kept any more, or the number is not this server's. */
  since(seq: number): readonly ServerEvent[] | undefined {
    const first = this.#recent[0]?.seq ?? this.#seq + 1;
    if (seq > this.#seq || seq < first - 1) return undefined;
    return this.#recent.filter((event) => event.seq > seq);
  }

  listen(listener: (event: ServerEvent) => void): () => void {
    const end = this.#listeners.add(listener);
    this.#sampler ??= setInterval(
      owned(this.#onFault, () => this.#sample()),
      PROGRESS_MS,
    ).unref();
    return () => {
      end();
      if (this.#listeners.size > 0) return;
      clearInterval(this.#sampler);
      this.#sampler = undefined;
    };
  }

  notify(notification: Notification): void {
    this.#tell({ ...notification, seq: ++this.#seq });
  }

  close(): void {
    this.#endChanges();
    clearTimeout(this.#timer);
    clearInterval(this.#sampler);
    this.#listeners.clear();
  }

  #noteChange(key: string): void {
    this.#changed.add(key);
    this.#timer ??= setTimeout(
      owned(this.#onFault, () => this.#tellChanges()),
      TELL_MS,
    );
  }

  #tellChanges(): void {
    this.#timer = undefined;
    const keys = [...this.#changed];
    this.#changed.clear();
    for (const changed of keys) this.#tell(this.#eventOf(changed, ++this.#seq));
  }

  /** Progress of what holds a lock moves without a change of the lock. */
  #sample(): void {
    const held = this.#locks.keys().map((key) => this.#eventOf(key, 0));
    const shown = JSON.stringify(held.map(({ progress }) => progress));
    if (shown === this.#shown) return;
    this.#shown = shown;
    for (const event of held)
      if (event.progress.length > 0) this.#tell({ ...event, seq: ++this.#seq });
  }

  #eventOf(key: string, seq: number): LockEvent {
    const lock = this.#locks.view(key);
    const notebookId = lock.holder?.notebookId ?? null;
    return {
      type: "lock",
      seq,
      at: Date.now(),
      lock,
      path: notebookId === null ? null : this.#notebooks.path(notebookId),
      progress: notebookId === null ? [] : this.#notebooks.progress(notebookId),
    };
  }

  #tell(event: ServerEvent): void {
    this.#recent.push(event);
    if (this.#recent.length > 2 * MAX_RECENT) this.#recent = this.#recent.slice(-MAX_RECENT);
    this.#listeners.tell(event);
  }
}
