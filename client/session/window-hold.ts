import {
  type ExecutionId,
  isLong,
  LONG_MS,
  type LockHolder,
} from "../../kernels/protocol/index.ts";
import { Listeners } from "../store/listeners.ts";
import type { NotebookStore } from "../store/notebook-store.ts";

/** What keeps a window in its notebook: a long cell that it started and did not let go on alone. */
export class WindowHold {
  readonly changed = new Listeners<[]>();
  readonly #store: NotebookStore;
  readonly #windowId: string;
  readonly #forget: () => void;
  #shown: ExecutionId | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(store: NotebookStore, windowId: string) {
    this.#store = store;
    this.#windowId = windowId;
    this.#forget = store.changed.add(() => this.#look());
  }

  /** The run that holds, once it is long. */
  get run(): ExecutionId | undefined {
    const holder = this.#holder;
    return holder && isLong(holder, this.#store.volatile.serverNow) ? holder.execId : undefined;
  }

  /** Resolves when nothing holds the window any more. */
  gone(): Promise<void> {
    if (this.run === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      const forget = this.changed.add(() => {
        if (this.run !== undefined) return;
        forget();
        resolve();
      });
    });
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#forget();
  }

  get #holder(): LockHolder | undefined {
    const holder = this.#store.volatile.lock?.holder;
    const isRunning = this.#store.view?.executions.some(({ id }) => id === holder?.execId);
    return holder && isRunning && holder.windowId === this.#windowId ? holder : undefined;
  }

  #age(holder: LockHolder): number {
    return this.#store.volatile.serverNow - holder.since;
  }

  #look(): void {
    clearTimeout(this.#timer);
    const holder = this.#holder;
    if (holder && this.run === undefined)
      this.#timer = setTimeout(() => this.#look(), LONG_MS - this.#age(holder) + 10);
    if (this.run === this.#shown) return;
    this.#shown = this.run;
    this.changed.call();
  }
}
