/** The word that was probably meant; undefined when none is near: at most a third of its letters differ. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const wanted = word.toLowerCase().slice(0, 60);
  const [best] = known
    .map((name) => ({ name, distance: editDistance(wanted, name) }))
    .filter(({ name, distance }) => {
      const isBegun = wanted.length > 2 && (name.startsWith(wanted) || wanted.startsWith(name));
      return isBegun || distance <= Math.max(1, Math.floor(name.length / 3));
    })
    .toSorted((a, b) => a.distance - b.distance);
  return best?.name;
}

/** How many letters are to be put in, left out, replaced, or exchanged with the next (optimal string alignment). */
function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    const [above, twoAbove] = [rows[i - 1]!, rows[i - 2]];
    for (let j = 1; j <= b.length; j++) {
      const replaced = above[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isExchanged = j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const exchanged = twoAbove && isExchanged ? twoAbove[j - 2]! + 1 : replaced;
      row.push(Math.min(above[j]! + 1, row[j - 1]! + 1, replaced, exchanged));
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
