/** Kinds of Node's resources that are our own, or wait for somebody for ever. */
const NOT_COUNTED = new Set(["MessagePort", "Worker", "TTYWrap"]);
/** What ends by itself: the kernel holds none of these for long. */
const ENDS = /Req|REQUEST|Immediate|Timeout/;

/** What cells started and what has not ended yet: timers, requests, files, processes (Node says what keeps it alive). */
export class Pending {
  /** What the kernel itself holds, by kind. */
  #own: ReadonlyMap<string, number> | undefined;

  /** Before the first cell: what is there then is the kernel's. */
  begin(): void {
    this.#own ??= resources();
  }

  get count(): number {
    let count = 0;
    for (const [kind, n] of resources())
      count += Math.max(0, n - (ENDS.test(kind) ? 0 : (this.#own?.get(kind) ?? 0)));
    return count;
  }
}

function resources(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo())
    if (!NOT_COUNTED.has(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}
