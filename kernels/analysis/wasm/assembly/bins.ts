/** Cutting a column into bins, in AssemblyScript. */

/**
 * Sorts doubles, none of which is missing or -0, by their bytes from the lowest (radix sort, Knuth 1998, 5.2.5).
 *
 * @param values n doubles, sorted in place
 * @param scratch room for as many
 * @param counts room for 8 x 256 counts (u32)
 */
export function sort(values: usize, n: i32, scratch: usize, counts: usize): void {
  const end = values + <usize>n * 8;
  memory.fill(counts, 0, 8192);
  for (let at = values; at < end; at += 8) {
    // As unsigned integers these have the order of the doubles.
    const bits = load<i64>(at);
    const key = <u64>(bits ^ ((bits >> 63) | i64.MIN_VALUE));
    store<u64>(at, key);
    for (let byte: usize = 0; byte < 8; byte++) {
      const count = counts + byte * 1024 + (<usize>(key >> (byte * 8)) & 255) * 4;
      store<u32>(count, load<u32>(count) + 1);
    }
  }
  let from = values;
  let to = scratch;
  for (let byte: usize = 0; byte < 8; byte++) {
    const count = counts + byte * 1024;
    const shift = byte * 8;
    // A byte that is the same everywhere changes nothing.
    if (load<u32>(count + (<usize>(load<u64>(from) >> shift) & 255) * 4) === <u32>n) continue;
    let before: u32 = 0;
    for (let digit: usize = 0; digit < 1024; digit += 4) {
      const own = load<u32>(count + digit);
      store<u32>(count + digit, before);
      before += own;
    }
    for (let at = from, stop = from + <usize>n * 8; at < stop; at += 8) {
      const key = load<u64>(at);
      const place = count + (<usize>(key >> shift) & 255) * 4;
      const next = load<u32>(place);
      store<u32>(place, next + 1);
      store<u64>(to + <usize>next * 8, key);
    }
    const other = from;
    from = to;
    to = other;
  }
  for (let at: usize = 0; at < <usize>n * 8; at += 8) {
    const key = load<i64>(from + at);
    store<i64>(values + at, key ^ (~(key >> 63) | i64.MIN_VALUE));
  }
}

/**
 * The bin of each value: how many cuts are below it.
 *
 * @param cuts rising, filled with infinity up to a power of two
 * @param half half that power
 * @param missing the bin of what is not a number
 * @param bins receives a byte per value
 */
export function binValues(
  values: usize,
  n: i32,
  cuts: usize,
  half: i32,
  missing: i32,
  bins: usize,
): void {
  for (let i: usize = 0; i < <usize>n; i++) {
    const x = load<f64>(values + i * 8);
    let low: usize = 0;
    // No branch depends on the value.
    for (let step = <usize>half; step > 0; step >>= 1)
      low += step * <usize>i32(load<f64>(cuts + (low + step - 1) * 8) < x);
    store<u8>(bins + i, select<i32>(<i32>low, missing, !Number.isNaN(x)));
  }
}

/** Turns a matrix of bytes: rows together before, columns together after. */
export function turn(rows: usize, n: i32, columns: i32, turned: usize): void {
  for (let i: usize = 0; i < <usize>n; i++)
    for (let j: usize = 0; j < <usize>columns; j++)
      store<u8>(turned + j * <usize>n + i, load<u8>(rows + i * <usize>columns + j));
}
