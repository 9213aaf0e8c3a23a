import { type Debugger, Session } from "node:inspector";

/** How long the main thread may take to pause; it cannot while it sleeps in a native call. */
const PAUSE_MS = 100;
const CELL_FUNCTION = /^(\$+hf)_cell$/;

/**
 * Ends what the main thread runs, from another thread: pauses it, has the cell write its locals to their
 * holders, terminates, disconnects. A session that stays connected would print at exit.
 */
export async function terminateMainThread(): Promise<void> {
  const session = new Session();
  session.connectToMainThread();
  try {
    const paused = new Promise<Debugger.CallFrame[]>((resolve) => {
      session.once("Debugger.paused", ({ params }) => resolve(params.callFrames));
    });
    await post(session, "Debugger.enable");
    void post(session, "Debugger.pause").catch(() => {});
    const frames = await Promise.race([paused, after(PAUSE_MS)]);
    if (frames) await saveLocals(session, frames).catch(() => {}); // names that cannot be saved keep their last value
    const terminated = post(session, "Runtime.terminateExecution").catch(() => {});
    if (frames) await post(session, "Debugger.resume").catch(() => {});
    await Promise.race([terminated, after(PAUSE_MS)]);
    await post(session, "Debugger.disable").catch(() => {});
  } finally {
    session.disconnect();
  }
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
