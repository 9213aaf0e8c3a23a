import { randomUUID } from "node:crypto";
import {
  type CellState,
  type ClientOperation,
  type Execution,
  mayFail,
  type Progress,
  type ServerMessage,
} from "../../kernels/protocol/index.ts";
import type { OnFault } from "../base/faults.ts";
import type { Session } from "../session/session.ts";
import { KernelWatch } from "./kernel-watch.ts";
import { failedCells } from "./late-errors.ts";
import { EXIT, type RunOptions } from "./run-options.ts";
import type { RunReport } from "./run-report.ts";
import { settle } from "./settle.ts";
import { stopAfter } from "./stop-after.ts";
import { answerInTerminal } from "./terminal-questions.ts";

interface RunParts {
  readonly report: RunReport;
  readonly signal: AbortSignal;
  readonly isResumed: boolean;
  readonly onFault: OnFault;
}

/** Why a run ends before its last cell, and with which code. */
interface End {
  readonly text: string;
  readonly code: number;
}

const DIED: End = {
  text: "The kernel died; what was done is in the file.",
  code: EXIT.kernelDied,
};
const CANCELLED: End = {
  text: "Cancelled; what was done is in the file.",
  code: EXIT.cancelled,
};

/**
 * Runs the code cells of a session in order, each saved when it has ended, waits for what they left pending, and gives
 * the exit code.
 */
export async function runCells(
  session: Session,
  options: RunOptions,
  parts: RunParts,
): Promise<number> {
  const { report } = parts;
  const isListening = session.listen({
    events: () => {},
    volatile: (message) => tellProgress(report, message),
  });
  const isAsking = options.terminal && answerInTerminal(session, options.terminal);
  const kernel = new KernelWatch(session);
  try {
    const { text, code } = await runAll(session, options, { ...parts, kernel });
    report.ended(text, session.state);
    return code;
  } finally {
    kernel.close();
    isListening();
    isAsking?.();
  }
}

async function runAll(
  session: Session,
  options: RunOptions,
  { report, signal, isResumed, kernel, onFault }: RunParts & { readonly kernel: KernelWatch },
): Promise<End> {
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
  const first = isResumed ? await goOn(session, cells, report) : 0;
  const overtime = `holdfast: the cell took longer than --timeout ${options.timeout} s and was stopped.`;
  let late = 0;
  for (const [i, { id }] of cells.entries()) {
    if (i < first) continue;
    if (signal.aborted) return CANCELLED;
    if (kernel.hasDied) return DIED;
    const ended = untilEnded(session, id);
    report.started(cellOf(session, id), i + 1, cells.length);
    const limit = stopAfter(options.timeout, signal, {
      isRunning: () => cellOf(session, id).run.status === "running",
      stop: (isOver) => {
        const { execId } = cellOf(session, id).run;
        if (isOver && execId) session.runner.stop(execId, overtime);
        else operate({ type: "cancel" }).catch(onFault);
      },
      onFault,
    });
    await operate({ type: "run", cellIds: [id], sourceRevisions: [cellOf(session, id).revision] });
    const outcome = await ended;
    limit.end();
    // Its answer comes after the errors that nobody caught: they are in the cell then.
    if (outcome === "ok") await session.ask({ method: "pending" });
    report.finished(cellOf(session, id), i + 1, cells.length);
    await session.file.save();
    if (signal.aborted && outcome !== "ok") return CANCELLED;
    if (limit.isOver() && outcome !== "ok") {
      late++;
      const text = `Cell ${i + 1} of ${cells.length} took longer than --timeout ${options.timeout} s and was stopped; what was done is in the file.`;
      if (!options.allowErrors) return { text, code: EXIT.timeout };
      report.note(text);
    }
    if (outcome === "died" || kernel.hasDied) return DIED;
    const failed = failedCells(session.state, cells);
    if (failed.length > 0 && !options.allowErrors) return cellFailed(failed, cells.length);
  }
  const left = await settle(session, kernel, signal);
  await session.file.save();
  if (signal.aborted) return CANCELLED;
  if (kernel.hasDied) return DIED;
  const failed = failedCells(session.state, cells);
  if (failed.length > 0 && !options.allowErrors) return cellFailed(failed, cells.length);
  if (left !== undefined) report.note(left);
  const which = [
    ...(failed.length > 0 ? [`${failed.length} of them failed`] : []),
    ...(late > 0 ? [`${late} took longer than --timeout ${options.timeout} s`] : []),
  ];
  const ran = cells.length === 1 ? "1 cell ran" : `${cells.length} cells ran`;
  return { text: `${[ran, ...which].join(", ")}.`, code: EXIT.ok };
}

function cellFailed([first]: readonly number[], of: number): End {
  return {
    text: `Cell ${first} of ${of} failed; what was done is in the file.`,
    code: EXIT.cellFailed,
  };
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
  const failed = failedCells(session.state, cells)[0] ?? Number.POSITIVE_INFINITY;
  const first = cells.findIndex((cell, i) => !isDone(cell) || i + 1 === failed);
  if (first === 0) return 0;
  const done = first < 0 ? cells.length : first;
  const failure = await session.runner.bringBack(new Set(cells.slice(0, done).map(({ id }) => id)));
  if (!failure) {
    report.note(`Goes on after ${done} of ${cells.length} cells.`);
    return done;
  }
  report.note(`${failure.error.evalue} All cells run again.`);
  return 0;
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

function tellProgress(report: RunReport, message: ServerMessage): void {
  if (message.type !== "volatile") return;
  for (const progress of (message.progress ?? []) as readonly Progress[]) report.progress(progress);
}
