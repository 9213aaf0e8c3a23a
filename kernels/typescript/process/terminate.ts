import { type Debugger, Session } from "node:inspector";
import { BOUNDARY_FRAME } from "./boundary-frame.ts";

/** How long the main thread may take to pause; it cannot while it sleeps in a native call. */
const PAUSE_MS = 100;
const CELL_FUNCTION = /^(\$+hf)_cell$/;

/**
 * Ends what a cell runs on the main thread, from another thread: pauses it, has the cell write its locals to
 * their holders, terminates, disconnects. A session that stays connected would print at exit.
 *
 * @param nudge makes the main thread run something of the kernel's if it is idle: an idle thread cannot pause,
 *   and a termination that waits for it would hit the next thing that the kernel does
 * @returns false when it was in the kernel's own code, which is left alone: a termination there would unwind
 *   what has to end the cell
 */
export async function terminateCell(nudge: () => void): Promise<boolean> {
  const session = new Session();
  session.connectToMainThread();
  try {
    const paused = new Promise<Debugger.CallFrame[]>((resolve) => {
      session.once("Debugger.paused", ({ params }) => resolve(params.callFrames));
    });
    const urls = new Map<string, string>();
    session.on("Debugger.scriptParsed", ({ params }) => urls.set(params.scriptId, params.url));
    await post(session, "Debugger.enable"); // tells every script first
    void post(session, "Debugger.pause").catch(() => {});
    nudge();
    const frames = await Promise.race([paused, after(PAUSE_MS)]);
    if (frames && !frames.some((frame) => isOfCell(frame, urls))) {
      await post(session, "Debugger.resume").catch(() => {});
      await post(session, "Debugger.disable").catch(() => {});
      return false;
    }
    if (frames) await saveLocals(session, frames).catch(() => {}); // names that cannot be saved keep their last value
    const terminated = post(session, "Runtime.terminateExecution").catch(() => {});
    if (frames) await post(session, "Debugger.resume").catch(() => {});
    await Promise.race([terminated, after(PAUSE_MS)]);
    await post(session, "Debugger.disable").catch(() => {});
    return true;
  } finally {
    session.disconnect();
  }
}

const KERNEL_URL = new URL(".", import.meta.url).href;

/** A frame inside of the boundary, or of code that is neither the kernel's nor Node's (its own `url` is empty in Node). */
function isOfCell(
  { functionName, location }: Debugger.CallFrame,
  urls: ReadonlyMap<string, string>,
): boolean {
  if (functionName === BOUNDARY_FRAME) return true;
  const url = urls.get(location.scriptId) ?? "";
  return !url.startsWith("node:") && !url.startsWith(KERNEL_URL);
}

/** The cell's function is on the stack when its own lines, or something that it called, run. */
async function saveLocals(session: Session, frames: readonly Debugger.CallFrame[]): Promise<void> {
  const frame = frames.find(({ functionName }) => CELL_FUNCTION.test(functionName));
  if (!frame) return;
  const { callFrameId } = frame;
  const prefix = CELL_FUNCTION.exec(frame.functionName)![1]!;
  const found = await post(session, "Debugger.evaluateOnCallFrame", {
    callFrameId,
    expression: `${prefix}.save`,
    returnByValue: true,
    silent: true,
  });
  const save = (found as { result: { value?: unknown } }).result.value;
  if (typeof save === "string")
    await post(session, "Debugger.evaluateOnCallFrame", {
      callFrameId,
      expression: save,
      silent: true,
    });
}

function post(session: Session, method: string, params: object = {}): Promise<unknown> {
  return new Promise((resolve, reject) => {
    session.post(method, params, (error, result) => (error ? reject(error) : resolve(result)));
  });
}

function after(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, ms, undefined));
}
