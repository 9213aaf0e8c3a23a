import { stream } from "../random/stream.ts";

/** Which rows learn and which only measure. */
export interface HoldOut {
  readonly train: Int32Array;
  readonly validation: Int32Array;
}

/**
 * Holds out a share of the rows, of each class about the same share.
 *
 * @param classes class codes, or undefined for a target of numbers
 * @param fraction between 0 and 1; at least one row is on each side when there are two or more
 */
export function holdOut(
  rows: number,
  classes: Float64Array | undefined,
  fraction: number,
  seed: number,
): HoldOut {
  const order = stream(seed, "validation").permutation(rows);
  const wanted = Math.min(rows - 1, Math.max(1, Math.round(rows * fraction)));
  const held = new Uint8Array(rows);
  if (classes === undefined) for (let i = 0; i < wanted; i++) held[order[i]] = 1;
  else {
    const groups = new Map<number, number[]>();
    for (const row of order) {
      const group = groups.get(classes[row]);
      if (group === undefined) groups.set(classes[row], [row]);
      else group.push(row);
    }
    for (const group of groups.values()) {
      // A class of one row must learn.
      const share = Math.min(group.length - 1, Math.round(group.length * fraction));
      for (let i = 0; i < share; i++) held[group[i]] = 1;
    }
  }
  const all = Int32Array.from({ length: rows }, (_, row) => row);
  return {
    train: all.filter((row) => !held[row]),
    validation: all.filter((row) => held[row] === 1),
  };
}
