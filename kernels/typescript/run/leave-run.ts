import type { Output, Parent } from "../process/output.ts";
import type { Interrupts } from "../runtime/interrupts.ts";
import type { ProgressBars } from "../runtime/progress.ts";
import type { ServerCalls } from "../runtime/server-calls.ts";
import type { CellRun } from "./cell-run.ts";
import type { Checkpoints } from "./checkpoints.ts";
import type { Intermediate } from "./intermediate.ts";
import { sayProvenance } from "./provenance.ts";
import { partialOf, resultChunks } from "./run-options.ts";

/** How long a stop waits for the end of a step, ms. */
export const GRACE_MS = 1_000;
/** A clean-up may take so long, ms. */
const CLEANUP_MS = 2_000;

/** What the runs of a kernel work with. */
export interface RunParts {
  readonly calls: ServerCalls;
  readonly output: Output;
  readonly interrupts: Interrupts;
  readonly bars: ProgressBars;
  /** Resolves when the classes are known whose instances a state may hold. */
  readonly ready: () => Promise<void>;
}

/** How a run is left before its end: "interrupted" goes on by itself. */
export type LeftAs = "failed" | "cancelled" | "interrupted";

/** A run that is at work. */
export interface ActiveRun {
  readonly run: CellRun<unknown>;
  readonly checkpoints: Checkpoints;
  readonly intermediate: Intermediate;
  readonly runId: string;
  readonly parent: Parent;
  readonly isMap: boolean;
}

/** The runs that are at work in a kernel, and how each ends: once, whoever ends it. */
export class ActiveRuns {
  readonly #parts: RunParts;
  readonly #active = new Set<ActiveRun>();

  constructor(parts: RunParts) {
    this.#parts = parts;
  }

  enter(active: ActiveRun): void {
    this.#active.add(active);
    this.#parts.interrupts.allowGrace(GRACE_MS);
  }

  /** A stop may wait so long; what is still awaited after the end of its run changes nothing for others. */
  allowGrace(run: CellRun<unknown>, ms: number): void {
    if ([...this.#active].some((active) => active.run === run))
      this.#parts.interrupts.allowGrace(ms);
  }

  /** The cell has ended, however: what it left running ends, saved as of its newest whole step. */
  async settle(execution: number): Promise<void> {
    for (const active of [...this.#active])
      if (active.parent.execution === execution) await this.leave(active, "cancelled");
  }

  async finish(active: ActiveRun, result: unknown): Promise<void> {
    if (!this.#active.delete(active)) return;
    this.#graceUnlessActive();
    await this.#cleanUp(active);
    active.intermediate.end();
    const { calls } = this.#parts;
    // What a map did is in its checkpoints, which stay.
    const chunks = active.isMap ? undefined : resultChunks(result);
    const end = {
      runId: active.runId,
      outcome: "done",
      result: chunks?.map(({ hash }) => hash) ?? null,
      ...(active.run.pace !== undefined && { pace: active.run.pace }),
    };
    await calls.call(active.parent, "run.end", end, { chunks: chunks ?? [] });
  }

  /** A run ends before its end: its newest whole step is saved, its clean-ups run, and what it has is shown. */
  async leave(active: ActiveRun, outcome: LeftAs): Promise<void> {
    if (!this.#active.delete(active)) return;
    const { calls, output } = this.#parts;
    const { run, checkpoints, parent, runId } = active;
    await this.#cleanUp(active);
    active.intermediate.end();
    try {
      await checkpoints.saveLast();
      await calls.call(parent, "run.end", { runId, outcome, result: null });
    } catch (error) {
      output.write("stderr", `holdfast: ${(error as Error).message}\n`);
    }
    this.#graceUnlessActive(); // not before: the cell would be over, and what is said below come after its end
    if (outcome === "interrupted")
      await sayProvenance(output, { kind: "paused", step: run.done, total: run.total ?? null });
    else await sayProvenance(output, { kind: "partial", outcome, ...partialOf(run) });
  }

  async #cleanUp({ run }: ActiveRun): Promise<void> {
    const done = run.cleanUp((error) =>
      this.#parts.output.write("stderr", `holdfast: a clean-up failed: ${String(error)}\n`),
    );
    await Promise.race([done, new Promise((resolve) => setTimeout(resolve, CLEANUP_MS).unref())]);
  }

  #graceUnlessActive(): void {
    if (this.#active.size === 0) this.#parts.interrupts.allowGrace(0);
  }
}
