/**
 * Finds the name that was probably meant.
 *
 * Distance: optimal string alignment (Damerau 1964; Levenshtein 1966) over lower-cased names; a name counts as near when
 * at most a third of its characters (and at least one) differ, or when one contains the other.
 *
 * @param wanted the name that was given
 * @param names the names that exist
 * @returns the nearest name, or undefined when nothing is near
 */
export function nearestName(wanted: string, names: Iterable<string>): string | undefined {
  const target = String(wanted).trim().toLowerCase();
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const name of names) {
    const candidate = name.trim().toLowerCase();
    let distance = editDistance(target, candidate);
    const limit = Math.max(1, Math.floor(Math.max(target.length, candidate.length) / 3));
    const contains =
      Math.min(target.length, candidate.length) >= 3 &&
      (candidate.includes(target) || target.includes(candidate));
    if (contains) distance = Math.min(distance, limit + 0.5);
    if (distance > limit && !contains) continue;
    if (distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  return best;
}

/**
 * Counts the insertions, deletions, substitutions and swaps of neighbours that turn one text into the other.
 *
 * @returns an integer ≥ 0; texts are compared by UTF-16 unit
 */
export function editDistance(a: string, b: string): number {
  const width = b.length + 1;
  let beforeLast = new Int32Array(width);
  let last = Int32Array.from({ length: width }, (_, j) => j);
  let current = new Int32Array(width);
  for (let i = 1; i <= a.length; i++) {
    current[0] = i;
    for (let j = 1; j < width; j++) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
      let cost = Math.min(last[j] + 1, current[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
      const swapped =
        i > 1 &&
        j > 1 &&
        a.charCodeAt(i - 1) === b.charCodeAt(j - 2) &&
        a.charCodeAt(i - 2) === b.charCodeAt(j - 1);
      if (swapped) cost = Math.min(cost, beforeLast[j - 2] + 1);
      current[j] = cost;
    }
    [beforeLast, last, current] = [last, current, beforeLast];
  }
  return last[b.length];
}
