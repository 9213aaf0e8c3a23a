import { type Matrix, stream } from "../../../kernels/analysis/index.ts";

/** Features with the class of each row. */
export interface Labelled {
  readonly X: Matrix;
  readonly y: Int32Array;
}

/**
 * Two classes in eight clouds at corners of a cube, half of the columns informative and mixed, a tenth of the labels turned. The peers make
 * theirs by the same law.
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
  return { X: { data, rows, columns }, y };
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
  return { X: { data, rows, columns }, y };
}
