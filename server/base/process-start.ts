import { existsSync, readFileSync } from "node:fs";

/** Whether a process is known to have ended; where there is no /proc nothing is known. */
export function isGone(pid: number): boolean {
  return existsSync("/proc/self/stat") && startTicksOf(pid) === null;
}

/** Whether no process has that number, as the system says: another one may have it by now. */
export function isAbsent(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "EPERM";
  }
}

/**
 * When a process started, in clock ticks since the boot: with the pid it names one process only. Field 22 of
 * /proc/<pid>/stat; null where there is no such process, or no /proc.
 */
export function startTicksOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The name in parentheses may hold anything; fields are counted behind it.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? null : Number(fields[19]);
  } catch {
    return null;
  }
}
