import { shared } from "../columns/buffers.ts";
import { fitOfUnits, type OpenFit } from "../models/fit.ts";
import { type RandomStream, stream } from "../random/stream.ts";
import { type CodedFeatures, codeFeatures } from "../tree/codes.ts";
import type { Criterion } from "../tree/criterion.ts";
import { TreeGrower } from "../tree/grow.ts";
import type { TreeNodes } from "../tree/nodes.ts";
import { growLimits, type TreeOptions } from "../tree/options.ts";
import { prune } from "../tree/prune.ts";
import type { GrowLimits } from "../tree/splitter.ts";
import type { TreeTraining } from "../tree/training.ts";
import { binsFor, drawCount, type EnsembleOptions } from "./options.ts";

/** All that is needed to grow any tree of a forest: plain data, on shared memory, the same in every worker. */
export interface ForestJob {
  readonly features: CodedFeatures;
  readonly target: Float64Array;
  readonly weight: Float64Array;
  /** Number of classes, or 0 for a target of numbers. */
  readonly classes: number;
  readonly limits: GrowLimits;
  readonly ccpAlpha: number;
  readonly seed: number;
  readonly nEstimators: number;
  /** Rows drawn with replacement for each tree; 0 when every tree takes all rows. */
  readonly draws: number;
}

/** What a forest learns from. */
export interface ForestData {
  readonly training: TreeTraining;
  readonly job: ForestJob;
}

/** Codes the features and puts the job together. */
export function forestJob(
  training: TreeTraining,
  params: Required<TreeOptions & EnsembleOptions> & { criterion: Criterion },
  splitter: "best" | "random",
): ForestJob {
  const { matrix, target, classes, weight, weightSum } = training;
  return {
    features: codeFeatures(matrix, binsFor(params.exact, matrix.rows)),
    target: shared(target),
    weight: shared(weight),
    classes: classes.length,
    limits: growLimits({ ...params, splitter }, matrix.rows, matrix.columns, weightSum),
    ccpAlpha: params.ccpAlpha,
    seed: params.randomState,
    nEstimators: params.nEstimators,
    draws: params.bootstrap ? drawCount(params.maxSamples, matrix.rows) : 0,
  };
}

/**
 * Opens a way to grow the trees of a forest, each by its index alone: its stream is `stream(seed, "tree", index)`, whoever grows it.
 */
export function treeMaker(job: ForestJob): (index: number) => TreeNodes {
  const grower = new TreeGrower(job.features, job.classes, job.limits);
  const weight = new Float64Array(job.weight.length);
  return (index) => {
    const random = stream(job.seed, "tree", index);
    const counts = bagCounts(job, random);
    for (let row = 0; row < weight.length; row++)
      weight[row] = counts === undefined ? job.weight[row] : job.weight[row] * counts[row];
    const tree = grower.grow(job.target, weight, random);
    return job.ccpAlpha > 0 ? prune(tree, job.ccpAlpha) : tree;
  };
}

/** How often each row is drawn for a tree; undefined when nothing is drawn. The first use of the tree's stream. */
export function bagCounts(job: ForestJob, random: RandomStream): Uint8Array | undefined {
  if (job.draws === 0) return undefined;
  const rows = job.weight.length;
  const counts = new Uint8Array(rows);
  for (let i = 0; i < job.draws; i++) counts[random.int(rows)]++;
  return counts;
}

/** A fit with one step per tree, in the order of their indices; `store` keeps the trees. */
export function fitOfTrees(job: ForestJob, store: (trees: TreeNodes[]) => void): OpenFit<object> {
  const task = { kind: "forest", job };
  return fitOfUnits({ task, name: "trees", total: job.nEstimators }, () => treeMaker(job), store);
}
