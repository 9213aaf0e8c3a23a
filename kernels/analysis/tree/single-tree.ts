import { AnalysisError } from "../base/errors.ts";
import { stream } from "../random/stream.ts";
import { codeFeatures } from "./codes.ts";
import type { Criterion } from "./criterion.ts";
import { TreeGrower } from "./grow.ts";
import type { TreeNodes } from "./nodes.ts";
import { growLimits, type TreeOptions } from "./options.ts";
import { prune } from "./prune.ts";
import type { TreeTraining } from "./training.ts";

/** Grows and prunes the one tree of a decision tree model, on the exact values. */
export function growSingleTree(
  training: TreeTraining,
  params: Required<TreeOptions> & { criterion: Criterion; splitter: "best" | "random" },
): TreeNodes {
  const { matrix, target, classes, weight, weightSum } = training;
  const limits = growLimits(params, matrix.rows, matrix.columns, weightSum);
  const grower = new TreeGrower(codeFeatures(matrix, undefined), classes.length, limits);
  const tree = grower.grow(target, weight, stream(params.randomState, "tree"));
  return params.ccpAlpha > 0 ? prune(tree, params.ccpAlpha) : tree;
}

/** The tree of a fitted model. @throws HF_MODEL_NOT_FITTED */
export function fittedTree(tree: TreeNodes | undefined, what: string): TreeNodes {
  if (tree !== undefined) return tree;
  throw new AnalysisError("HF_MODEL_NOT_FITTED", {
    what: `${what} has not been fitted`,
    action: "Call fit(X, y) first.",
  });
}
