import { plainRun, type Run } from "../../kernels/analysis/index.ts";

/** What a checkpoint of a run holds, as it comes back from a store. */
export interface Snapshot {
  readonly state: unknown;
  readonly first: number;
  readonly parts: ReadonlyMap<string, unknown[]>;
}

/** A run whose every step leaves a checkpoint, and that can be stopped after some of them. */
export interface CheckpointedRun {
  readonly run: Run<never>;
  /** The last checkpoint, made by a structured clone. */
  last(): Snapshot;
}

/**
 * @param from the checkpoint to go on from; default a fresh run
 * @param stopAfter number of steps of this run after which it is aborted; default never
 */
export function checkpointedRun(
  from?: Snapshot,
  stopAfter = Number.POSITIVE_INFINITY,
): CheckpointedRun {
  const stop = new AbortController();
  const start = from === undefined ? undefined : structuredClone(from);
  const parts = new Map<string, unknown[]>(start?.parts);
  const first = start?.first ?? 0;
  let last: Snapshot = { state: undefined, first, parts };
  const base = plainRun<unknown>({
    state: start?.state,
    first,
    signal: stop.signal,
    onCheckpoint(state, next) {
      last = structuredClone({ state, first: next, parts });
      if (next - first >= stopAfter) stop.abort(new Error("stopped by the test"));
    },
  });
  const run = {
    seed: 0,
    first,
    signal: stop.signal,
    get state() {
      return base.state;
    },
    set state(value: unknown) {
      base.state = value;
    },
    steps: (total?: number) => base.steps(total),
    get random() {
      return base.random;
    },
    partial: () => undefined,
    parts(name: string) {
      if (!parts.has(name)) parts.set(name, []);
      return parts.get(name)!;
    },
    child: base.child.bind(base),
    checkpoint: () => base.checkpoint(),
    onCleanup: () => undefined,
    onResume: () => undefined,
  };
  return { run: run as unknown as Run<never>, last: () => last };
}
