import type { Matrix } from "../base/matrix.ts";
import type { FitContext, FitSteps } from "../models/fit.ts";
import type { BinnedFeatures } from "./bins.ts";
import { type Derivatives, openDerivatives } from "./derivatives.ts";
import { HistGrower } from "./grow.ts";
import { addTree, addTreeBinned, type HistTree } from "./hist-tree.ts";
import type { Loss } from "./losses.ts";
import type { BoostLimits } from "./split.ts";

/** Rows with their target and weights. */
export interface Part {
  readonly target: Float64Array;
  readonly weight: Float64Array | undefined;
}

/** Everything that boosting learns from. */
export interface BoostJob {
  readonly features: BinnedFeatures;
  readonly train: Part;
  /** Rows that only measure the loss. */
  readonly validation: (Part & { readonly matrix: Matrix }) | undefined;
  readonly loss: Loss;
  readonly limits: BoostLimits;
  /** The constants that the raw predictions start from. */
  readonly start: Float64Array;
  readonly learningRate: number;
  readonly maxIter: number;
  /** Absent when all iterations are done. */
  readonly stopping: { readonly nIterNoChange: number; readonly tol: number } | undefined;
}

/** What a checkpoint of a fit saves besides the trees: the mean losses, before the first iteration and after each. */
export interface BoostState {
  readonly trainLoss: readonly number[];
  readonly validationLoss: readonly number[];
}

/** The trees of one iteration: one, or one per class. */
export type Iteration = readonly HistTree[];

/**
 * One step per iteration. Raw predictions are not saved: going on adds the leaf values of the finished trees in their order, which gives
 * the same digits.
 */
export function* boostSteps(job: BoostJob, context: FitContext<BoostState>): FitSteps {
  const iterations = context.parts<Iteration>("iterations");
  if (context.first >= job.maxIter || hasConverged(job, context.state)) return;
  const boosting = new Boosting(job);
  let done = 0;
  for (const iteration of iterations) {
    if (done === context.first) break;
    boosting.replay(iteration);
    done++;
  }
  if (done === 0) context.state = withLoss(job, boosting, { trainLoss: [], validationLoss: [] });
  for (; done < job.maxIter; done++) {
    // Trees may have been saved after the last checkpoint was: they are the same as new ones.
    const saved = [...iterations].at(done);
    if (saved === undefined) iterations.push(boosting.iterate());
    else boosting.replay(saved);
    context.state = withLoss(job, boosting, context.state);
    yield;
    if (hasConverged(job, context.state)) return;
  }
}

/** Whether none of the last iterations has lowered the loss by more than `tol`. */
function hasConverged({ stopping, validation }: BoostJob, state: BoostState): boolean {
  if (stopping === undefined) return false;
  const losses = validation === undefined ? state.trainLoss : state.validationLoss;
  const { nIterNoChange, tol } = stopping;
  if (losses.length <= nIterNoChange) return false;
  const reference = losses[losses.length - nIterNoChange - 1] - tol;
  return losses.slice(-nIterNoChange).every((loss) => !(loss < reference));
}

function withLoss(job: BoostJob, boosting: Boosting, state: BoostState): BoostState {
  if (job.stopping === undefined) return state;
  return {
    trainLoss: [...state.trainLoss, boosting.trainLoss()],
    validationLoss:
      job.validation === undefined ? [] : [...state.validationLoss, boosting.validationLoss()],
  };
}

/** The raw predictions of a fit, and how the next trees follow from them (Friedman 2001, algorithm 1, with Newton steps). */
class Boosting {
  readonly #job: BoostJob;
  readonly #grower: HistGrower;
  readonly #derivatives: Derivatives;
  readonly #raw: Float64Array;
  readonly #validationRaw: Float64Array;

  constructor(job: BoostJob) {
    this.#job = job;
    this.#grower = new HistGrower(job.features, job.limits);
    this.#derivatives = openDerivatives(job.loss, job.train.target);
    this.#raw = this.#derivatives.raw;
    this.#raw.set(startRaw(job.start, job.features.rows));
    this.#validationRaw = startRaw(job.start, job.validation?.matrix.rows ?? 0);
  }

  iterate(): Iteration {
    const { loss } = this.#job;
    const derivatives = this.#derivatives;
    derivatives.derive();
    const n = this.#job.features.rows;
    return Array.from({ length: loss.outputs }, (_, k) => {
      const gradient = derivatives.gradient.subarray(k * n, (k + 1) * n);
      const hessian = derivatives.hessian.subarray(k * n, (k + 1) * n);
      const tree = this.#grow(gradient, hessian);
      const correct = loss.leafValue;
      if (correct !== undefined) this.#correctLeaves(tree, correct);
      this.#addGrown(tree, k * n);
      this.#addValidation(tree, k);
      return tree;
    });
  }

  replay(iteration: Iteration): void {
    iteration.forEach((tree, k) => {
      addTreeBinned(tree, this.#job.features, this.#raw, k * this.#job.features.rows);
      this.#addValidation(tree, k);
    });
  }

  trainLoss(): number {
    const { loss, train } = this.#job;
    return loss.mean(this.#raw, train.target, train.weight);
  }

  validationLoss(): number {
    const { loss, validation } = this.#job;
    return loss.mean(this.#validationRaw, validation!.target, validation!.weight);
  }

  #grow(gradient: Float64Array, hessian: Float64Array): HistTree {
    const { train, learningRate } = this.#job;
    if (train.weight !== undefined)
      for (let i = 0; i < gradient.length; i++) {
        gradient[i] *= train.weight[i];
        hessian[i] *= train.weight[i];
      }
    return this.#grower.grow(gradient, hessian, learningRate);
  }

  #correctLeaves(tree: HistTree, best: NonNullable<Loss["leafValue"]>): void {
    const { train, learningRate } = this.#job;
    for (const { index, start, end } of this.#grower.leaves) {
      const rows = this.#grower.rows.subarray(start, end);
      const residuals = Float64Array.from(rows, (row) => train.target[row] - this.#raw[row]);
      const { weight } = train;
      const own = weight && Float64Array.from(rows, (row) => weight[row]);
      tree.value[index] = learningRate * best(residuals, own);
    }
  }

  #addGrown(tree: HistTree, at: number): void {
    const { rows, leaves } = this.#grower;
    const raw = this.#raw;
    for (const { index, start, end } of leaves) {
      const value = tree.value[index];
      for (let i = start; i < end; i++) raw[at + rows[i]] += value;
    }
  }

  #addValidation(tree: HistTree, k: number): void {
    const { validation } = this.#job;
    if (validation === undefined) return;
    const { matrix } = validation;
    addTree(tree, matrix, this.#validationRaw, k * matrix.rows, 0, matrix.rows);
  }
}

/** Raw predictions of so many rows before the first tree. */
export function startRaw(start: Float64Array, rows: number): Float64Array {
  const raw = new Float64Array(start.length * rows);
  start.forEach((value, k) => {
    raw.fill(value, k * rows, (k + 1) * rows);
  });
  return raw;
}
