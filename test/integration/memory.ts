import { readFileSync } from "node:fs";
import type { ServerProcess } from "./server-process.ts";

/** MiB of memory that the server's process has now. */
export function memoryOf(server: ServerProcess): number {
  return field(server, "VmRSS");
}

function field({ process }: ServerProcess, name: string): number {
  const status = readFileSync(`/proc/${process.pid}/status`, "utf8");
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1]) / 1024;
}
