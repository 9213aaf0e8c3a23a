import type { ClientOperation, Problem } from "../../kernels/protocol/index.ts";
import type { Looked } from "./file/outside-changes.ts";
import type { Order, Ordered } from "./order/order.ts";
import { wasSentBefore } from "./order/resend.ts";
import type { Author } from "./session-services.ts";

/** Brings the operations of clients into the order, one behind the other. */
export class Intake {
  readonly #order: Order;
  readonly #look: (cellIds: readonly string[]) => Looked;
  /** Resolves when what came before has its place in the order. */
  #turn: Promise<void> = Promise.resolve();

  /** @param look looks at the notebook's file, before cells run: why they do not run now */
  constructor(order: Order, look: (cellIds: readonly string[]) => Looked) {
    this.#order = order;
    this.#look = look;
  }

  /**
   * Puts an operation in the order; resolves when the journal has it. One that was sent before is acknowledged and not
   * repeated.
   */
  async operate(
    op: ClientOperation,
    author: Author,
  ): Promise<{ seq: number } | { problem: Problem }> {
    // One after the other: the look at the file before a run must not let what comes behind it pass.
    const looked = op.type === "run" ? this.#look(op.cellIds) : undefined;
    const placed = this.#turn.then(() => this.#place(op, author, looked));
    this.#turn = Promise.allSettled([placed]).then(() => {});
    const result = await placed;
    if (!result.ok) return { problem: result.problem };
    await result.written;
    return { seq: result.seq };
  }

  async #place(
    op: ClientOperation,
    { id, name: by, windowId }: Author,
    looked: Looked,
  ): Promise<Ordered> {
    const order = this.#order;
    if (wasSentBefore(order.state, id))
      return { ok: true, seq: order.seq, written: order.flushed() };
    const transformed = op.type === "setSource" ? order.history.transform(order.state, op) : op;
    if ("code" in transformed) return { ok: false, problem: transformed };
    const changed = await looked;
    if (changed) return { ok: false, problem: changed };
    return order.operate(transformed, { id, by, windowId });
  }
}
