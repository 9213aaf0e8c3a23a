import type { JupyterMessage, KernelHandover } from "../../../kernels/protocol/index.ts";
import { Inquiries } from "../../kernel/inquiries.ts";
import type { Kernel, KernelEvents } from "../../kernel/kernel.ts";
import type { KernelDeath, KillCause } from "../../kernel/kernel-death.ts";
import type { Kernels } from "../../kernel/kernels.ts";

/** How long a kernel may take to obey an interrupt, in ms, before it is killed. */
export const INTERRUPT_MS = 5_000;
/** After how many ms a kernel is asked again that had nothing to stop. */
const AGAIN_MS = 20;

/** What the link tells its owner; messages of a kernel that was replaced are dropped before. */
export interface LinkEvents extends Omit<KernelEvents, "died"> {
  status(
    status: "starting" | "idle" | "restarting" | "dead",
    generation: number,
    detail?: string,
  ): void;
  /** The kernel ended without being asked to. */
  died(death: KernelDeath): void;
}

/** The one kernel of a notebook: started when it is first needed, replaced after its death. */
export class KernelLink {
  readonly #kernels: Kernels;
  readonly #handover: () => KernelHandover;
  readonly #events: LinkEvents;
  #kernel: Promise<Kernel> | undefined;
  #generation: number;
  #interrupting: Promise<void> = Promise.resolve();
  readonly #inquiries = new Inquiries();

  constructor(
    kernels: Kernels,
    facts: { handover: () => KernelHandover; generation: number; events: LinkEvents },
  ) {
    this.#kernels = kernels;
    this.#handover = facts.handover;
    this.#generation = facts.generation;
    this.#events = facts.events;
  }

  /**
   * The kernel, started if need be. Waits for the answer to an interrupt, so that it cannot hit what comes next.
   *
   * @throws HoldfastError HF_KERNEL_START
   */
  async kernel(): Promise<Kernel> {
    await this.#interrupting;
    this.#kernel ??= this.#start("starting");
    return this.#kernel;
  }

  /** The kernel that serves the notebook now, if there is one. */
  get current(): Promise<Kernel> | undefined {
    return this.#kernel;
  }

  /** Stops reading what the kernel says, so that it waits; interrupts still reach it. */
  pause(): void {
    this.#kernel?.then((kernel) => kernel.pause()).catch(() => undefined);
  }

  resume(): void {
    this.#kernel?.then((kernel) => kernel.resume()).catch(() => undefined);
  }

  /** Gives a person's answer to a question of an execution. */
  replyInput(execution: number, question: number, value: string | null): void {
    this.#kernel?.then((kernel) => kernel.replyInput(execution, question, value)).catch(() => {});
  }

  /** Asks an execution to give way at the end of its step. */
  preempt(execution: number): void {
    this.#kernel?.then((kernel) => kernel.preempt(execution)).catch(() => undefined);
  }

  /** Ends the kernel at once; its death is told as any other. */
  kill(cause: KillCause): void {
    this.#kernel?.then((kernel) => kernel.kill(cause)).catch(() => undefined); // one that did not start is dead
  }

  /** Ends the kernel; what runs from here on gets another. */
  async end(cause: KillCause): Promise<void> {
    const before = this.#kernel;
    this.#kernel = undefined;
    const kernel = await before?.catch(() => undefined);
    kernel?.kill(cause);
    await kernel?.died;
  }

  /**
   * Stops an execution and keeps the variables; a kernel that does not obey within 5 s is killed.
   *
   * @param isRunning tells whether its end is still to come
   */
  async interrupt(execution: number, isRunning: () => boolean): Promise<void> {
    const starting = this.#kernel;
    if (!starting) return;
    const kernel = await starting;
    const timer = setTimeout(() => kernel.kill("no-stop"), INTERRUPT_MS);
    const answered = askToStop(kernel, execution, isRunning).finally(() => clearTimeout(timer));
    this.#interrupting = answered;
    await answered;
  }

  /** Asks the running kernel something that is no execution; undefined when there is none or it does not answer in time. */
  async ask(question: JupyterMessage, ms: number): Promise<JupyterMessage | undefined> {
    const kernel = await this.#kernel?.catch(() => undefined);
    if (!kernel) return undefined;
    return this.#inquiries.ask(question, ms, () => kernel.send(question, 0));
  }

  /** Ends the kernel and starts a new one; what it ran is the caller's to end. */
  async restart(): Promise<void> {
    this.#generation++;
    await this.end("restart");
    this.#kernel ??= this.#start("restarting");
    await this.#kernel.catch(() => undefined); // told by status
  }

  /** Ends the kernel for good. */
  async close(): Promise<void> {
    this.#generation++;
    await this.end("closing");
  }

  async #start(status: "starting" | "restarting"): Promise<Kernel> {
    const generation = ++this.#generation;
    this.#inquiries.end();
    this.#events.status(status, generation);
    try {
      const kernel = await this.#kernels.take();
      if (generation !== this.#generation) {
        kernel.kill("restart");
        return kernel;
      }
      kernel.open(this.#handover(), this.#eventsOf(generation));
      this.#events.status("idle", generation);
      return kernel;
    } catch (error) {
      if (generation === this.#generation) {
        this.#kernel = undefined;
        this.#events.status("dead", generation, (error as Error).message);
      }
      throw error;
    }
  }

  #eventsOf(generation: number): KernelEvents {
    const isCurrent = (): boolean => generation === this.#generation;
    return {
      message: (message, execution, chunks) => {
        if (!isCurrent() || (execution === 0 && this.#inquiries.take(message))) return;
        this.#events.message(message, execution, chunks);
      },
      heartbeat: (cpuMs, rssBytes) => {
        if (isCurrent()) this.#events.heartbeat(cpuMs, rssBytes);
      },
      progress: (execution, bars) => {
        if (isCurrent()) this.#events.progress(execution, bars);
      },
      raw: (name, text) => {
        if (isCurrent()) this.#events.raw(name, text);
      },
      fault: this.#events.fault,
      died: (death) => {
        if (!isCurrent()) return;
        this.#kernel = undefined;
        this.#inquiries.end();
        this.#events.died(death);
      },
    };
  }
}

/**
 * Asks until the execution was stopped or has ended: "too-late" may also mean that the kernel had not begun it
 * yet, for the request to stop overtakes the request to run on the other socket.
 */
async function askToStop(
  kernel: Kernel,
  execution: number,
  isRunning: () => boolean,
): Promise<void> {
  for (;;) {
    const answer = await Promise.race([kernel.interrupt(execution), kernel.died]);
    if (answer !== "too-late") return;
    const pause = new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    await Promise.race([pause, kernel.died]);
    if (!isRunning()) return;
  }
}
