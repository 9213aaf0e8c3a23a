import { spawn } from "node:child_process";

/** The value below which the share `p` of the values lies. */
export function quantile(values, p) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * p;
  const low = Math.floor(at);
  return sorted[low] + (sorted[Math.ceil(at)] - sorted[low]) * (at - low);
}

export function median(values) {
  return quantile(values, 0.5);
}

/** The lower quartile: of a pure computation, what other programs on the machine did not lengthen. */
export function quiet(values) {
  return quantile(values, 0.25);
}

/** Milliseconds that a task took. */
export async function timed(task) {
  const began = performance.now();
  await task();
  return performance.now() - began;
}

/** Runs a command to its end; gives its milliseconds, exit code and output. */
export async function command(file, args, { timeoutMs = 60_000, ...options } = {}) {
  const began = performance.now();
  const child = spawn(file, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
  const timer = setTimeout(() => child.kill("SIGKILL"), timeoutMs);
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (text) => {
    stdout += text;
  });
  child.stderr.on("data", (text) => {
    stderr += text;
  });
  const code = await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  clearTimeout(timer);
  return { ms: performance.now() - began, code, stdout, stderr };
}

/** Milliseconds of `node -e 0`: what any Node program pays. */
export async function bareNode() {
  return (await command(process.execPath, ["-e", "0"])).ms;
}
