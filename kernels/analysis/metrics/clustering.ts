import { AnalysisError } from "../base/errors.ts";
import type { Matrix } from "../base/matrix.ts";
import { count } from "../base/words.ts";
import type { Features, Target } from "../models/data.ts";
import { checkFeatures } from "../models/input.ts";
import { type Classes, readClasses, requireList } from "../models/target.ts";

interface Clustered {
  readonly matrix: Matrix;
  readonly codes: Int32Array;
  readonly sizes: Float64Array;
}

function clustered(what: string, X: Features, labels: Target): Clustered {
  const matrix = checkFeatures(X, { what });
  requireList(labels, what);
  if (labels.length !== matrix.rows)
    throw new AnalysisError("HF_MODEL_SHAPE", {
      what: `${what} needs one label per row`,
      got: `${count(labels.length, "label")}`,
      expected: `${matrix.rows}`,
    });
  const { classes, codes } = readClasses(labels, what);
  const k = classes.length;
  if (k < 2 || k > matrix.rows - 1)
    throw new AnalysisError("HF_MODEL_ONE_CLASS", {
      what: `${what} needs 2 to rows - 1 clusters`,
      got: `${k} clusters of ${count(matrix.rows, "row")}`,
    });
  const sizes = new Float64Array(k);
  for (const code of codes) sizes[code]++;
  return { matrix, codes, sizes };
}

/**
 * The silhouette of each row: (b - a) / max(a, b), with a the mean distance to its own cluster and b to the nearest other one
 * (Rousseeuw 1987); 0 for a cluster of one row. Needs time n²·p.
 *
 * @returns one value of -1 … 1 per row
 * @throws HF_MODEL_SHAPE, HF_MODEL_ONE_CLASS, HF_MODEL_MISSING_VALUE
 */
export function silhouetteSamples(X: Features, labels: Target): Float64Array {
  const { matrix, codes, sizes } = clustered("silhouetteSamples", X, labels);
  const { data, rows: n, columns: p } = matrix;
  const k = sizes.length;
  const sums = new Float64Array(n * k);
  for (let i = 0; i < n; i++)
    for (let r = 0; r < i; r++) {
      let square = 0;
      for (let j = 0, a = i * p, b = r * p; j < p; j++, a++, b++) {
        const d = data[a] - data[b];
        square += d * d;
      }
      const distance = Math.sqrt(square);
      sums[i * k + codes[r]] += distance;
      sums[r * k + codes[i]] += distance;
    }
  return Float64Array.from({ length: n }, (_, i) => {
    const own = codes[i];
    if (sizes[own] === 1) return 0;
    const a = sums[i * k + own] / (sizes[own] - 1);
    let b = Number.POSITIVE_INFINITY;
    for (let c = 0; c < k; c++) if (c !== own) b = Math.min(b, sums[i * k + c] / sizes[c]);
    const larger = Math.max(a, b);
    return larger === 0 ? 0 : (b - a) / larger;
  });
}

/** The mean silhouette of all rows; see `silhouetteSamples`. */
export function silhouetteScore(X: Features, labels: Target): number {
  const samples = silhouetteSamples(X, labels);
  return samples.reduce((total, value) => total + value, 0) / samples.length;
}

/**
 * Calinski and Harabasz (1974): variance between the clusters over variance within, by degrees of freedom; higher is better.
 *
 * @throws HF_MODEL_SHAPE, HF_MODEL_ONE_CLASS, HF_MODEL_MISSING_VALUE
 */
export function calinskiHarabaszScore(X: Features, labels: Target): number {
  const given = clustered("calinskiHarabaszScore", X, labels);
  const { matrix, codes, sizes } = given;
  const { data, rows: n, columns: p } = matrix;
  const k = sizes.length;
  const centres = centresOf(given);
  const mean = new Float64Array(p);
  for (let c = 0; c < k; c++)
    for (let j = 0; j < p; j++) mean[j] += (sizes[c] / n) * centres[c * p + j];
  let between = 0;
  for (let c = 0; c < k; c++)
    for (let j = 0; j < p; j++) between += sizes[c] * (centres[c * p + j] - mean[j]) ** 2;
  let within = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < p; j++) within += (data[i * p + j] - centres[codes[i] * p + j]) ** 2;
  return within === 0 ? 1 : (between * (n - k)) / (within * (k - 1));
}

/**
 * Davies and Bouldin (1979): the mean over clusters of the worst ratio of spreads to the distance of centres; lower is better.
 *
 * @throws HF_MODEL_SHAPE, HF_MODEL_ONE_CLASS, HF_MODEL_MISSING_VALUE
 */
