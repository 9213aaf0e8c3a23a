import {
  type CellOutput,
  type CellState,
  type ExecutionMessage,
  isObject,
  isProgress,
  type MessageOrigin,
  makeMessage,
  PROGRESS_MIME,
  type Progress,
  progressText,
} from "../../../kernels/protocol/index.ts";

/** Characters of a message's content, roughly: what it costs to keep. */
export function sizeOf({ header, content }: ExecutionMessage): number {
  if (header.msg_type === "stream") return (content as { text: string }).text.length;
  const data = (content as { data?: object }).data;
  return data ? JSON.stringify(data).length : 200;
}

/** The bars among outputs, by their display id. */
export function shownBars(outputs: readonly CellOutput[]): Map<string, Progress> {
  const bars = new Map<string, Progress>();
  for (const output of outputs) {
    const value: unknown = "data" in output ? output.data[PROGRESS_MIME] : undefined;
    if (isProgress(value)) bars.set(value.id, value);
  }
  return bars;
}

/** The newest value of a bar, as the kernel would say it. */
export function barUpdate(bar: Progress, origin: MessageOrigin): ExecutionMessage {
  const data = { [PROGRESS_MIME]: { ...bar }, "text/plain": progressText(bar) };
  return makeMessage<ExecutionMessage>(origin, "iopub", "update_display_data", {
    data,
    metadata: {},
    transient: { display_id: bar.id },
  } as never);
}

export function isTextList(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) && value.length <= 10_000 && value.every((v) => typeof v === "string")
  );
}

/** The sample that was chosen at a cell for its maps. */
export function chosenSample({ metadata }: CellState): string | undefined {
  const { holdfast } = metadata;
  const sample = isObject(holdfast) ? holdfast.sample : undefined;
  return typeof sample === "string" ? sample : undefined;
}
