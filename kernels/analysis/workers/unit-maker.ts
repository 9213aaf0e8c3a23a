import type { UnitTask } from "./task.ts";

/** Opens a way to make any unit of a task; the same on every thread. Loads only what the task needs. */
export async function unitMaker(task: UnitTask): Promise<(index: number) => object> {
  switch (task.kind) {
    case "forest":
      return (await import("../forest/job.ts")).treeMaker(task.job);
    case "isolation":
      return (await import("../anomaly/isolation-tree.ts")).isolationTreeMaker(task.job);
    case "folds":
      return (await import("../model-selection/fold-maker.ts")).foldMaker(task.job);
    case "permutation":
      return (await import("../model-selection/fold-maker.ts")).permutationMaker(task.job);
    case "clusters":
      return (await import("../workflows/clustering.ts")).clusterMaker(task.job);
    case "training":
      return (await import("../workflows/training-maker.ts")).trainingMaker(task.job);
    case "neighbours":
      return (await import("../neighbours/neighbour-job.ts")).neighbourMaker(task.job);
    default:
      return task satisfies never;
  }
}
