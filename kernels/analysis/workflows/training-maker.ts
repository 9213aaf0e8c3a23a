import { fromShared } from "../columns/handover.ts";
import { openTarget } from "../model-selection/shared-data.ts";
import type { Label } from "../models/target.ts";
import {
  type TrainingData,
  type TrainingUnit,
  trainingUnit,
  unitFailure,
  unitsPerModel,
} from "./evaluate.ts";
import { catalog } from "./model-catalog.ts";
import type { TrainingJob } from "./training-job.ts";

/** Opens a way to do the pieces of a training, each by its index alone. */
export async function trainingMaker(job: TrainingJob): Promise<(index: number) => TrainingUnit> {
  const { kind, models, plan, splits, seed } = job;
  const data: TrainingData = {
    plan,
    features: fromShared(job.features),
    target: openTarget(job.target) as ArrayLike<Label>,
    splits,
    seed,
  };
  const pieces = unitsPerModel(data);
  const makers = await Promise.all(
    models.map((name) => catalog[kind].find((one) => one.name === name)!.load()),
  );
  return (index) => {
    const make = makers[Math.floor(index / pieces)];
    try {
      const steps = trainingUnit(make, data, index % pieces);
      let step = steps.next();
      while (!step.done) {
        const { model, X, y } = step.value;
        model.fit(X, y);
        step = steps.next();
      }
      return step.value;
    } catch (error) {
      return unitFailure(error);
    }
  };
}
