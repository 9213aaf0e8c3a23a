import { connect } from "node:net";
import { parentPort, workerData } from "node:worker_threads";
import {
  encodeFrame,
  FRAME_JSON,
  FrameReader,
  type FromKernelControl,
  type KernelBoot,
  type Progress,
  type ToKernelControl,
} from "../../protocol/index.ts";
import { type BarTable, sampleBars } from "./bars.ts";
import { cpuOfCells } from "./cell-cpu.ts";
import { interrupt } from "./guard-interrupt.ts";
import { askToGiveWay, type Handshake, PHASE, setGuardAwake } from "./handshake.ts";
import { InputSlot } from "./input-slot.ts";
import { GUARD, TextBuffer } from "./text-buffer.ts";
import { writeSome } from "./write-all.ts";

const HEARTBEAT_MS = 5_000;
const SAMPLE_MS = 20;
const SLEEP_AFTER_LOOKS = 250;

/** What the kernel's main thread tells the guard. */
export type ToGuard =
  | {
      readonly type: "open";
      readonly execution: number;
      readonly bar: Progress;
      readonly slot: number;
    }
  | {
      readonly type: "note";
      readonly id: string;
      readonly note: string | undefined;
      readonly total: number | null;
    }
  | { readonly type: "close"; readonly execution: number }
  | { readonly type: "pong" }
  /** A cell begins while the guard sleeps. */
  | { readonly type: "wake" };
/** What the guard tells the main thread. */
export type FromGuard =
  | { readonly type: "ask"; readonly execution: number }
  | { readonly type: "terminated"; readonly execution: number }
  | { readonly type: "ping" };

/**
 * The second thread of a kernel: it answers the server also while a cell blocks the first. It owns the
 * control socket; when that ends, the server is gone and the kernel ends itself.
 */
const { boot, slots, handshake, data, input } = workerData as {
  boot: KernelBoot;
  slots: Float64Array;
  handshake: Handshake;
  data: { fd: number; text: SharedArrayBuffer };
  input: SharedArrayBuffer;
};
const socket = connect(boot.controlPath);
const reader = new FrameReader();
const text = new TextBuffer(GUARD, data.text);
const slot = new InputSlot(input);
const bars: BarTable = new Map();
let n = 0;

function send(message: FromKernelControl, execution = 0): void {
  const payload = Buffer.from(JSON.stringify(message), "utf8");
  socket.write(encodeFrame({ kind: FRAME_JSON, execution, n: n++, payload }));
}

function heartbeat(): void {
  send({
    type: "heartbeat",
    cpuMs: Math.round(cpuOfCells()),
    rssBytes: process.memoryUsage.rss(),
  });
}

function sample(): void {
  for (const [execution, moved] of sampleBars(bars, slots, Date.now()))
    send({ type: "progress", execution, bars: moved }, execution);
}

/** Sends what a cell printed before it began to block; the main thread sends it itself when it does not. */
function flushText(): void {
  if (text.length === 0 || !text.tryLock()) return;
  if (text.length > 0) {
    const frame = text.frame(boot.kernelId);
    text.clear();
    for (let offset = 0; offset < frame.length; ) offset += writeSome(data.fd, frame, offset);
  }
  text.unlock();
}

let sampler: NodeJS.Timeout | undefined;
let idleLooks = 0;

function wake(): void {
  idleLooks = 0;
  setGuardAwake(handshake, true);
  sampler ??= setInterval(look, SAMPLE_MS);
}

/** While a cell runs the heartbeat comes more often, for the curve of its memory. */
const BUSY_HEARTBEAT_MS = 500;
let heartbeatAt = 0;

function heartbeatWhileBusy(): void {
  const now = performance.now();
  if (now - heartbeatAt < BUSY_HEARTBEAT_MS) return;
  heartbeatAt = now;
  heartbeat();
}

/** Looks after the running cell; when none ran for a while, sleeps. The order of store and load loses no cell. */
function look(): void {
  flushText();
  sample();
  if (!isIdle()) heartbeatWhileBusy();
  idleLooks = isIdle() ? idleLooks + 1 : 0;
  if (idleLooks < SLEEP_AFTER_LOOKS) return;
  setGuardAwake(handshake, false);
  if (!isIdle()) wake();
  else {
    clearInterval(sampler);
    sampler = undefined;
  }
}

function isIdle(): boolean {
  return Atomics.load(handshake, 0) === PHASE.idle;
}

/** How long the main thread may take to answer when nothing runs, in ms. */
const PONG_MS = 100;
let onPong: () => void = () => {};

function tellMain(message: FromGuard): void {
  parentPort!.postMessage(message);
}

async function stop(execution: number): Promise<void> {
  const result = await interrupt(handshake, execution, {
    ask: () => tellMain({ type: "ask", execution }),
    terminated: () => tellMain({ type: "terminated", execution }),
    answers: () =>
      new Promise((resolve) => {
        onPong = () => resolve(true);
        setTimeout(resolve, PONG_MS, false);
        tellMain({ type: "ping" });
      }),
  });
  send({ type: "interrupted", execution, result }, execution);
}

function endProcess(): void {
  process.kill(process.pid, "SIGKILL");
}

socket.on("connect", () => {
  send({
    type: "hello",
    socket: "control",
    kernelId: boot.kernelId,
    secret: boot.secret,
    pid: process.pid,
  });
  heartbeat();
});
socket.on("data", (piece) => {
  for (const frame of reader.push(piece)) {
    const message = JSON.parse(Buffer.from(frame.payload).toString("utf8")) as ToKernelControl;
    if (message.type === "shutdown") endProcess();
    else if (message.type === "preempt") askToGiveWay(handshake, message.execution);
    else if (message.type === "input_reply") slot.answer(message.question, message.value);
    else void stop(message.execution);
  }
});
socket.on("close", endProcess);
socket.on("error", endProcess);
setInterval(heartbeat, HEARTBEAT_MS);

parentPort!.on("message", (message: ToGuard) => {
  switch (message.type) {
    case "open":
      bars.set(message.bar.id, {
        execution: message.execution,
        bar: message.bar,
        slot: message.slot,
        sampled: message.bar.done,
      });
      break;
    case "note": {
      const entry = bars.get(message.id);
      if (entry) {
        const { note: _, ...rest } = entry.bar;
        entry.bar = {
          ...rest,
          total: message.total,
          ...(message.note !== undefined && { note: message.note }),
        };
        entry.sampled = Number.NaN;
      }
      break;
    }
    case "close":
      for (const [id, entry] of bars) if (entry.execution === message.execution) bars.delete(id);
      break;
    case "wake":
      wake();
      break;
    case "pong":
      onPong();
      break;
    default:
      message satisfies never;
  }
});
