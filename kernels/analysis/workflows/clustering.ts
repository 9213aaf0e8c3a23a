import type { Matrix } from "../base/matrix.ts";
import { KMeans } from "../cluster/k-means.ts";
import { silhouetteScore } from "../metrics/clustering.ts";
import type { Target } from "../models/data.ts";
import { stream } from "../random/stream.ts";
import type { Run } from "../run/run.ts";

/** More rows than this are drawn for the silhouette, whose time grows with their square. */
const SILHOUETTE_ROWS = 2000;

/** k-means with one number of clusters. */
export interface Clustering {
  readonly nClusters: number;
  /** Cluster of each row, from 0; the largest cluster is 0. */
  readonly labels: Int32Array;
  /** Sum of squared distances to the centres, in standardised columns. */
  readonly inertia: number;
  /** Mean silhouette (Rousseeuw 1987), -1 … 1; of 2,000 rows drawn at random when there are more. */
  readonly silhouette: number;
}

/** All that is needed to try any number of clusters: plain data, on shared memory, the same in every worker. */
export interface ClusterJob {
  readonly matrix: Matrix;
  readonly tries: readonly number[];
  readonly seed: number;
}

/** Groups rows into so many clusters, in steps that can be stopped and saved. */
export async function clusteringOf(
  { matrix, seed }: ClusterJob,
  nClusters: number,
  run: Run<never>,
): Promise<Clustering> {
  const model = new KMeans({ nClusters, randomState: seed });
  await model.fitAsync(matrix, undefined, { run });
  return clusteringFrom(model, matrix, nClusters, seed);
}

/** Opens a way to try the numbers of clusters of a job, each by its index alone. */
export function clusterMaker({ matrix, tries, seed }: ClusterJob): (index: number) => Clustering {
  return (index) => {
    const nClusters = tries[index];
    const model = new KMeans({ nClusters, randomState: seed }).fit(matrix);
    return clusteringFrom(model, matrix, nClusters, seed);
  };
}

function clusteringFrom(
  model: KMeans,
  matrix: Matrix,
  nClusters: number,
  seed: number,
): Clustering {
  const labels = bySize(model.labels_!, nClusters);
  return {
    nClusters,
    labels,
    inertia: model.inertia_!,
    silhouette: silhouetteOf(matrix, labels, seed),
  };
}

/** Numbers clusters by size, the largest first, so that the numbers mean something. */
function bySize(labels: Int32Array, nClusters: number): Int32Array {
  const sizes = new Int32Array(nClusters);
  for (const label of labels) sizes[label]++;
  const order = Int32Array.from(sizes.keys()).sort((a, b) => sizes[b] - sizes[a] || a - b);
  const place = new Int32Array(nClusters);
  order.forEach((label, at) => {
    place[label] = at;
  });
  return labels.map((label) => place[label]);
}

/** NaN when the drawn rows are all in one cluster. */
function silhouetteOf(matrix: Matrix, labels: Int32Array, seed: number): number {
  const { data, rows, columns } = matrix;
  const drawn =
    rows <= SILHOUETTE_ROWS
      ? undefined
      : stream(seed, "silhouette").permutation(rows).subarray(0, SILHOUETTE_ROWS);
  const own = drawn === undefined ? labels : Int32Array.from(drawn, (row) => labels[row]);
  if (new Set(own).size < 2) return Number.NaN;
  if (drawn === undefined) return silhouetteScore(matrix, own as Target);
  const part = new Float64Array(drawn.length * columns);
  drawn.forEach((row, i) => {
    part.set(data.subarray(row * columns, (row + 1) * columns), i * columns);
  });
  return silhouetteScore({ data: part, rows: drawn.length, columns }, own as Target);
}
