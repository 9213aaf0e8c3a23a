import {
  chunkPayload,
  encodeFrame,
  FRAME_CHUNK,
  FRAME_JSON,
  type Frame,
  type JupyterMessage,
  type KernelHandover,
  makeMessage,
  type Progress,
  type ToKernelControl,
} from "../../kernels/protocol/index.ts";
import { isGone } from "../base/process-start.ts";
import { ArrivingChunks, type Chunks, NO_CHUNKS } from "../chunks/arriving-chunks.ts";
import type { KernelProcess, ProcessExit } from "./child-process.ts";
import type { KernelDeath, KillCause } from "./kernel-death.ts";
import { readControlFrame, readDataFrame, UnreadableFrame } from "./kernel-frames.ts";
import type { KernelSocket } from "./kernel-sockets.ts";

/** How long the rest of a dead kernel's output is waited for, in ms after its exit. */
const DATA_END_MS = 200;

/** What a kernel tells its session. */
export interface KernelEvents {
  /** @param chunks what it sent ahead of this message, which names them */
  message(message: JupyterMessage, execution: number, chunks: Chunks): void;
  progress(execution: number, bars: readonly Progress[]): void;
  /** Told every 5 s by the kernel's guard thread, also while a cell blocks. */
  heartbeat(cpuMs: number, rssBytes: number): void;
  raw(name: "stdout" | "stderr", text: string): void;
  /** Told once, after the last message. */
  died(death: KernelDeath): void;
  /** The server could not take what the kernel said: the kernel is ended for it, nothing else. */
  fault(error: unknown): void;
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
  #killed: { readonly cause: KillCause; readonly detail: string | null } | undefined;
  readonly #chunks = new ArrivingChunks();
  /** Signals that its own code said it would send to itself. */
  readonly #ownSignals = new Set<string>();
  #stderr = "";
  #hasEnded = false;
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
      if (!this.#isDead) this.#guarded(events, () => events.raw(name, text));
    });
    const unreadable = (fault: string): void => this.kill("garbage", fault);
    this.#data.onFrames((frames) => this.#take(frames, events, this.#takeData), unreadable);
    this.#control.onFrames((frames) => this.#take(frames, events, this.#takeControl), unreadable);
    this.died.then((death) => events.died(death)).catch(events.fault);
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

  /** Sends a chunk ahead of the message that says that it is there. */
  sendChunk(hash: string, bytes: Uint8Array, execution: number): void {
    if (this.#isDead) return;
    const payload = chunkPayload(hash, bytes);
    this.#data.socket.write(encodeFrame({ kind: FRAME_CHUNK, execution, n: this.#n++, payload }));
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

  /** Whether its process has ended; what it said last may still come. */
  get hasEnded(): boolean {
    // Its exit event comes later than its end.
    return this.#hasEnded || isGone(this.pid);
  }

  /** Ends the process at once; the first cause counts. */
  kill(cause: KillCause, detail: string | null = null): void {
    this.#killed ??= { cause, detail };
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

  /** Takes frames one after another; the first that cannot be read, or that the server cannot take, ends the kernel. */
  #take(
    frames: readonly Frame[],
    events: KernelEvents,
    take: (frame: Frame, events: KernelEvents) => void,
  ): void {
    for (const frame of frames)
      if (!this.#guarded(events, () => take.call(this, frame, events))) return;
  }

  /** Whatever comes of what a kernel said stays with that kernel (S28). */
  #guarded(events: KernelEvents, act: () => void): boolean {
    try {
      act();
      return true;
    } catch (error) {
      if (!(error instanceof UnreadableFrame)) events.fault(error);
      this.kill("garbage", (error as Error).message);
      return false;
    }
  }

  #takeData(frame: Frame, events: KernelEvents): void {
    const said = readDataFrame(frame);
    const { execution } = frame;
    if (said.kind === "chunk") this.#chunks.add(execution, said.hash, said.bytes);
    else if (said.kind === "ending") this.#ownSignals.add(said.signal);
    else {
      const isRequest = said.message.header.msg_type === "holdfast_request";
      events.message(said.message, execution, isRequest ? this.#chunks.take(execution) : NO_CHUNKS);
    }
  }

  #takeControl(frame: Frame, events: KernelEvents): void {
    const message = readControlFrame(frame);
    switch (message.type) {
      case "progress":
        events.progress(message.execution, message.bars);
        break;
      case "heartbeat":
        events.heartbeat(message.cpuMs, message.rssBytes);
        break;
      case "interrupted":
        this.#interrupts.get(message.execution)?.(message.result);
        this.#interrupts.delete(message.execution);
        break;
      case "hello":
        throw new UnreadableFrame("it said hello twice");
      default:
        message satisfies never;
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
    this.#hasEnded = true;
    if (this.#abandons) {
      this.#isDead = true; // its sockets stay open: what it says from here on has to be refused
      return this.#deathOf(exit);
    }
    this.#data.socket.resume();
    await Promise.race([dataEnded, new Promise((resolve) => setTimeout(resolve, DATA_END_MS))]);
    this.#isDead = true;
    this.#data.socket.destroy();
    this.#control.socket.destroy();
    return this.#deathOf(exit);
  }

  #deathOf(exit: ProcessExit): KernelDeath {
    const { code, signal } = exit;
    const isOwn = code !== null || (signal !== null && this.#ownSignals.has(signal));
    const killed = this.#killed ?? { cause: isOwn ? "exit" : "crash", detail: null };
    return { ...exit, ...killed, stderr: this.#stderr };
  }
}
