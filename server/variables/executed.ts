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
  /** How long it took, ms; known when that is long. */
  readonly ms?: number;
}

/** Variables that came back from a snapshot. */
export interface HeldVariables {
  readonly names: ReadonlySet<string>;
  /** The kernel that it was made in. */
  readonly generation: number;
  /** The newest execution that it holds the effects of. */
  readonly n: number;
}

/**
 * What has to run again in a new kernel before a cell can go on: the executions of its last kernel that declared or
 * touched a name that it needs, and so on, in their order (STORE section 5). A cell that only changes a value is
 * among them; what the new kernel has already is not. Of variables that came back only what touched them since counts,
 * unless a cell has to run again that touched them before: then they are made anew, so that no change is made twice.
 *
 * @param history every known execution, the oldest first
 * @param facts the cell that goes on, its text, the new kernel
 * @param held what came back from a snapshot
 */
export function preludeOf(
  history: readonly Executed[],
  facts: { readonly cellId: string; readonly source: string; readonly generation: number },
  held?: HeldVariables,
): readonly Executed[] {
  const last = history.findLast(
    (e) =>
      e.cellId === facts.cellId && e.source === facts.source && e.generation < facts.generation,
  );
  return last ? needsOf(history, last, facts.generation, held) : [];
}

/**
 * What has to run again in a new kernel so that it has all variables of the kernel before.
 *
 * @param history executions of the cells that count
 * @param generation the new kernel
 * @param held what came back from a snapshot
 */
export function remakeOf(
  history: readonly Executed[],
  generation: number,
  held?: HeldVariables,
): readonly Executed[] {
  const before = history.filter((e) => e.generation < generation);
  const wish: Executed = {
    n: Number.POSITIVE_INFINITY,
    cellId: "",
    source: "",
    generation: Math.max(-1, ...before.map((e) => e.generation)),
    declares: [],
    mentions: before.flatMap(({ declares }) => declares),
  };
  return needsOf(history, wish, generation, held);
}

/** What an execution needs of those before it. */
function needsOf(
  history: readonly Executed[],
  last: Executed,
  generation: number,
  held: HeldVariables | undefined,
): readonly Executed[] {
  const { cellId } = last;
  const until = held?.generation === last.generation ? held.n : -1;
  let kept: ReadonlySet<string> = until < 0 || !held ? new Set() : held.names;
  for (;;) {
    const prelude = closureOf(history, { cellId, generation, last, until, kept });
    const spoiled = new Set(
      prelude.filter(({ n }) => n <= until).flatMap(({ mentions }) => mentions),
    );
    const sound = new Set([...kept].filter((name) => !spoiled.has(name)));
    if (sound.size === kept.size) return prelude;
    kept = sound;
  }
}

/** The executions that one needs, when of some names only what came after an execution counts. */
function closureOf(
  history: readonly Executed[],
  facts: {
    readonly cellId: string;
    readonly generation: number;
    readonly last: Executed;
    readonly until: number;
    readonly kept: ReadonlySet<string>;
  },
): readonly Executed[] {
  const { last, until, kept } = facts;
  const here = new Set(
    history.filter((e) => e.generation === facts.generation).flatMap((e) => e.declares),
  );
  const before = history.filter((e) => e.generation === last.generation && e.n < last.n);
  const declared = new Set(before.flatMap((e) => e.declares));
  const isWanted = (name: string): boolean => declared.has(name) && !here.has(name);
  const needed = new Set(
    last.mentions.filter((name) => isWanted(name) && !last.declares.includes(name)),
  );
  const touching = new Set<Executed>();
  // Until nothing is added: what a function of an earlier cell uses may be changed by a later one.
  for (let size = -1; size !== touching.size; ) {
    size = touching.size;
    for (const execution of before) {
      if (execution.cellId === facts.cellId || touching.has(execution)) continue;
      if (!execution.mentions.some((name) => needed.has(name))) continue;
      touching.add(execution);
      for (const name of execution.mentions) if (isWanted(name)) needed.add(name);
    }
  }
  return before.filter(
    (execution) =>
      touching.has(execution) &&
      (execution.n > until ||
        execution.mentions.some((name) => needed.has(name) && !kept.has(name))),
  );
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
