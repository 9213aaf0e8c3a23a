import type { LockEvent, Notification, Progress } from "../../kernels/protocol/index.ts";
import type { LockDriver } from "./lock-driver.ts";

/** Events that can still be asked for by their number. */
const MAX_RECENT = 1_000;
/** Changes of one key within so many ms are told once. */
const TELL_MS = 50;
/** How often progress is looked at while somebody listens, in ms. */
const PROGRESS_MS = 500;

export type ServerEvent = LockEvent | (Notification & { readonly seq: number });

/** What the events need to know of a notebook. */
export interface NotebookFacts {
  path(notebookId: string): string | null;
  progress(notebookId: string): readonly Progress[];
}

/** Everything that happens to locks and notifications of this server, with sequence numbers, for every door. */
export class LockEvents {
  readonly #locks: LockDriver;
  readonly #notebooks: NotebookFacts;
  readonly #listeners = new Set<(event: ServerEvent) => void>();
  readonly #changed = new Set<string>();
  #recent: ServerEvent[] = [];
  #seq = 0;
  #timer: NodeJS.Timeout | undefined;
  #sampler: NodeJS.Timeout | undefined;
  #shown = "";

  constructor(locks: LockDriver, notebooks: NotebookFacts) {
    this.#locks = locks;
    this.#notebooks = notebooks;
    locks.onChange(null, (key) => this.#noteChange(key));
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
    this.#listeners.add(listener);
    this.#sampler ??= setInterval(() => this.#sample(), PROGRESS_MS).unref();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearInterval(this.#sampler);
      this.#sampler = undefined;
    };
  }

  notify(notification: Notification): void {
    this.#tell({ ...notification, seq: ++this.#seq });
  }

  close(): void {
    clearTimeout(this.#timer);
    clearInterval(this.#sampler);
    this.#listeners.clear();
  }

  #noteChange(key: string): void {
    this.#changed.add(key);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const keys = [...this.#changed];
      this.#changed.clear();
      for (const changed of keys) this.#tell(this.#eventOf(changed, ++this.#seq));
    }, TELL_MS);
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
    for (const listener of this.#listeners) listener(event);
  }
}
