import { createHash, randomBytes } from "node:crypto";
import { lstat, readdir, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { isGone } from "../base/process-start.ts";
import { inFolder } from "./held.ts";

/** A folder may be shared with other machines, whose processes nobody here knows. */
const HOST = createHash("sha256").update(hostname()).digest("hex").slice(0, 8);
/** `.holdfast-<host>-<process>-<random>.tmp`; versions before 0.2 gave no host and no process. */
const NAME = /^\.holdfast-(?:([0-9a-f]{8})-(\d{1,10})-)?[0-9a-f]{16}\.tmp$/;
/** One without a process is left alone for so long: somebody may be writing it. */
const OLD_MS = 3600_000;

const current = new Set<string>();

/** Names of the temporary files that this process is writing. */
export const TempNames = {
  /** The one that a shared file has; false while it is being written already. */
  take(place: string): boolean {
    return !current.has(place) && current.add(place) !== undefined;
  },
  next(): string {
    const name = `.holdfast-${HOST}-${process.pid}-${randomBytes(8).toString("hex")}.tmp`;
    current.add(name);
    return name;
  },
  forget(name: string): void {
    current.delete(name);
  },
};

/**
 * Removes temporary files that a killed holdfast left in a folder: known by their name, owned by this user, and of a
 * process that is not there any more. What cannot be looked at is left.
 *
 * @param path absolute and real
 * @returns how many were removed
 */
export async function removeLeftovers(path: string, now = Date.now()): Promise<number> {
  let removed = 0;
  await inFolder(path, async (folder) => {
    for (const name of await readdir(folder.at())) {
      const match = NAME.exec(name);
      if (!match || current.has(name)) continue;
      const facts = await lstat(folder.at(name)).catch(() => undefined);
      if (!facts?.isFile() || facts.uid !== process.getuid?.()) continue;
      if (!isLeft(match[1], match[2], now - facts.mtimeMs)) continue;
      await rm(folder.at(name), { force: true });
      removed++;
    }
  }).catch(() => undefined);
  return removed;
}

function isLeft(host: string | undefined, pid: string | undefined, ageMs: number): boolean {
  if (host !== HOST || pid === undefined) return ageMs > OLD_MS;
  // Our own number, and we do not write it: a process before us had the same.
  return Number(pid) === process.pid || isGone(Number(pid));
}
