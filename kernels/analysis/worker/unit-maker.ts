import type { UnitTask } from "../workers/task.ts";

type Maker = (index: number) => object;
/** Opens a way to make any unit of a job; loads only what the job needs. */
type Open = (job: never) => Promise<Maker>;

/** The one table of what worker threads can do: a new kind of work touches its own folder and a line here. */
const makers: Readonly<Record<string, Open>> = {
  forest: async (job) => (await import("../forest/job.ts")).treeMaker(job),
  isolation: async (job) => (await import("../anomaly/isolation-tree.ts")).isolationTreeMaker(job),
  folds: async (job) => (await import("./fold-maker.ts")).foldMaker(job),
  permutation: async (job) => (await import("./fold-maker.ts")).permutationMaker(job),
  clusters: async (job) => (await import("../workflows/clustering.ts")).clusterMaker(job),
  training: async (job) => (await import("../workflows/training-maker.ts")).trainingMaker(job),
  neighbours: async (job) => (await import("../neighbours/neighbour-job.ts")).neighbourMaker(job),
};

/**
 * Opens a way to make any unit of a task; the same on every thread.
 *
 * @throws RangeError for a kind of work that is not in the table
 */
export async function unitMaker({ kind, job }: UnitTask): Promise<Maker> {
  const open = Object.hasOwn(makers, kind) ? makers[kind] : undefined;
  if (!open) throw new RangeError(`no worker does "${kind}"`);
  return open(job as never);
}
