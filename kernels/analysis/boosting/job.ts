import type { Matrix } from "../base/matrix.ts";
import type { TreeTraining } from "../tree/training.ts";
import { binFeatures } from "./bins.ts";
import type { BoostJob, Part } from "./boost.ts";
import { holdOut } from "./hold-out.ts";
import type { Loss } from "./losses.ts";
import { type BoostingOptions, stopsEarly } from "./options.ts";

/** Fewest hessian on each side of a split, as in scikit-learn. */
const MIN_HESSIAN = 1e-3;

/** Holds out rows, bins the others and puts the job together. */
export function boostJob(
  training: TreeTraining,
  params: Required<BoostingOptions>,
  loss: Loss,
): BoostJob {
  const { matrix, target, weight, classes } = training;
  const isEarly = stopsEarly(params, matrix.rows);
  const all: Part & { matrix: Matrix } = { matrix, target, weight: anyOther(weight) };
  const held =
    isEarly && params.validationFraction !== null && matrix.rows > 1
      ? holdOut(
          matrix.rows,
          classes.length > 0 ? target : undefined,
          params.validationFraction,
          params.randomState,
        )
      : undefined;
  const train = held === undefined ? all : partOf(all, held.train);
  return {
    features: binFeatures(train.matrix, params.maxBins, params.randomState),
    train,
    validation: held && partOf(all, held.validation),
    loss,
    limits: {
      maxLeafNodes: params.maxLeafNodes ?? Number.POSITIVE_INFINITY,
      maxDepth: params.maxDepth ?? Number.POSITIVE_INFINITY,
      minSamplesLeaf: params.minSamplesLeaf,
      minHessian: MIN_HESSIAN,
      l2: params.l2Regularization,
    },
    start: loss.start(train.target, train.weight),
    learningRate: params.learningRate,
    maxIter: params.maxIter,
    stopping: isEarly ? { nIterNoChange: params.nIterNoChange, tol: params.tol } : undefined,
  };
}

function partOf(
  { matrix, target, weight }: Part & { matrix: Matrix },
  rows: Int32Array,
): Part & { matrix: Matrix } {
  const { columns, names } = matrix;
  const data = new Float64Array(rows.length * columns);
  rows.forEach((row, i) => {
    data.set(matrix.data.subarray(row * columns, (row + 1) * columns), i * columns);
  });
  return {
    matrix: { data, rows: rows.length, columns, names },
    target: Float64Array.from(rows, (row) => target[row]),
    weight: weight && Float64Array.from(rows, (row) => weight[row]),
  };
}

/** Weights, or undefined when all are 1. */
function anyOther(weight: Float64Array): Float64Array | undefined {
  return weight.every((w) => w === 1) ? undefined : weight;
}
