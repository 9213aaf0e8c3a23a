import { connect } from "node:net";
import {
  chunkOf,
  type ExecuteRequest,
  FRAME_CHUNK,
  type FromKernelControl,
  type JupyterMessage,
  type KernelBoot,
  type KernelHandover,
  messageFault,
} from "../protocol/index.ts";
import { preloadAnalysis } from "./kernel/analysis-names.ts";
import { startRuntime } from "./kernel/start.ts";
import { DataChannel } from "./process/data-channel.ts";
import { Guard } from "./process/guard.ts";
import { Output } from "./process/output.ts";
import type { Interrupts } from "./runtime/interrupts.ts";

/** A kernel that nobody has opened by then is a spare one. */
const SPARE_AFTER_MS = 100;

/**
 * One kernel's whole life, the one task of its process (KERNEL, process). It never resolves: the process ends
 * when the server says so, when the server is gone, or when user code ends it.
 */
export async function life(boot: KernelBoot): Promise<never> {
  const socket = connect(boot.dataPath);
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
  });
  let onMessage: (message: JupyterMessage, execution: number) => void = () => {};
  let onChunk: (hash: string, bytes: Uint8Array) => void = () => {}; // nobody asked for any yet
  const channel = new DataChannel(socket, (frame) => {
    if (frame.kind === FRAME_CHUNK) {
      const chunk = chunkOf(frame.payload);
      if (chunk) onChunk(chunk.hash, chunk.bytes);
      return;
    }
    const message: unknown = JSON.parse(Buffer.from(frame.payload).toString("utf8"));
    const fault = messageFault(message);
    if (fault !== undefined) throw new Error(`The server sent a message that is none: ${fault}`);
    onMessage(message as JupyterMessage, frame.execution);
  });
  let interrupts: Interrupts | undefined;
  const guard = new Guard(boot, channel, {
    ask: (execution) => void interrupts?.stopWaiting(execution),
    terminated: (execution) => interrupts?.stopTerminated(execution),
  });
  const output = new Output(channel, { session: boot.kernelId, username: "kernel" });
  const early: [JupyterMessage, number][] = [];
  const handover = new Promise<KernelHandover>((resolve) => {
    onMessage = (message, execution) => {
      // What comes in one piece with the handover waits until the runtime stands.
      if (message.header.msg_type === "holdfast_open")
        resolve(message.content as unknown as KernelHandover);
      else early.push([message, execution]);
    };
  });
  const hello: FromKernelControl = {
    type: "hello",
    socket: "data",
    kernelId: boot.kernelId,
    secret: boot.secret,
    pid: process.pid,
  };
  channel.send(hello, 0);
  let isSpare = true;
  // A spare kernel has the analysis functions before it is asked for; one that is wanted at once loads what its cells use.
  setTimeout(() => void preloadAnalysis(() => isSpare), SPARE_AFTER_MS).unref();
  const opened = await handover;
  isSpare = false;
  const kernel = startRuntime(opened, output, guard);
  onMessage = (message, execution) => {
    if (message.header.msg_type === "execute_request")
      kernel.execute(message as ExecuteRequest, execution);
    else kernel.answer(message);
  };
  onChunk = kernel.arrived;
  interrupts = kernel.interrupts;
  for (const [message, execution] of early.splice(0)) onMessage(message, execution);
  return new Promise<never>(() => {});
}
