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

const HEARTBEAT_MS = 5_000;
const SAMPLE_MS = 50;

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
  | {
      readonly type: "answer";
      readonly execution: number;
      readonly result: "stopped" | "too-late";
    };
/** What the guard tells the main thread. */
export type FromGuard = { readonly type: "interrupt"; readonly execution: number };

/**
 * The second thread of a kernel: it answers the server also while a cell blocks the first. It owns the
 * control socket; when that ends, the server is gone and the kernel ends itself.
 */
const { boot, slots } = workerData as { boot: KernelBoot; slots: Float64Array };
const socket = connect(boot.controlPath);
const reader = new FrameReader();
const bars: BarTable = new Map();
let n = 0;

function send(message: FromKernelControl, execution = 0): void {
  const payload = Buffer.from(JSON.stringify(message), "utf8");
  socket.write(encodeFrame({ kind: FRAME_JSON, execution, n: n++, payload }));
}

function heartbeat(): void {
  const { user, system } = process.cpuUsage();
  send({
    type: "heartbeat",
    cpuMs: Math.round((user + system) / 1000),
    rssBytes: process.memoryUsage.rss(),
  });
}

function sample(): void {
  for (const [execution, moved] of sampleBars(bars, slots, Date.now()))
    send({ type: "progress", execution, bars: moved }, execution);
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
    else
      parentPort!.postMessage({
        type: "interrupt",
        execution: message.execution,
      } satisfies FromGuard);
  }
});
socket.on("close", endProcess);
socket.on("error", endProcess);
setInterval(heartbeat, HEARTBEAT_MS);
setInterval(sample, SAMPLE_MS);

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
    case "answer":
      send(
        { type: "interrupted", execution: message.execution, result: message.result },
        message.execution,
      );
      break;
    default:
      message satisfies never;
  }
});
