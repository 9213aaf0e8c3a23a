import type { Parent } from "../process/output.ts";
import type { ServerCalls } from "../runtime/server-calls.ts";
import { decodeState, encodeState } from "../state/state-codec.ts";

/** The answer of an effect may have so many bytes. */
const MAX_BYTES = 1024 * 1024;

/**
 * Gives what an effect gave when it is done already, else does it and keeps its answer durably.
 *
 * @throws HF_CHECKPOINT_UNSERIALISABLE, RangeError when it is done and its answer cannot be kept: a resumed run gets
 * undefined in its place
 */
export async function once<T>(
  key: string,
  act: () => Promise<T>,
  { calls, parent, runId }: { calls: ServerCalls; parent: Parent; runId: string },
): Promise<T> {
  const known = await calls.call(parent, "effect.get", { runId, key });
  if (typeof known === "string") return decodeState(Buffer.from(known, "base64")) as T;
  const answer = await act();
  const { bytes, fault } = answerBytes(answer, key);
  const value = Buffer.from(bytes).toString("base64");
  await calls.call(parent, "effect.put", { runId, key, value });
  if (fault) throw fault;
  return answer;
}

/** An answer that cannot be kept does not undo what was done: it counts as done, with nothing for an answer. */
function answerBytes(answer: unknown, key: string): { bytes: Uint8Array; fault?: Error } {
  const path = `the answer of r.effect(${JSON.stringify(key)})`;
  const nothing = encodeState(undefined, path);
  try {
    const bytes = encodeState(answer, path);
    if (bytes.length <= MAX_BYTES) return { bytes };
    const size = (bytes.length / 1e6).toFixed(1);
    return {
      bytes: nothing,
      fault: new RangeError(`${path} has ${size} MB, at most 1 MB is kept`),
    };
  } catch (error) {
    return { bytes: nothing, fault: error as Error };
  }
}
