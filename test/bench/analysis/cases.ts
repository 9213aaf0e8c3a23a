import { isolationForestCase, outlierFactorAlone, outlierFactorWorkers } from "./anomalies.ts";
import type { BenchCase } from "./case.ts";
import { cleaningCase } from "./cleaning.ts";
import { csvCase, csvTextCase } from "./csv.ts";
import { kMeansOnceCase, kMeansTenCase, nearestCase } from "./distances.ts";
import {
  foldsCaseAlone,
  foldsCaseWorkers,
  trainingCaseAlone,
  trainingCaseWorkers,
} from "./folds.ts";
import { linearCases } from "./linear.ts";
import { rfmCase } from "./rfm.ts";
import { boostingCase, forestCase, forestWorkersCase, treeCase } from "./trees.ts";
import { vectorCases } from "./vectors.ts";

/** Every case of the analysis bench. */
export const cases: readonly BenchCase[] = [
  csvCase,
  csvTextCase,
  cleaningCase,
  rfmCase,
  treeCase,
  forestCase,
  forestWorkersCase,
  boostingCase,
  isolationForestCase,
  outlierFactorAlone,
  outlierFactorWorkers,
  nearestCase,
  kMeansOnceCase,
  kMeansTenCase,
  foldsCaseAlone,
  foldsCaseWorkers,
  trainingCaseAlone,
  trainingCaseWorkers,
  ...linearCases,
  ...vectorCases,
];
