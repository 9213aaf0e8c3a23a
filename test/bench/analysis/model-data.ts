import { type Matrix, stream } from "../../../kernels/analysis/index.ts";
import { forPeers } from "./for-peers.ts";

/** Features with the class of each row. */
export interface Labelled {
  readonly X: Matrix;
  readonly y: Int32Array;
}

/**
 * Two classes in eight clouds at corners of a cube, half of the columns informative and mixed, a tenth of the labels turned. Peers
 * compute on the same bytes, here and below.
 */
export function clouds(rows: number, columns: number, seed: number): Labelled {
  const informative = Math.floor(columns / 2);
  const shape = stream(900, "clouds");
  const centres = Array.from({ length: 8 * informative }, () => 2 * shape.int(2) - 1);
  const mix = Array.from({ length: informative * informative }, () => 0.5 * shape.normal());
  const random = stream(seed, "cloud rows");
  const data = new Float64Array(rows * columns);
  const y = new Int32Array(rows);
  const z = new Float64Array(informative);
  for (let i = 0; i < rows; i++) {
    const cloud = random.int(8);
    y[i] = random() < 0.1 ? 1 - (cloud % 2) : cloud % 2;
    for (let j = 0; j < informative; j++) z[j] = random.normal();
    for (let j = 0; j < columns; j++) {
      if (j >= informative) {
        data[i * columns + j] = random.normal();
        continue;
      }
      let x = centres[cloud * informative + j]!;
      for (let k = 0; k < informative; k++) x += mix[j * informative + k]! * z[k]!;
      data[i * columns + j] = x;
    }
  }
  return handed(`clouds-${rows}-${columns}-${seed}`, { X: { data, rows, columns }, y });
}

/** Data as it was made, which peers get, too. */
function handed<T extends { readonly X: Matrix; readonly y: ArrayLike<number> }>(
  name: string,
  made: T,
): T {
  forPeers(`${name}-X`, made.X.data);
  forPeers(`${name}-y`, made.y);
  return made;
}

/** One cloud of normal rows, and one row in fifty anywhere in a cube around it. */
export function scattered(rows: number, columns: number): Labelled {
  const random = stream(901, "scattered");
  const data = new Float64Array(rows * columns);
  const y = new Int32Array(rows);
  for (let i = 0; i < rows; i++) {
    y[i] = random.int(50) === 0 ? 1 : 0;
    for (let j = 0; j < columns; j++)
      data[i * columns + j] = y[i] === 1 ? 10 * random() - 5 : random.normal();
  }
  return handed(`scattered-${rows}-${columns}`, { X: { data, rows, columns }, y });
}

/** Features with a number for each row. */
export interface Measured {
  readonly X: Matrix;
  readonly y: Float64Array;
}

/** Normal columns, and a weighted sum of each row's. */
function weighted(rows: number, columns: number, seed: number): Measured {
  const random = stream(seed, "weighted rows");
  const data = new Float64Array(rows * columns);
  const y = new Float64Array(rows);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      const x = random.normal();
      data[i * columns + j] = x;
      y[i] = y[i]! + (x * (((j * 7) % 11) - 5)) / 5;
    }
  return { X: { data, rows, columns }, y };
}

/** Two classes whose log-odds are a weighted sum of normal columns, with a product and a square among them. */
export function odds(rows: number, columns: number, seed: number): Labelled {
  const { X, y: sums } = weighted(rows, columns, seed);
  const random = stream(seed, "odds");
  const y = new Int32Array(rows);
  for (let i = 0; i < rows; i++) {
    const at = i * columns;
    const [a, b, c] = [X.data[at]!, X.data[at + 1]!, X.data[at + 2]!];
    const log = sums[i]! + 0.8 * a * b - 0.5 * (c * c - 1);
    y[i] = random() < 1 / (1 + Math.exp(-log)) ? 1 : 0;
  }
  return handed(`odds-${rows}-${columns}-${seed}`, { X, y });
}

/** A number that follows a weighted sum of normal columns, a wave, a product and noise. */
export function amounts(rows: number, columns: number, seed: number): Measured {
  const { X, y } = weighted(rows, columns, seed);
  const random = stream(seed, "amounts");
  for (let i = 0; i < rows; i++) {
    const at = i * columns;
    const [a, b, c] = [X.data[at]!, X.data[at + 1]!, X.data[at + 2]!];
    y[i] = y[i]! + 2 * Math.sin(2 * a) + b * c + 0.5 * random.normal();
  }
  return handed(`amounts-${rows}-${columns}-${seed}`, { X, y });
}

/** Rows from start to end of a matrix. */
export function part({ data, columns }: Matrix, start: number, end: number): Matrix {
  return { data: data.slice(start * columns, end * columns), rows: end - start, columns };
}
