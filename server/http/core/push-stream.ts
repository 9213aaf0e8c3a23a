import type { AppBindings } from "./route.ts";

/** A reader that takes nothing is let go when so many bytes wait. */
const MAX_WAITING = 1024 * 1024;

/**
 * A body to which a server adds as things happen. It has one owner: the reader that leaves, the session that ends and
 * the reader that is too slow all end it once, and nothing that is pushed after that does anything. No call of it
 * throws, so that the timer or listener that pushes cannot end the process (S29).
 *
 * @param begin is told how to push, and gives what has to be undone at the end
 */
export function pushStream(
  { session: { signal }, outgoing }: Pick<AppBindings, "session" | "outgoing">,
  begin: (push: (text: string) => void) => () => void,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let stop = (): void => {};
  let isOver = false;
  const end = (finish: () => void): void => {
    if (isOver) return;
    isOver = true;
    signal.removeEventListener("abort", onAbort);
    stop();
    try {
      finish();
    } catch {
      // The stream was closed from the other side in this very moment: it is over as it should be.
    }
  };
  let onAbort = (): void => {};
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const push = (text: string): void => {
          if (isOver) return;
          if ((controller.desiredSize ?? 0) < -MAX_WAITING) {
            // What waits would wait on: the reader's connection goes, and tells nobody but it.
            end(() => outgoing.destroy());
            return;
          }
          try {
            controller.enqueue(encoder.encode(text));
          } catch {
            end(() => {});
          }
        };
        onAbort = () => end(() => controller.close());
        signal.addEventListener("abort", onAbort);
        if (signal.aborted) return onAbort();
        const undo = begin(push);
        if (isOver) undo();
        else stop = undo;
      },
      cancel: () => end(() => {}),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 64 * 1024 }),
  );
}
