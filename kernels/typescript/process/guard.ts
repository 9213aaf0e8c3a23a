import { Worker } from "node:worker_threads";
import type { KernelBoot } from "../../protocol/index.ts";
import type { DataChannel } from "./data-channel.ts";
import type { FromGuard, ToGuard } from "./guard-thread.ts";
import { createHandshake, isGuardAwake } from "./handshake.ts";
import { InputSlot } from "./input-slot.ts";

/** The most bars that can be watched at a time in one kernel; further ones are shown at their start and end only. */
export const MAX_BARS = 256;

/** The main thread's hand on its guard thread. */
export class Guard {
  /** `done` of each watched bar, read by the guard while the main thread works. */
  readonly slots = new Float64Array(new SharedArrayBuffer(8 * MAX_BARS));
  readonly #worker: Worker;

  /** Who ends what runs: shared with the guard. */
  readonly handshake = createHandshake();

  /** Where a person's answer comes in while the main thread sleeps. */
  readonly input = new InputSlot();

  constructor(
    boot: KernelBoot,
    channel: DataChannel,
    on: { ask(execution: number): void; terminated(execution: number): void },
  ) {
    const data = { fd: channel.fd, text: channel.text.shared };
    this.#worker = new Worker(new URL("./guard-thread.js", import.meta.url), {
      workerData: {
        boot,
        slots: this.slots,
        handshake: this.handshake,
        data,
        input: this.input.shared,
      },
      resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 4 },
    });
    this.#worker.on("message", (message: FromGuard) => {
      if (message.type === "ping") this.tell({ type: "pong" });
      else on[message.type](message.execution);
    });
    this.#worker.on("error", (error) => {
      process.stderr.write(`the guard thread failed: ${error.message}\n`);
      process.exit(70);
    });
  }

  /** Makes the guard look after the cell that begins now. */
  wake(): void {
    if (!isGuardAwake(this.handshake)) this.tell({ type: "wake" });
  }

  tell(message: ToGuard): void {
    this.#worker.postMessage(message);
  }
}
