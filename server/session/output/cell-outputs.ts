import {
  type ExecutionId,
  type ExecutionMessage,
  type MessageOrigin,
  makeMessage,
  type Progress,
} from "../../../kernels/protocol/index.ts";
import type { OnFault } from "../../base/faults.ts";
import { ExecutionOutputs } from "../../outputs/execution-outputs.ts";
import type { OutputFiles } from "../../outputs/output-files.ts";
import type { Said } from "../../outputs/output-limits.ts";
import type { Order } from "../order/order.ts";
import { Backlog } from "./backlog.ts";
import { HeldUpdates } from "./held-updates.ts";
import { barUpdate, shownBars, sizeOf } from "./message-facts.ts";

/** An execution and the cell that shows what it says. */
export interface Speaker {
  readonly execId: ExecutionId;
  readonly cellId: string;
}

/** What the outputs of a notebook work with. */
export interface CellOutputParts {
  readonly order: Order;
  readonly outputs: OutputFiles;
  /** Gives up the bars that it shows no longer. */
  readonly volatile: { takeProgress(is: (bar: Progress) => boolean): Progress[] };
  readonly onFault: OnFault;
}

/** Puts what cells say into the order of the notebook, as much of it as the limits allow. */
export class CellOutputs {
  readonly #parts: CellOutputParts;
  readonly #origin: MessageOrigin;
  readonly #outputs: ExecutionOutputs;
  readonly #held: HeldUpdates;
  readonly #backlog: Backlog;

  /** @param flow stops and starts reading what the kernel says */
  constructor(
    parts: CellOutputParts,
    origin: MessageOrigin,
    flow: { readonly pause: () => void; readonly resume: () => void },
  ) {
    this.#parts = parts;
    this.#origin = origin;
    this.#outputs = new ExecutionOutputs(parts.outputs, (cell, said) => this.#put(cell, said));
    this.#backlog = new Backlog(flow, parts.onFault);
    this.#held = new HeldUpdates((cell, message) => this.#say(cell, message), parts.onFault);
  }

  /** An execution begins in place of the one that its cell shows. */
  async begin(speaker: Speaker): Promise<void> {
    const { cells } = this.#parts.order.state;
    const shown = cells.find(({ id }) => id === speaker.cellId)?.run.execId ?? null;
    await this.#outputs.begin(speaker, shown);
  }

  /** Takes a message of an execution; updates of a display that come fast are joined. */
  take(speaker: Speaker, message: ExecutionMessage): void {
    if (message.header.msg_type === "update_display_data") {
      this.#held.hold(speaker, message);
      return;
    }
    this.#held.flush();
    if (message.header.msg_type === "execute_reply") this.end(speaker);
    this.#say(speaker, message);
  }

  /** Text that the kernel's process wrote past the kernel. */
  raw(name: "stdout" | "stderr", text: string): void {
    this.#held.flush();
    const running = this.#parts.order.state.executions.find(({ state }) => state === "running");
    if (running)
      this.#say(
        { execId: running.id, cellId: running.cellId },
        makeMessage<ExecutionMessage>(this.#origin, "iopub", "stream", { name, text } as never),
      );
  }

  /** An execution ends: its bars say their newest value, unless the kernel said newer ones. */
  end(speaker: Speaker): void {
    const { order, volatile } = this.#parts;
    const cell = order.state.cells.find(({ id }) => id === speaker.cellId);
    const shown = shownBars(cell?.outputs ?? []);
    for (const bar of volatile.takeProgress(({ id }) => shown.has(id))) {
      if (bar.updatedAt > shown.get(bar.id)!.updatedAt)
        this.#say(speaker, barUpdate(bar, this.#origin));
    }
    this.#outputs.ended(speaker.cellId);
  }

  /** Says what was held back. */
  flush(): void {
    this.#held.flush();
  }

  /** Resolves when the files of full outputs are written. */
  flushed(): Promise<void> {
    return this.#outputs.flushed();
  }

  /** Says what the cell's limits leave of a message; the rest goes into its full output. */
  #say(speaker: Speaker, message: ExecutionMessage): void {
    const { say, hidden } = this.#outputs.take(speaker, { message, characters: sizeOf(message) });
    for (const said of say) this.#put(speaker, said);
    if (hidden) this.#backlog.add(hidden.characters, hidden.written);
  }

  #put({ execId, cellId }: Speaker, { message, characters }: Said): void {
    const result = this.#parts.order.say(execId, cellId, message, characters);
    if (result.ok) this.#backlog.add(characters, result.written);
  }
}
