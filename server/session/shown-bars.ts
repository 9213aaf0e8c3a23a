import {
  type CellOutput,
  type ExecutionMessage,
  isProgress,
  type MessageOrigin,
  makeMessage,
  PROGRESS_MIME,
  type Progress,
  progressText,
} from "../../kernels/protocol/index.ts";

/** The bars among outputs, by their display id. */
export function shownBars(outputs: readonly CellOutput[]): Map<string, Progress> {
  const bars = new Map<string, Progress>();
  for (const output of outputs) {
    const value: unknown = "data" in output ? output.data[PROGRESS_MIME] : undefined;
    if (isProgress(value)) bars.set(value.id, value);
  }
  return bars;
}

/** The message that brings a shown bar to a value. */
export function barUpdate(origin: MessageOrigin, bar: Progress): ExecutionMessage {
  const data = { [PROGRESS_MIME]: { ...bar }, "text/plain": progressText(bar) };
  return makeMessage<ExecutionMessage>(origin, "iopub", "update_display_data", {
    data,
    metadata: {},
    transient: { display_id: bar.id },
  } as never);
}
