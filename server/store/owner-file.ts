import { chmod, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startTicksOf } from "../base/process-start.ts";

const OWNER = "owner.json";

/** Who has the store open, or had it when it died. */
interface Owner {
  readonly pid: number;
  readonly startTicks: number | null;
  /** How many owners in a row, this one left out, did not close the store. */
  readonly deaths: number;
}

/**
 * How the last owner of a store ended. LevelDB's own lock decides who may open it; this file only tells whether it is
 * safe to look into its files before, and whether there is reason to.
 *
 * @returns "open" while the owner lives; else how many owners in a row did not close it
 */
export async function lastOwner(folder: string): Promise<"open" | number> {
  const owner = await readOwner(folder);
  if (!owner) return 0;
  const { pid, startTicks, deaths } = owner;
  const isAlive = startTicks === null ? pid === process.pid : startTicksOf(pid) === startTicks;
  return isAlive ? "open" : deaths + 1;
}

/** This process opens the store. It need not be durable: a power cut leaves no process that did harm. */
export async function ownStore(folder: string, deaths: number): Promise<void> {
  const { pid } = process;
  const owner: Owner = { pid, startTicks: startTicksOf(pid), deaths };
  const file = join(folder, OWNER);
  await writeFile(file, JSON.stringify(owner), { mode: 0o600 });
  // A file that was there keeps its mode, and the umask may have taken the owner's bits away.
  await chmod(file, 0o600);
}

/** The store was closed in order. */
export async function disownStore(folder: string): Promise<void> {
  await rm(join(folder, OWNER), { force: true });
}

async function readOwner(folder: string): Promise<Owner | undefined> {
  try {
    const { pid, startTicks, deaths } = JSON.parse(
      await readFile(join(folder, OWNER), "utf8"),
    ) as Partial<Owner>;
    if (typeof pid !== "number" || typeof deaths !== "number") return undefined;
    return { pid, startTicks: startTicks ?? null, deaths };
  } catch {
    return undefined;
  }
}
