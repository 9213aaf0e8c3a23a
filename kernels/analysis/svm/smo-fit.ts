import type { OpenFit } from "../models/fit.ts";
import { type SmoResult, type SmoState, type SvmProblem, smoResult, smoSteps } from "./smo.ts";

/** A fit that is one problem of sequential minimal optimisation; `store` keeps its solution. */
export function fitBySmo(
  problem: SvmProblem,
  { tol, maxIter }: { readonly tol: number; readonly maxIter: number },
  store: (result: SmoResult) => void,
): OpenFit<SmoState> {
  return {
    total: undefined,
    initialState: () => ({ updates: 0, done: false }),
    *steps({ state }) {
      yield* smoSteps(problem, state, tol, maxIter);
      yield;
    },
    finish: ({ state }) => store(smoResult(problem, state)),
  };
}
