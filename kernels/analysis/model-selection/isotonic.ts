/** A step function that rises, given by its corners; linear between them. */
export interface Isotonic {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/**
 * The rising function closest to the points in squares, by pooling neighbours that fall.
 *
 * Source: Ayer, Brunk, Ewing, Reid and Silverman (1955); Best and Chakravarti (1990), PAVA.
 */
export function isotonicFit(
  x: Float64Array,
  y: Float64Array,
  weights: Float64Array | undefined,
): Isotonic {
  const order = Int32Array.from(x.keys()).sort((a, b) => x[a] - x[b] || a - b);
  const places: number[] = [];
  const levels: { sum: number; weight: number; first: number; last: number }[] = [];
  for (let at = 0; at < order.length; ) {
    const place = x[order[at]];
    let sum = 0;
    let weight = 0;
    for (; at < order.length && x[order[at]] === place; at++) {
      const w = weights === undefined ? 1 : weights[order[at]];
      sum += w * y[order[at]];
      weight += w;
    }
    if (weight === 0) continue;
    let level = { sum, weight, first: places.length, last: places.length };
    places.push(place);
    while (levels.length > 0) {
      const before = levels.at(-1)!;
      if (before.sum / before.weight < level.sum / level.weight) break;
      level = {
        sum: before.sum + level.sum,
        weight: before.weight + level.weight,
        first: before.first,
        last: level.last,
      };
      levels.pop();
    }
    levels.push(level);
  }
  const corners = levels.flatMap(({ sum, weight, first, last }) =>
    first === last
      ? [[places[first], sum / weight]]
      : [
          [places[first], sum / weight],
          [places[last], sum / weight],
        ],
  );
  return {
    x: Float64Array.from(corners, ([place]) => place),
    y: Float64Array.from(corners, ([, value]) => value),
  };
}

/** The value at a place; outside of the corners the nearest one counts. */
export function isotonicAt({ x, y }: Isotonic, place: number): number {
  if (place <= x[0]) return y[0];
  const last = x.length - 1;
  if (place >= x[last]) return y[last];
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (x[middle] <= place) low = middle;
    else high = middle;
  }
  return y[low] + ((place - x[low]) / (x[high] - x[low])) * (y[high] - y[low]);
}
