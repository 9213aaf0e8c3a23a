import type { BatchOp } from "../store/batch.ts";
import { executedKey, executedPrefix } from "../store/keys.ts";
import type { Store } from "../store/store.ts";
import type { Executed } from "./executed.ts";

/** What took less is not worth a word, ms. */
const LONG_MS = 500;
/** The most executions that are remembered of a notebook. */
const MAX = 1_000;

/** What the cells of a notebook executed, as they executed it: it survives kernel and server. */
export class ExecutedHistory {
  readonly #store: Store;
  readonly #notebookId: string;
  readonly #onFault: (error: unknown) => void;
  #all: Executed[];

  private constructor(
    store: Store,
    notebookId: string,
    parts: { readonly all: Executed[]; readonly onFault: (error: unknown) => void },
  ) {
    this.#store = store;
    this.#notebookId = notebookId;
    this.#all = parts.all;
    this.#onFault = parts.onFault;
  }

  static async open(
    store: Store,
    notebookId: string,
    onFault: (error: unknown) => void,
  ): Promise<ExecutedHistory> {
    const all: Executed[] = [];
    for await (const executed of store.undamaged<Executed>(executedPrefix(notebookId)))
      all.push(executed);
    return new ExecutedHistory(store, notebookId, { all, onFault });
  }

  get all(): readonly Executed[] {
    return this.#all;
  }

  /** Executions ran again in a new kernel: they belong to it from here on. */
  moved(executions: readonly Executed[], generation: number): void {
    const ids = new Set(executions.map(({ n }) => n));
    this.#all = this.#all.map((e) => (ids.has(e.n) ? { ...e, generation } : e));
    for (const executed of this.#all) if (ids.has(executed.n)) this.#write([this.#put(executed)]);
  }

  /** An execution has ended: how long it took counts when it would have to run again. */
  took(n: number, ms: number): void {
    const at = this.#all.findLastIndex((e) => e.n === n);
    if (at < 0 || ms < LONG_MS) return;
    this.#all = this.#all.with(at, { ...this.#all[at]!, ms });
    this.#write([this.#put(this.#all[at]!)]);
  }

  add(executed: Executed): void {
    this.#all.push(executed);
    const dropped = this.#all.splice(0, Math.max(0, this.#all.length - MAX));
    const ops = dropped.map(
      ({ n }) => ({ type: "del", key: executedKey(this.#notebookId, n) }) as const,
    );
    this.#write([this.#put(executed), ...ops]);
  }

  #put(executed: Executed): BatchOp {
    return { type: "put", key: executedKey(this.#notebookId, executed.n), value: executed };
  }

  #write(ops: readonly BatchOp[]): void {
    this.#store.write(ops, { sync: false }).catch(this.#onFault);
  }
}
