/** More columns than this are refused: a file that is read with a wrong delimiter, or lies on its side. */
export const MAX_COLUMNS = 65_536;

const NOTES = 10;

/** Makes names that are not empty and not repeated; says what was changed. */
export function uniqueNames(given: readonly string[]): { names: string[]; notes: string[] } {
  const notes: string[] = [];
  const used = new Set<string>();
  const wanted = new Set(given.map((name) => name.trim()));
  const next = new Map<string, number>();
  const names = given.map((raw, j) => {
    let name = raw.trim() || `column_${j + 1}`;
    if (used.has(name)) {
      let n = next.get(name) ?? 1;
      while (used.has(`${name}.${n}`) || wanted.has(`${name}.${n}`)) n++;
      next.set(name, n + 1);
      notes.push(
        `Column ${j + 1}: the name "${shortName(name)}" occurs twice, the second one is "${shortName(name)}.${n}".`,
      );
      name = `${name}.${n}`;
    } else if (raw.trim() === "") notes.push(`Column ${j + 1} has no name, it is "${name}".`);
    used.add(name);
    return name;
  });
  if (notes.length > NOTES)
    notes.splice(
      NOTES - 1,
      notes.length,
      `${notes.length - NOTES + 1} more columns were named in this way.`,
    );
  return { names, notes };
}

/** A name for a message: heads of a hundred thousand characters exist. */
export function shortName(name: string): string {
  return name.length > 60 ? `${name.slice(0, 59)}…` : name;
}
