/** Places of the first n codes in rising order; for few. */
export function insertionOrder(codes: Int32Array, n: number, order: Int32Array): Int32Array {
  for (let i = 0; i < n; i++) {
    const code = codes[i];
    let at = i;
    while (at > 0 && codes[order[at - 1]] > code) {
      order[at] = order[at - 1];
      at--;
    }
    order[at] = i;
  }
  return order;
}

/** The same by a stable radix sort, eight bits at a time, over the bits in which the codes differ; for many. */
export function radixOrder(
  codes: Int32Array,
  n: number,
  min: number,
  max: number,
  memory: { order: Int32Array; scratch: Int32Array; buckets: Int32Array },
): Int32Array {
  let { order, scratch } = memory;
  const { buckets } = memory;
  for (let i = 0; i < n; i++) order[i] = i;
  for (let shift = 0; (max - min) >>> shift > 0; shift += 8) {
    buckets.fill(0);
    for (let i = 0; i < n; i++) buckets[((codes[i] - min) >>> shift) & 255]++;
    let sum = 0;
    for (let b = 0; b < 256; b++) {
      const size = buckets[b];
      buckets[b] = sum;
      sum += size;
    }
    for (let i = 0; i < n; i++) {
      const at = order[i];
      scratch[buckets[((codes[at] - min) >>> shift) & 255]++] = at;
    }
    [order, scratch] = [scratch, order];
  }
  return order;
}
