import type { FitContext, OpenFit } from "../models/fit.ts";
import type { TreeTraining } from "../tree/training.ts";
import { type BoostJob, type BoostState, boostSteps, type Iteration } from "./boost.ts";
import type { BoostedTrees } from "./fitted.ts";

/** What a boosted model learns from. */
export interface BoostData {
  readonly training: TreeTraining;
  readonly job: BoostJob;
}

/** What every boosted model has learned. */
export interface Boosted {
  /** The starting constants (one per output) and the trees of each iteration. */
  trees_: BoostedTrees | undefined;
  /** Number of iterations that were done. */
  nIter_: number | undefined;
  /** Mean loss of the rows that learned, before the first iteration and after each; empty without early stopping. */
  trainLoss_: readonly number[] | undefined;
  /** The same of the rows that were held out; empty without them. */
  validationLoss_: readonly number[] | undefined;
}

/** A fit with one step per iteration, whose result goes into `model`; `remember` keeps what only that model has. */
export function fitByBoosting(
  job: BoostJob,
  model: Boosted,
  remember: () => void,
): OpenFit<BoostState> {
  return {
    total: job.maxIter,
    initialState: () => ({ trainLoss: [], validationLoss: [] }),
    steps: (context) => boostSteps(job, context),
    finish: (context) => {
      const trees = boostedTrees(job, context);
      model.trees_ = trees;
      model.nIter_ = trees.iterations.length;
      model.trainLoss_ = context.state.trainLoss;
      model.validationLoss_ = context.state.validationLoss;
      remember();
    },
  };
}

/** What a finished fit has learned. */
function boostedTrees(job: BoostJob, context: FitContext<BoostState>): BoostedTrees {
  const iterations = [...context.parts<Iteration>("iterations")];
  // With early stopping there is a loss before the first iteration and after each.
  const done = job.stopping === undefined ? job.maxIter : context.state.trainLoss.length - 1;
  return { start: job.start, iterations: iterations.slice(0, done) };
}
