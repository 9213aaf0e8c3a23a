import {
  chunkOf,
  controlFault,
  FRAME_CHUNK,
  FRAME_JSON,
  type Frame,
  type FromKernelControl,
  isObject,
  type JupyterMessage,
  messageFault,
  parseData,
} from "../../kernels/protocol/index.ts";

/** Something came from a kernel that is no message. */
export class UnreadableFrame extends Error {
  override readonly name = "UnreadableFrame";
}

/** The largest chunk of a checkpoint, in bytes (WIRE, kernel and server). */
const MAX_CHUNK = 256 * 1024;

/** What a frame of the data socket says. */
export type DataFrame =
  | { readonly kind: "message"; readonly message: JupyterMessage }
  | { readonly kind: "chunk"; readonly hash: string; readonly bytes: Uint8Array }
  /** The kernel's own code is about to send a signal to its process. */
  | { readonly kind: "ending"; readonly signal: string };

/**
 * Reads a frame of a kernel's data socket. All that a kernel sends is foreign: whatever is no message, no chunk or of
 * no kind is refused here, the one place (S28).
 *
 * @throws UnreadableFrame
 */
export function readDataFrame(frame: Frame): DataFrame {
  if (frame.kind === FRAME_CHUNK) return readChunk(frame.payload);
  const message = jsonOf(frame);
  const fault = messageFault(message);
  if (fault !== undefined) throw new UnreadableFrame(fault);
  const { header, content } = message as JupyterMessage;
  if (header.msg_type !== "holdfast_ending")
    return { kind: "message", message: message as JupyterMessage };
  const { signal } = content as { signal?: unknown };
  if (typeof signal !== "string") throw new UnreadableFrame("holdfast_ending names no signal");
  return { kind: "ending", signal };
}

/**
 * Reads a frame of a kernel's control socket.
 *
 * @throws UnreadableFrame
 */
export function readControlFrame(frame: Frame): FromKernelControl {
  const message = jsonOf(frame);
  const fault = controlFault(message);
  if (fault !== undefined) throw new UnreadableFrame(fault);
  return message as FromKernelControl;
}

/** The first frame of a socket, or undefined when it is no hello. */
export function helloOf(frame: Frame): Extract<FromKernelControl, { type: "hello" }> | undefined {
  try {
    const message = readControlFrame(frame);
    return message.type === "hello" ? message : undefined;
  } catch {
    return undefined;
  }
}

function readChunk(payload: Uint8Array): DataFrame {
  const chunk = chunkOf(payload);
  if (!chunk || chunk.bytes.length > MAX_CHUNK)
    throw new UnreadableFrame(`a chunk has ${payload.length} bytes`);
  return { kind: "chunk", ...chunk };
}

function jsonOf(frame: Frame): unknown {
  if (frame.kind !== FRAME_JSON) throw new UnreadableFrame(`a frame of kind ${frame.kind}`);
  try {
    const value = parseData(Buffer.from(frame.payload).toString("utf8"));
    if (!isObject(value)) throw new SyntaxError("it is no object");
    return value;
  } catch (error) {
    throw new UnreadableFrame((error as Error).message, { cause: error });
  }
}
