import {
  encodeFrame,
  FRAME_CHUNK,
  FRAME_JSON,
  type Frame,
  type FromKernelControl,
  type JupyterMessage,
  type KernelHandover,
  makeMessage,
  messageFault,
  type Progress,
  parseJson,
  type ToKernelControl,
} from "../../kernels/protocol/index.ts";
import type { KernelProcess, ProcessExit } from "./child-process.ts";
import type { KernelSocket } from "./kernel-sockets.ts";

/** How long the rest of a dead kernel's output is waited for, in ms after its exit. */
const DATA_END_MS = 200;

/** Why a kernel ended. */
export interface KernelDeath extends ProcessExit {
  /** What the server knows beside code and signal: it was killed on purpose, or it sent garbage. */
  readonly reason: string | null;
  /** The last words on stderr. */
  readonly stderr: string;
}

/** What a kernel tells its session. */
export interface KernelEvents {
  message(message: JupyterMessage, execution: number): void;
  progress(execution: number, bars: readonly Progress[]): void;
  /** Told every 5 s by the kernel's guard thread, also while a cell blocks. */
  heartbeat(cpuMs: number, rssBytes: number): void;
  /** A chunk of a checkpoint: 32 bytes of its SHA-256, then its bytes. */
  chunk(execution: number, hash: string, bytes: Uint8Array): void;
  raw(name: "stdout" | "stderr", text: string): void;
  /** Told once, after the last message. */
  died(death: KernelDeath): void;
}

/** A kernel process with its two sockets. */
export class Kernel {
  readonly id: string;
  readonly pid: number;
  readonly died: Promise<KernelDeath>;
  readonly #process: KernelProcess;
  readonly #control: KernelSocket;
  readonly #data: KernelSocket;
  #n = 0;
  #reason: string | null = null;
  #stderr = "";
  #isDead = false;
  #interrupts = new Map<number, (result: "stopped" | "too-late") => void>();

  readonly #abandons: boolean;
  #abandon: (exit: ProcessExit) => void = () => {};

  /** @param abandons see `KernelsOptions` */
  constructor(
    id: string,
    process: KernelProcess,
    sockets: { control: KernelSocket; data: KernelSocket },
    abandons = false,
  ) {
    this.#abandons = abandons;
    this.id = id;
    this.pid = process.pid;
    this.#process = process;
    this.#control = sockets.control;
    this.#data = sockets.data;
    this.died = this.#death();
  }

  /** Hands a notebook to a spare kernel; from here on it tells `events`. */
  open(handover: KernelHandover, events: KernelEvents): void {
    this.#process.onRaw((name, text) => {
      if (name === "stderr") this.#stderr = (this.#stderr + text).slice(-10_000);
      if (!this.#isDead) events.raw(name, text);
    });
    this.#data.onFrames(
      (frames) => this.#takeData(frames, events),
      (fault) => this.kill(fault),
    );
    this.#control.onFrames(
      (frames) => this.#takeControl(frames, events),
      (fault) => this.kill(fault),
    );
    void this.died.then((death) => events.died(death));
    this.send(
      makeMessage({ session: this.id, username: "server" }, "control", "holdfast_open", {
        ...handover,
      }),
      0,
    );
  }

  send(message: JupyterMessage, execution: number): void {
    if (!this.#isDead) this.#data.socket.write(this.#frame(message, execution));
  }

  /** Asks the kernel to stop an execution and to keep its variables. Never answered when it dies first. */
  interrupt(execution: number): Promise<"stopped" | "too-late"> {
    return new Promise((resolve) => {
      this.#interrupts.set(execution, resolve);
      this.#control.socket.write(
        this.#frame({ type: "interrupt", execution } satisfies ToKernelControl, execution),
      );
    });
  }

  /** Asks an execution to give way at the end of its step. */
  preempt(execution: number): void {
    if (this.#isDead) return;
    const ask: ToKernelControl = { type: "preempt", execution };
    this.#control.socket.write(this.#frame(ask, execution));
  }

  /** Gives a person's answer to a question of an execution. */
  replyInput(execution: number, question: number, value: string | null): void {
    if (this.#isDead) return;
    const reply: ToKernelControl = { type: "input_reply", execution, question, value };
    this.#control.socket.write(this.#frame(reply, execution));
  }

  /** Ends the process at once. */
  kill(reason: string): void {
    this.#reason ??= reason;
    if (this.#abandons) this.#abandon({ code: null, signal: null });
    else this.#process.kill();
  }

  /** Stops reading what the kernel says, so that it waits; interrupts still reach it. */
  pause(): void {
    this.#data.socket.pause();
  }

  resume(): void {
    this.#data.socket.resume();
  }

  #frame(value: unknown, execution: number): Uint8Array {
    const payload = Buffer.from(JSON.stringify(value), "utf8");
    return encodeFrame({ kind: FRAME_JSON, execution, n: this.#n++, payload });
  }

  #takeData(frames: readonly Frame[], events: KernelEvents): void {
    for (const frame of frames) {
      if (frame.kind === FRAME_CHUNK) {
        const hash = Buffer.from(frame.payload.subarray(0, 32)).toString("hex");
        events.chunk(frame.execution, hash, frame.payload.subarray(32));
        continue;
      }
      const message = this.#parse(frame);
      if (message === undefined) return;
      const fault = messageFault(message);
      if (fault !== undefined) {
        this.kill(`it sent something that is no message: ${fault}`);
        return;
      }
      events.message(message as JupyterMessage, frame.execution);
    }
  }

  #takeControl(frames: readonly Frame[], events: KernelEvents): void {
    for (const frame of frames) {
      const message = this.#parse(frame) as FromKernelControl | undefined;
      if (message === undefined) return;
      if (message.type === "progress") events.progress(message.execution, message.bars);
      if (message.type === "heartbeat") events.heartbeat(message.cpuMs, message.rssBytes);
      if (message.type === "interrupted") {
        this.#interrupts.get(message.execution)?.(message.result);
        this.#interrupts.delete(message.execution);
      }
    }
  }

  #parse(frame: Frame): unknown {
    try {
      return parseJson(Buffer.from(frame.payload).toString("utf8"), 1_000);
    } catch (error) {
      this.kill(`it sent something that is no JSON: ${(error as Error).message}`);
      return undefined;
    }
  }

  async #death(): Promise<KernelDeath> {
    const dataEnded = new Promise<void>((resolve) =>
      this.#data.socket.once("close", () => resolve()),
    );
    const abandoned = new Promise<ProcessExit>((resolve) => {
      this.#abandon = resolve;
    });
    const exit = await Promise.race([this.#process.exited, abandoned]);
    if (this.#abandons) {
      this.#isDead = true; // its sockets stay open: what it says from here on has to be refused
      return { ...exit, reason: this.#reason, stderr: this.#stderr };
    }
    this.#data.socket.resume();
    await Promise.race([dataEnded, new Promise((resolve) => setTimeout(resolve, DATA_END_MS))]);
    this.#isDead = true;
    this.#data.socket.destroy();
    this.#control.socket.destroy();
    return { ...exit, reason: this.#reason, stderr: this.#stderr };
  }
}
