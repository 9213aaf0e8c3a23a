import { randomUUID } from "node:crypto";
import {
  type CellState,
  type ClientOperation,
  type Execution,
  mayFail,
  type Progress,
  type ServerMessage,
} from "../../kernels/protocol/index.ts";
import type { Session } from "../session/session.ts";
import { EXIT, type RunOptions } from "./run-options.ts";
import type { RunReport } from "./run-report.ts";
import { answerInTerminal } from "./terminal-questions.ts";

/** Runs the code cells of a session in order, each saved when it has ended; gives the exit code. */
export async function runCells(
  session: Session,
  options: RunOptions,
  parts: { report: RunReport; signal: AbortSignal; isResumed: boolean },
): Promise<number> {
  const { report, signal, isResumed } = parts;
  // Of its own: the numbers of an earlier run of the same result were acknowledged.
  const client = `headless-${randomUUID()}`;
  let n = 0;
  const operate = async (op: ClientOperation): Promise<void> => {
    const result = await session.operate(op, {
      id: `${client}:${++n}`,
      name: "headless run",
      windowId: null,
    });
    if ("problem" in result) throw new Error(`${result.problem.code}: ${result.problem.detail}`);
  };
  if (!isResumed) await operate({ type: "clear" });
  const cells = session.state.cells.filter(
    (cell) => cell.type === "code" && cell.source.trim() !== "",
  );
  const isListening = session.listen({
    events: () => {},
    volatile: (message) => tellProgress(report, message),
  });
  const isAsking = options.terminal && answerInTerminal(session, options.terminal);
  let failed = 0;
  try {
    const first = isResumed ? await goOn(session, cells, report) : 0;
    for (const [i, { id }] of cells.entries()) {
      if (i < first) continue;
      if (signal.aborted)
        return end(report, session, "Cancelled; what was done is in the file.", EXIT.cancelled);
      const ended = untilEnded(session, id);
      report.started(cellOf(session, id), i + 1, cells.length);
      const limit = stopAfter(options.timeout, signal, {
        isRunning: () => cellOf(session, id).run.status === "running",
        stop: () => void operate({ type: "cancel" }),
      });
      await operate({
        type: "run",
        cellIds: [id],
        sourceRevisions: [cellOf(session, id).revision],
      });
      const outcome = await ended;
      limit.end();
      report.finished(cellOf(session, id), i + 1, cells.length);
      await session.save();
      if (outcome === "ok" || (outcome === "error" && mayFail(session.state, id))) continue;
      if (signal.aborted)
        return end(report, session, "Cancelled; what was done is in the file.", EXIT.cancelled);
      if (limit.isOver())
        return end(
          report,
          session,
          `A cell took longer than ${options.timeout} s and was stopped.`,
          EXIT.timeout,
        );
      if (outcome === "died")
        return end(
          report,
          session,
          "The kernel died; what was done is in the file.",
          EXIT.kernelDied,
        );
      failed++;
      if (!options.allowErrors)
        return end(
          report,
          session,
          `Cell ${i + 1} of ${cells.length} failed; what was done is in the file.`,
          EXIT.cellFailed,
        );
    }
  } finally {
    isListening();
    isAsking?.();
  }
  const text =
    failed === 0
      ? `${cells.length} cells ran.`
      : `${cells.length} cells ran, ${failed} of them failed.`;
  return end(report, session, text, EXIT.ok);
}

/**
 * Brings back the variables of the cells that had run.
 *
 * @returns the index of the first cell that has not
 */
async function goOn(
  session: Session,
  cells: readonly CellState[],
  report: RunReport,
): Promise<number> {
  const isDone = ({ id, run }: CellState): boolean =>
    run.outcome === "ok" || (run.outcome === "error" && mayFail(session.state, id));
  const first = cells.findIndex((cell) => !isDone(cell));
  if (first === 0) return 0;
  const done = first < 0 ? cells.length : first;
  const failure = await session.bringBack(new Set(cells.slice(0, done).map(({ id }) => id)));
  if (!failure) {
    report.note(`Goes on after ${done} of ${cells.length} cells.`);
    return done;
  }
  report.note(`${failure.error.evalue} All cells run again.`);
  return 0;
}

function end(report: RunReport, session: Session, text: string, code: number): number {
  report.ended(text, session.state);
  return code;
}

function cellOf(session: Session, id: string): CellState {
  return session.state.cells.find((cell) => cell.id === id)!;
}

function untilEnded(session: Session, cellId: string): Promise<string> {
  return new Promise((resolve) => {
    const stop = session.onFinished((execution: Execution, outcome) => {
      if (execution.cellId !== cellId) return;
      stop();
      resolve(outcome);
    });
  });
}

/** How often it is looked whether the cell has begun, ms. */
const LOOK_MS = 20;

/** Stops the cell when the person says so, or after a time: that of the cell, not of its kernel's start. */
function stopAfter(
  seconds: number | undefined,
  signal: AbortSignal,
  cell: { isRunning(): boolean; stop(): void },
): { end(): void; isOver(): boolean } {
  let isOver = false;
  let timer: NodeJS.Timeout | undefined;
  const wait = (): void => {
    if (seconds === undefined) return;
    if (!cell.isRunning()) {
      timer = setTimeout(wait, LOOK_MS);
      return;
    }
    timer = setTimeout(() => {
      isOver = true;
      cell.stop();
    }, seconds * 1000);
  };
  wait();
  const stop = (): void => cell.stop();
  signal.addEventListener("abort", stop, { once: true });
  return {
    end() {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
    },
    isOver: () => isOver,
  };
}

function tellProgress(report: RunReport, message: ServerMessage): void {
  if (message.type !== "volatile") return;
  for (const progress of (message.progress ?? []) as readonly Progress[]) report.progress(progress);
}
