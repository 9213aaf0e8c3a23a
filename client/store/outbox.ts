import type { ClientOperation } from "../../kernels/protocol/index.ts";

/** An operation that waits, or the wish to send what was typed into a cell. */
export type Outgoing =
  | { readonly kind: "operation"; readonly op: ClientOperation }
  /** Runs cells with the revisions that they have when it is sent. */
  | { readonly kind: "run"; readonly cellIds: readonly string[]; readonly anew?: boolean }
  | { readonly kind: "text"; readonly cellId: string };

export interface InFlight {
  readonly id: string;
  readonly entry: Outgoing;
  /** Where the server says that it stands, when that came before its event. */
  acceptedSeq?: number;
}

/**
 * The order in which this page's operations go out: one at a time, so that every operation is based on a
 * state that contains the one before, and a lost connection can only leave one in doubt.
 */
export class SendOrder {
  readonly clientId: string;
  #n = 0;
  #waiting: Outgoing[] = [];
  #inFlight: InFlight | undefined;

  constructor(clientId: string) {
    this.clientId = clientId;
  }

  get inFlight(): InFlight | undefined {
    return this.#inFlight;
  }

  get isEmpty(): boolean {
    return !this.#inFlight && this.#waiting.length === 0;
  }

  /** Everything that is not confirmed, oldest first. */
  get unconfirmed(): readonly Outgoing[] {
    return this.#inFlight ? [this.#inFlight.entry, ...this.#waiting] : this.#waiting;
  }

  add(entry: Outgoing): void {
    const isThere =
      entry.kind === "text" &&
      this.#waiting.some((e) => e.kind === "text" && e.cellId === entry.cellId);
    if (!isThere) this.#waiting.push(entry);
  }

  /** Takes the next entry when nothing is on its way, and gives it an id. */
  next(): InFlight | undefined {
    if (this.#inFlight) return undefined;
    const entry = this.#waiting.shift();
    if (!entry) return undefined;
    this.#inFlight = { id: `${this.clientId}:${++this.#n}`, entry };
    return this.#inFlight;
  }

  /** What was on its way has arrived, or is given up. */
  settle(): void {
    this.#inFlight = undefined;
  }
}
