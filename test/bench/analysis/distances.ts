import {
  KMeans,
  KNeighborsClassifier,
  type Matrix,
  stream,
} from "../../../kernels/analysis/index.ts";
import type { BenchCase } from "./case.ts";
import { forPeers } from "./for-peers.ts";
import { clouds, type Labelled } from "./model-data.ts";

let train: Labelled | undefined;
let held: Labelled | undefined;
let blobs: Matrix | undefined;

/** The five nearest of 20,000 rows for each of 5,000. */
export const nearestCase: BenchCase = {
  name: "k-nearest-20k-5k-x-10",
  hasTwin: true,
  page: { peer: "scikit-learn 1.2.1", seconds: 0.43, target: 0.6 },
  prepare() {
    train = clouds(20_000, 10, 1);
    held = clouds(5000, 10, 2);
  },
  run() {
    const model = new KNeighborsClassifier().fit(train!.X, train!.y);
    return { accuracy: Number(model.score(held!.X, held!.y).toFixed(4)) };
  },
};

/** Eight overlapping round clouds. */
function makeBlobs(): void {
  const random = stream(902, "blobs");
  const [rows, columns] = [200_000, 10];
  const centres = Array.from({ length: 8 * columns }, () => 10 * random() - 5);
  const data = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    const blob = random.int(8);
    for (let j = 0; j < columns; j++)
      data[i * columns + j] = centres[blob * columns + j]! + 1.5 * random.normal();
  }
  forPeers("blobs", data);
  blobs = { data, rows, columns };
}

function kMeansCase(name: string, nInit: number, seconds: number, target: number): BenchCase {
  return {
    name,
    hasTwin: true,
    page: { peer: "scikit-learn 1.2.1", seconds, target },
    prepare: makeBlobs,
    run() {
      const model = new KMeans({ nInit }).fit(blobs!);
      return { inertia: Math.round(model.inertia_!), iterations: model.nIter_! };
    },
  };
}

/** Eight clusters, one start. */
export const kMeansOnceCase = kMeansCase("k-means-200k-x-10-one-start", 1, 0.088, 1);
/** Eight clusters, the best of ten starts. */
export const kMeansTenCase = kMeansCase("k-means-200k-x-10-ten-starts", 10, 0.83, 0.8);
