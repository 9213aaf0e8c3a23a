import type { ExecutionMessage } from "../kernel/jupyter.ts";
import { isProgress, PROGRESS_MIME, type Progress, progressText } from "../kernel/progress.ts";
import type { NotebookOutput, StreamOutput } from "../nbformat/nbformat.ts";
import { withCell } from "./fold-result.ts";
import type { CellOutput, CellState, NotebookState, Outcome } from "./state.ts";
import { type FoldedText, foldedText, foldTerminal } from "./terminal-fold.ts";

/** What a message changes in the outputs of its cell (for an update: of every cell that shows it). */
export function foldOutput(
  state: NotebookState,
  cellId: string,
  message: ExecutionMessage,
): NotebookState {
  switch (message.header.msg_type) {
    case "stream": {
      const { name, text } = message.content as { name: "stdout" | "stderr"; text: string };
      return withCell(state, cellId, (cell) => appendStream(cell, name, text));
    }
    case "display_data":
    case "execute_result": {
      const output = displayOutput(message);
      return withCell(state, cellId, (cell) => append(cell, output));
    }
    case "error": {
      const { ename, evalue, traceback } = message.content as {
        ename: string;
        evalue: string;
        traceback: string[];
      };
      return withCell(state, cellId, (cell) =>
        append(cell, { output_type: "error", ename, evalue, traceback }),
      );
    }
    case "clear_output": {
      const { wait } = message.content as { wait: boolean };
      return withCell(state, cellId, (cell) =>
        wait ? { ...cell, clearPending: true } : withoutPending({ ...cell, outputs: [] }),
      );
    }
    case "update_display_data":
      return updateDisplays(state, message);
    default:
      return state;
  }
}

function displayOutput(message: ExecutionMessage): CellOutput {
  const content = message.content as {
    data: Record<string, never>;
    metadata: Record<string, never>;
    execution_count?: number;
    transient?: { display_id?: string };
  };
  const { data, metadata } = content;
  const displayId = content.transient?.display_id;
  const id = displayId === undefined ? {} : { displayId };
  if (message.header.msg_type === "execute_result") {
    return {
      output_type: "execute_result",
      data,
      metadata,
      execution_count: content.execution_count ?? null,
      ...id,
    };
  }
  return { output_type: "display_data", data, metadata, ...id };
}

function withoutPending(cell: CellState): CellState {
  const { clearPending: _, ...rest } = cell;
  return rest;
}

function append(cell: CellState, output: CellOutput): CellState {
  if (cell.clearPending) return withoutPending({ ...cell, outputs: [output] });
  return { ...cell, outputs: [...cell.outputs, output] };
}

/** Where the last line of a stream begins: found again from its text where it is not known. */
const folded = new WeakMap<CellOutput, FoldedText>();

/**
 * Text of one stream that follows itself is one output, as every Jupyter client saves it; it holds what a terminal
 * shows in the end, so that a progress bar is its newest frame.
 */
function appendStream(cell: CellState, name: "stdout" | "stderr", text: string): CellState {
  const last = cell.outputs.at(-1);
  if (cell.clearPending || last?.output_type !== "stream" || last.name !== name)
    return append(cell, streamOutput({ output_type: "stream", name, text: "" }, text));
  return { ...cell, outputs: cell.outputs.with(-1, streamOutput(last, text)) };
}

function streamOutput(before: StreamOutput, added: string): CellOutput {
  const now = foldTerminal(folded.get(before) ?? foldedText(before.text), added);
  const output: CellOutput = { ...before, text: now.head + now.tail };
  folded.set(output, now);
  return output;
}

function updateDisplays(state: NotebookState, message: ExecutionMessage): NotebookState {
  const { data, metadata, transient } = message.content as {
    data: Record<string, never>;
    metadata: Record<string, never>;
    transient?: { display_id?: string };
  };
  const displayId = transient?.display_id;
  if (displayId === undefined) return state;
  let next = state;
  for (const cell of state.cells) {
    if (!cell.outputs.some((output) => output.displayId === displayId)) continue;
    const outputs = cell.outputs.map((output) =>
      output.displayId === displayId && "data" in output ? { ...output, data, metadata } : output,
    );
    next = withCell(next, cell.id, (c) => ({ ...c, outputs }));
  }
  return next;
}

const settledState: Record<Outcome, Progress["state"]> = {
  none: "running",
  ok: "done",
  error: "failed",
  cancelled: "cancelled",
  died: "failed",
  skipped: "cancelled",
  superseded: "cancelled",
  preempted: "preempted",
};

/** When an execution ends no bar of its cell runs on; gives the same array when there is none. */
export function settleProgress(
  outputs: readonly CellOutput[],
  outcome: Outcome,
  at: number,
): readonly CellOutput[] {
  if (!outputs.some(runningProgress)) return outputs;
  return outputs.map((output) => {
    const progress = runningProgress(output);
    if (!progress || !("data" in output)) return output;
    const { etaSeconds: _, ...rest } = progress;
    const settled: Progress = { ...rest, updatedAt: at, state: settledState[outcome] };
    return {
      ...output,
      data: {
        ...output.data,
        [PROGRESS_MIME]: { ...settled },
        "text/plain": progressText(settled),
      },
    };
  });
}

function runningProgress(output: NotebookOutput): Progress | undefined {
  if (!("data" in output)) return undefined;
  const value: unknown = output.data[PROGRESS_MIME];
  return isProgress(value) && value.state === "running" ? value : undefined;
}
