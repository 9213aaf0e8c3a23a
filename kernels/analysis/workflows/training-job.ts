import { type SharedTable, toShared } from "../columns/handover.ts";
import { type SharedTarget, shareSplits, shareTarget } from "../model-selection/shared-data.ts";
import type { Split } from "../model-selection/split.ts";
import type { Target } from "../models/data.ts";
import type { Run } from "../run/run.ts";
import { allUnits } from "../workers/fit-units.ts";
import type { Finished } from "../workers/unit-pool.ts";
import {
  type Outcome,
  outcomeOf,
  type TrainingData,
  type TrainingUnit,
  trainingUnit,
  unitFailure,
  unitsPerModel,
} from "./evaluate.ts";
import type { FeaturePlan } from "./features.ts";
import type { Candidate, TrainKind } from "./model-catalog.ts";

/** All that is needed to do any piece of a training: plain data, on shared memory, the same in every worker. */
export interface TrainingJob {
  readonly kind: TrainKind;
  /** Names of the models. */
  readonly models: readonly string[];
  readonly plan: FeaturePlan;
  readonly features: SharedTable;
  readonly target: SharedTarget;
  readonly splits: readonly Split[];
  readonly seed: number;
}

/**
 * Trains models, one step per fold and one more per model: piece f of model m is at m * pieces + f.
 *
 * @param onModel called when another model is finished, with all that are, in the order of the candidates
 * @returns the outcomes in the order of the candidates
 */
export async function doTraining(
  run: Run<object>,
  kind: TrainKind,
  candidates: readonly Candidate[],
  data: TrainingData,
  workers: number,
  onModel: (outcomes: Outcome[]) => void,
): Promise<Outcome[]> {
  // What was finished before, or by others, is read back here.
  if (workers > 1 || run.first > 0) await Promise.all(candidates.map((each) => each.load()));
  const pieces = unitsPerModel(data);
  const outcomes = new Map<number, Outcome>();
  const put = (finished: Iterable<Finished<TrainingUnit>>, count: number): void => {
    let missing = count;
    const byModel = candidates.map((): TrainingUnit[] => []);
    for (const { index, unit } of finished) {
      if (missing-- === 0) break;
      byModel[Math.floor(index / pieces)][index % pieces] = unit;
    }
    const before = outcomes.size;
    byModel.forEach((units, m) => {
      // A list with gaps has as many entries as are not gaps.
      if (!outcomes.has(m) && Object.keys(units).length === pieces)
        outcomes.set(m, outcomeOf(candidates[m].name, units, data));
    });
    if (outcomes.size > before) onModel(inOrder());
  };
  const inOrder = () => [...outcomes].sort(([a], [b]) => a - b).map(([, outcome]) => outcome);
  await allUnits<TrainingUnit>(run, {
    name: "pieces",
    total: candidates.length * pieces,
    workers,
    task: () => ({ kind: "training", job: trainingJob(kind, candidates, data) }),
    make: (index) => {
      const candidate = candidates[Math.floor(index / pieces)];
      run.within?.(0, candidate.label);
      return pieceOf(candidate, data, index % pieces, run);
    },
    onFinished: async (finished, count) => {
      const before = outcomes.size;
      put(finished, count);
      // A finished model is worth saving, however little it cost to say so: it is never fitted again.
      if (outcomes.size > before) await run.checkpoint();
    },
  });
  put(run.parts<Finished<TrainingUnit>>("pieces"), candidates.length * pieces);
  return inOrder();
}

/** One piece on this thread, in steps that can be stopped and saved. */
async function pieceOf(
  candidate: Candidate,
  data: TrainingData,
  fold: number,
  run: Run<object>,
): Promise<TrainingUnit> {
  try {
    const steps = trainingUnit(await candidate.load(), data, fold);
    let step = steps.next();
    while (!step.done) {
      const { model, X, y } = step.value;
      const child = run.child(`${candidate.name} ${fold}`, { state: {} });
      await model.fitAsync(X, y, { run: child as Run<unknown> });
      step = steps.next();
    }
    return step.value;
  } catch (error) {
    return unitFailure(error);
  }
}

function trainingJob(
  kind: TrainKind,
  candidates: readonly Candidate[],
  { plan, features, target, splits, seed }: TrainingData,
): TrainingJob {
  return {
    kind,
    models: candidates.map(({ name }) => name),
    plan,
    features: toShared(features),
    target: shareTarget(target as Target),
    splits: shareSplits(splits),
    seed,
  };
}
