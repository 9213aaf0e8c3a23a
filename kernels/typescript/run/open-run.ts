import type { RunBegin, RunBegun } from "../../protocol/index.ts";
import type { Parent } from "../process/output.ts";
import { PreemptedError } from "../runtime/kernel-error.ts";
import { ASKED_PACE, MAP_PACE, type Pace, RUN_PACE } from "./cadence.ts";
import { CellRun } from "./cell-run.ts";
import { Checkpoints } from "./checkpoints.ts";
import { once } from "./effects.ts";
import { Intermediate } from "./intermediate.ts";
import { type ActiveRun, type ActiveRuns, GRACE_MS, type RunParts } from "./leave-run.ts";
import type { RunOptions } from "./run-options.ts";
import { RunMemory } from "./run-state.ts";
import { SavedChunks } from "./saved-chunks.ts";

/** How long a stop waits for the end of something critical, ms. */
const CRITICAL_MS = 60_000;

/** What is known of a run that begins. */
export interface BegunRun {
  readonly parent: Parent;
  readonly begin: RunBegin;
  readonly begun: RunBegun;
}

/** Opens a run: with the state of its newest checkpoint, or fresh. */
export async function openRun<S>(
  parts: RunParts,
  active: ActiveRuns,
  options: RunOptions<S>,
  { parent, begin, begun }: BegunRun,
): Promise<ActiveRun & { readonly run: CellRun<S> }> {
  const { calls, output, interrupts, bars } = parts;
  const { name, seed } = begin;
  const { runId, manifest } = begun;
  const memory = new RunMemory(structuredClone(options.state ?? {}));
  if (manifest) await new SavedChunks(calls, parent, runId).restore(memory, manifest);
  const first = manifest?.step ?? 0;
  const { every } = options;
  const checkpoints = new Checkpoints({
    calls,
    output,
    parent,
    runId,
    memory,
    every: every ?? 1,
    pace: paceOf(begin, every),
    seq: manifest?.seq ?? 0,
    step: first,
  });
  const intermediate = new Intermediate(output, runId);
  const bar = bars.named(name, first, begin.total, runId);
  const run: CellRun<S> = new CellRun<S>({
    name,
    runId,
    sample: parent.sample,
    seed,
    first,
    total: begin.total ?? undefined,
    memory,
    checkpoints,
    isResumed: manifest !== null,
    control: {
      signal: interrupts.signal,
      progress: bar,
      stopIfAsked: (save) => {
        if (interrupts.takeStop()) return stop(save);
        return interrupts.takeGiveWay() ? giveWay(save) : undefined;
      },
      showPartial: (keep) => {
        if (!intermediate.isDue) return undefined;
        const { value, n = run.done, of = run.total } = keep();
        return intermediate.show(value, n, of);
      },
      critical: (isCritical) =>
        active.allowGrace(run as CellRun<unknown>, isCritical ? CRITICAL_MS : GRACE_MS),
      effect: (key, act) => once(key, act, { calls, parent, runId }),
    },
  });
  return { run, checkpoints, intermediate, runId, parent, isMap: begin.map !== null };

  async function stop(save: () => Promise<void>): Promise<never> {
    await save();
    throw interrupts.signal.reason as Error;
  }

  /** Something urgent waits: saves, and ends the cell, which runs again afterwards. */
  async function giveWay(save: () => Promise<void>): Promise<void> {
    await save();
    if ((await calls.call(parent, "run.gives-way", {})) !== true) return;
    interrupts.gaveWay(parent.execution);
    throw new PreemptedError();
  }
}

/** The items of a map survive each; else what the cell says about steps holds. */
function paceOf({ map }: RunBegin, every: number | undefined): Pace {
  if (map) return MAP_PACE;
  return every === undefined ? RUN_PACE : ASKED_PACE;
}
