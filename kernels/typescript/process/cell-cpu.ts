import { readFileSync } from "node:fs";

/** Clock ticks a second in /proc on Linux (USER_HZ). */
const TICKS = 100;

/**
 * CPU time of the process in ms without that of the calling thread: what cells and their workers used. The guard thread
 * works all the time itself, which is no sign of life of a cell. Where a thread's own time is not known (no /proc) it
 * is in.
 */
export function cpuOfCells(): number {
  const { user, system } = process.cpuUsage();
  return Math.max(0, (user + system) / 1000 - ownThreadMs());
}

function ownThreadMs(): number {
  try {
    const stat = readFileSync("/proc/thread-self/stat", "latin1");
    // The name in parentheses may hold anything; fields are counted behind it: 14 and 15 are user and system time.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS;
  } catch {
    return 0;
  }
}
