/** What one execution of a cell did with names, in the order of execution. */
export interface Executed {
  /** Number of the execution. */
  readonly n: number;
  readonly cellId: string;
  readonly source: string;
  /** The kernel that it ran in. */
  readonly generation: number;
  readonly declares: readonly string[];
  /** Names that it declares or uses. */
  readonly mentions: readonly string[];
}

/**
 * What has to run again in a new kernel before a cell can go on: the executions of its last kernel that declared or
 * touched a name that it needs, and so on, in their order (STORE section 5). A cell that only changes a value is
 * among them; what the new kernel has already is not.
 *
 * @param history every known execution, the oldest first
 * @param cellId the cell that goes on
 * @param source its text
 * @param generation the new kernel
 */
export function preludeOf(
  history: readonly Executed[],
  facts: { readonly cellId: string; readonly source: string; readonly generation: number },
): readonly Executed[] {
  const last = history.findLast(
    (e) =>
      e.cellId === facts.cellId && e.source === facts.source && e.generation < facts.generation,
  );
  if (!last) return [];
  const here = new Set(
    history.filter((e) => e.generation === facts.generation).flatMap((e) => e.declares),
  );
  const before = history.filter((e) => e.generation === last.generation && e.n < last.n);
  const declared = new Set(before.flatMap((e) => e.declares));
  const isWanted = (name: string): boolean => declared.has(name) && !here.has(name);
  const needed = new Set(
    last.mentions.filter((name) => isWanted(name) && !last.declares.includes(name)),
  );
  const prelude = new Set<Executed>();
  // Until nothing is added: what a function of an earlier cell uses may be changed by a later one.
  for (let size = -1; size !== prelude.size; ) {
    size = prelude.size;
    for (const execution of before) {
      if (execution.cellId === facts.cellId || prelude.has(execution)) continue;
      if (!execution.mentions.some((name) => needed.has(name))) continue;
      prelude.add(execution);
      for (const name of execution.mentions) if (isWanted(name)) needed.add(name);
    }
  }
  return before.filter((execution) => prelude.has(execution));
}

/**
 * The texts of the cells that declared what an execution needs, in its own kernel, and so on: what a resume has to
 * find equal. Cells that only look at a value do not count, so that looking does not cost a run its checkpoint.
 */
export function dependenciesOf(history: readonly Executed[], n: number): readonly string[] {
  const own = history.findLast((e) => e.n === n);
  if (!own) return [];
  const before = history.filter((e) => e.generation === own.generation && e.n < n);
  const needed = new Set(own.mentions.filter((name) => !own.declares.includes(name)));
  const sources: string[] = [];
  for (const { cellId, source, declares, mentions } of before.toReversed()) {
    if (cellId === own.cellId || !declares.some((name) => needed.has(name))) continue;
    sources.push(source);
    for (const name of declares) needed.delete(name);
    for (const name of mentions) if (!declares.includes(name)) needed.add(name);
  }
  return sources.reverse();
}
