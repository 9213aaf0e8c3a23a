import type { ExecutionId, ExecutionMessage } from "../../../kernels/protocol/index.ts";
import { type OnFault, owned } from "../../base/faults.ts";

/** So long may the newest value of a display wait for a newer one, in ms. */
const HOLD_MS = 20;

interface Held {
  readonly cell: { readonly execId: ExecutionId; readonly cellId: string };
  readonly message: ExecutionMessage;
}

/**
 * Updates of displays, of which only the newest is journalled and told: a loop that updates one display 10,000
 * times costs a few events. Flush before anything else of the kernel, so that the order stays.
 */
export class HeldUpdates {
  readonly #say: (cell: Held["cell"], message: ExecutionMessage) => void;
  readonly #flush: () => void;
  readonly #held = new Map<string, Held>();
  #timer: NodeJS.Timeout | undefined;

  constructor(say: (cell: Held["cell"], message: ExecutionMessage) => void, onFault: OnFault) {
    this.#say = say;
    this.#flush = owned(onFault, () => this.flush());
  }

  /** Keeps an update and forgets older ones of the same display and execution. */
  hold(cell: Held["cell"], message: ExecutionMessage): void {
    const { transient } = message.content as { transient?: { display_id?: string } };
    const key = `${cell.execId} ${transient?.display_id ?? ""}`;
    this.#held.set(key, { cell, message });
    this.#timer ??= setTimeout(this.#flush, HOLD_MS);
  }

  /** Says what is held. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const held = [...this.#held.values()];
    this.#held.clear();
    for (const { cell, message } of held) this.#say(cell, message);
  }
}
