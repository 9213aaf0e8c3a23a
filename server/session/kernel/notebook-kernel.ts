import {
  type ExecutionId,
  executionNumber,
  type JsonObject,
  type JupyterMessage,
  type KernelHandover,
  type MessageOrigin,
  makeMessage,
} from "../../../kernels/protocol/index.ts";
import type { Kernel } from "../../kernel/kernel.ts";
import type { KillCause } from "../../kernel/kernel-death.ts";
import type { Kernels } from "../../kernel/kernels.ts";
import type { Order } from "../order/order.ts";
import { KernelLink, type LinkEvents } from "./kernel-link.ts";
import { type Answerers, type Heard, replyToKernel } from "./kernel-requests.ts";
import { type SilentEnd, type SilentExecution, SilentExecutions } from "./silent-executions.ts";

/** Takes what the kernel says about one execution. */
export type Hearer = (heard: Heard) => void;

/** What a kernel tells that is about no single execution. */
export type KernelNews = Pick<LinkEvents, "heartbeat" | "progress" | "raw" | "died">;

export interface NotebookKernelParts {
  readonly kernels: Kernels;
  readonly order: Order;
  readonly handover: () => KernelHandover;
  readonly onFault: (error: unknown) => void;
}

/** The kernel of a notebook, and who hears what it says about which execution. */
export class NotebookKernel {
  readonly origin: MessageOrigin;
  readonly #parts: NotebookKernelParts;
  readonly #link: KernelLink;
  readonly #hearers = new Map<number, Hearer>();
  readonly #silent: SilentExecutions;
  #news: KernelNews | undefined;
  #replacing: Promise<void> = Promise.resolve();

  constructor(parts: NotebookKernelParts) {
    this.#parts = parts;
    const { kernels, order, handover, onFault } = parts;
    const { notebookId, kernel } = order.state;
    this.origin = { session: notebookId, username: "holdfast" };
    this.#silent = new SilentExecutions(this.origin, this.#hearers, onFault);
    this.#link = new KernelLink(kernels, {
      handover,
      generation: kernel.generation,
      events: {
        status: (status, generation, detail) => this.#tell(status, generation, detail),
        message: (message, n, chunks) => this.#hearers.get(n)?.({ message, n, chunks }),
        heartbeat: (cpuMs, rssBytes) => this.#news?.heartbeat(cpuMs, rssBytes),
        progress: (n, bars) => this.#news?.progress(n, bars),
        raw: (name, text) => this.#news?.raw(name, text),
        died: (death) => {
          this.#hearers.clear();
          this.#news?.died(death);
        },
        fault: onFault,
      },
    });
  }

  /** Says who takes its news; there is one. */
  listen(news: KernelNews): void {
    this.#news = news;
  }

  /** The kernel, started if need be; one that is being replaced is waited for. @throws HoldfastError HF_KERNEL_START */
  async started(): Promise<Kernel> {
    await this.#replacing;
    return this.#link.kernel();
  }

  /** Sends the request that runs a cell; what the kernel says about it from here on goes to the hearer. */
  execute(kernel: Kernel, request: JupyterMessage, n: number, hearer: Hearer): void {
    this.#hearers.set(n, hearer);
    kernel.send(request, n);
  }

  /** Runs code without showing what it says, one at a time. */
  silently(kernel: Kernel, asked: SilentExecution): Promise<SilentEnd> {
    return this.#silent.run(kernel, asked);
  }

  /** Answers what an execution asks of the server. */
  async answer(heard: Heard, execId: ExecutionId, answerers: Answerers): Promise<void> {
    const kernel = await this.#link.current;
    if (kernel) await replyToKernel(kernel, heard, { answerers, execId, origin: this.origin });
  }

  /** Asks it, when there is one, something that is no execution; gives the content of its reply. */
  async ask(type: string, content: object, ms: number): Promise<JsonObject | undefined> {
    const question = makeMessage(this.origin, "shell", type, content as JsonObject);
    return (await this.#link.ask(question, ms))?.content as JsonObject | undefined;
  }

  /** Stops an execution, or what runs silently before it, and keeps the variables; one that does not obey is killed. */
  interrupt(execId: ExecutionId): Promise<void> {
    const isRunning = (): boolean =>
      this.#parts.order.state.executions.some(({ id }) => id === execId);
    return this.#link.interrupt(this.#silent.running ?? executionNumber(execId), isRunning);
  }

  /** Asks an execution to give way at the end of its step. */
  preempt(execId: ExecutionId): void {
    this.#link.preempt(executionNumber(execId));
  }

  /** Gives a person's answer to a question of an execution. */
  replyInput(execId: ExecutionId, question: number, value: string | null): void {
    this.#link.replyInput(executionNumber(execId), question, value);
  }

  /** Stops reading what it says, so that it waits; interrupts still reach it. */
  pause(): void {
    this.#link.pause();
  }

  resume(): void {
    this.#link.resume();
  }

  /** Ends it at once; its death is told as any other. */
  kill(cause: KillCause): void {
    this.#link.kill(cause);
  }

  /** Ends it; what runs from here on gets another. */
  end(cause: KillCause): Promise<void> {
    return this.#link.end(cause);
  }

  /**
   * Replaces it. What is run from here on waits for the new one.
   *
   * @param saveMs how long the old one may take to save its variables first; 0 when it is busy
   */
  restart(saveMs: number): Promise<void> {
    const replaced = this.#replacing.then(async () => {
      if (saveMs > 0) await this.ask("holdfast_save_request", {}, saveMs);
      await this.#link.restart();
    });
    this.#replacing = replaced.catch(() => {}); // told to whoever asked for it
    return replaced;
  }

  close(): Promise<void> {
    return this.#link.close();
  }

  #tell(...[status, generation, detail]: Parameters<LinkEvents["status"]>): void {
    const op = { type: "kernel", status, generation } as const;
    this.#parts.order.tell(detail === undefined ? op : { ...op, detail });
  }
}