export function daviesBouldinScore(X: Features, labels: Target): number {
  const given = clustered("daviesBouldinScore", X, labels);
  const { matrix, codes, sizes } = given;
  const { data, rows: n, columns: p } = matrix;
  const k = sizes.length;
  const centres = centresOf(given);
  const spread = new Float64Array(k);
  for (let i = 0; i < n; i++) {
    let square = 0;
    for (let j = 0; j < p; j++) square += (data[i * p + j] - centres[codes[i] * p + j]) ** 2;
    spread[codes[i]] += Math.sqrt(square) / sizes[codes[i]];
  }
  let total = 0;
  for (let c = 0; c < k; c++) {
    let worst = 0;
    for (let other = 0; other < k; other++) {
      if (other === c) continue;
      let square = 0;
      for (let j = 0; j < p; j++) square += (centres[c * p + j] - centres[other * p + j]) ** 2;
      if (square > 0) worst = Math.max(worst, (spread[c] + spread[other]) / Math.sqrt(square));
    }
    total += worst;
  }
  return total / k;
}

function centresOf({ matrix: { data, rows, columns: p }, codes, sizes }: Clustered): Float64Array {
  const centres = new Float64Array(sizes.length * p);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < p; j++) centres[codes[i] * p + j] += data[i * p + j];
  for (let c = 0; c < sizes.length; c++) for (let j = 0; j < p; j++) centres[c * p + j] /= sizes[c];
  return centres;
}

/** Counts of rows by both labellings, with their margins. */
interface Contingency {
  readonly cells: Float64Array;
  readonly rows: Float64Array;
  readonly columns: Float64Array;
  readonly n: number;
}

function contingency(what: string, labelsTrue: Target, labelsPred: Target): Contingency {
  requireList(labelsTrue, what);
  requireList(labelsPred, what);
  if (labelsTrue.length !== labelsPred.length || labelsTrue.length === 0)
    throw new AnalysisError("HF_MODEL_SHAPE", {
      what: `${what} needs two labellings of the same rows`,
      got: `${labelsTrue.length} and ${labelsPred.length} of them`,
    });
  const a: Classes = readClasses(labelsTrue, what);
  const b: Classes = readClasses(labelsPred, what);
  const width = b.classes.length;
  const cells = new Float64Array(a.classes.length * width);
  const rows = new Float64Array(a.classes.length);
  const columns = new Float64Array(width);
  for (let i = 0; i < a.codes.length; i++) {
    cells[a.codes[i] * width + b.codes[i]]++;
    rows[a.codes[i]]++;
    columns[b.codes[i]]++;
  }
  return { cells, rows, columns, n: a.codes.length };
}

/**
 * The Rand index adjusted for chance (Hubert and Arabie 1985): 1 for the same clusters, about 0 for unrelated ones.
 *
 * @throws HF_MODEL_SHAPE
 */
export function adjustedRandScore(labelsTrue: Target, labelsPred: Target): number {
  const { cells, rows, columns, n } = contingency("adjustedRandScore", labelsTrue, labelsPred);
  const pairs = (counts: Float64Array) => counts.reduce((t, c) => t + (c * (c - 1)) / 2, 0);
  const both = pairs(cells);
  const first = pairs(rows);
  const second = pairs(columns);
  const all = (n * (n - 1)) / 2;
  const chance = all === 0 ? 0 : (first * second) / all;
  const most = (first + second) / 2;
  return most === chance ? 1 : (both - chance) / (most - chance);
}

/**
 * Mutual information of two labellings over the arithmetic mean of their entropies; 0 … 1.
 *
 * @throws HF_MODEL_SHAPE
 */
export function normalizedMutualInfoScore(labelsTrue: Target, labelsPred: Target): number {
  const what = "normalizedMutualInfoScore";
  const { cells, rows, columns, n } = contingency(what, labelsTrue, labelsPred);
  if (rows.length === 1 && columns.length === 1) return 1;
  let shared = 0;
  for (let a = 0; a < rows.length; a++)
    for (let b = 0; b < columns.length; b++) {
      const count = cells[a * columns.length + b];
      if (count > 0) shared += (count / n) * Math.log((count * n) / (rows[a] * columns[b]));
    }
  const entropy = (counts: Float64Array) =>
    counts.reduce((total, count) => total - (count / n) * Math.log(count / n), 0);
  if (shared <= Number.EPSILON) return 0;
  return shared / ((entropy(rows) + entropy(columns)) / 2);
}
