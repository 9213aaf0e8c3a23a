import { isolationForestCase, localOutlierFactorCase } from "./anomalies.ts";
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
import { rfmCase } from "./rfm.ts";
import { boostingCase, forestCase, forestWorkersCase, treeCase } from "./trees.ts";

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
  localOutlierFactorCase,
  nearestCase,
  kMeansOnceCase,
  kMeansTenCase,
  foldsCaseAlone,
  foldsCaseWorkers,
  trainingCaseAlone,
  trainingCaseWorkers,
];
