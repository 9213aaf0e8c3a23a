import type { ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import Tinypool from "tinypool";
import { HoldfastError, type KernelBoot } from "../../kernels/protocol/index.ts";
import { distFolder } from "../base/dist-folder.ts";

/** How a kernel process ended, by its own exit event. */
export interface ProcessExit {
  readonly code: number | null;
  readonly signal: string | null;
}

/** A kernel process that has been started. */
export interface KernelProcess {
  readonly pid: number;
  /** What the process writes past its channel: native code, a crash, V8's last words. */
  onRaw(listener: (name: "stdout" | "stderr", text: string) => void): void;
  readonly exited: Promise<ProcessExit>;
  /** Ends the channel that the process was forked with: nothing of what it sends there is read any more. */
  disconnect(): void;
  kill(): void;
}

/** Limits of the kernel processes. */
export interface PoolOptions {
  /** Built entry of the kernel, an absolute path. */
  readonly entry: string;
  readonly maxKernels: number;
  /** Heap limit of a kernel in MiB. */
  readonly heapMb: number;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The pool of kernel processes: one tinypool task is one kernel's whole life, in a pool of its own. A pool of several
 * gives a task to whichever process is ready first, so that of two kernels that start at once each could get the
 * other's process. The only file that touches tinypool's internals (`pool.threads[0].process`).
 */
export class KernelPool {
  readonly #options: PoolOptions;
  readonly #children = new Set<ChildProcess>();

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** Whether every place is taken. */
  get isFull(): boolean {
    return this.#children.size >= this.#options.maxKernels;
  }

  /** @throws HoldfastError HF_KERNEL_LIMIT; Error when the system starts no process */
  start(boot: KernelBoot): KernelProcess {
    const { entry, maxKernels, heapMb, env } = this.#options;
    if (this.isFull)
      throw new HoldfastError(
        "HF_KERNEL_LIMIT",
        `${maxKernels} notebooks have a kernel already, and each is in use`,
      );
    const pool = new Tinypool({
      filename: entry,
      name: "life",
      runtime: "child_process",
      minThreads: 0,
      maxThreads: 1,
      isolateWorkers: true,
      useAtomics: false,
      // Without this flag a termination inside of a timer aborts Node 20.
      execArgv: ["--no-force-async-hooks-checks", `--max-old-space-size=${heapMb}`],
      env: { ...env },
    });
    pool.on("error", () => {}); // told by the child's own exit event
    pool.run(boot).catch(() => {}); // likewise
    const [thread] = pool.threads as unknown as { process: ChildProcess }[];
    const child = thread?.process;
    if (child?.pid === undefined)
      throw new Error("the system started no process: too little memory, or too many processes");
    this.#children.add(child);
    const exited = new Promise<ProcessExit>((resolve) => {
      child.once("exit", (code, signal) => {
        this.#children.delete(child);
        resolve({ code, signal });
      });
    });
    return {
      pid: child.pid,
      onRaw: captureRaw(child),
      exited,
      disconnect: () => {
        if (child.connected) child.disconnect();
      },
      kill: () => child.kill("SIGKILL"),
    };
  }

  /** Ends every kernel process at once. */
  close(): void {
    for (const child of this.#children) child.kill("SIGKILL");
  }
}

/** tinypool pipes a child's output into the server's: take it away from there, it belongs to the notebook. */
function captureRaw(child: ChildProcess): KernelProcess["onRaw"] {
  let listener: ((name: "stdout" | "stderr", text: string) => void) | undefined;
  const early: ["stdout" | "stderr", string][] = [];
  for (const name of ["stdout", "stderr"] as const) {
    const stream = child[name];
    stream?.unpipe(process[name]);
    stream?.setEncoding("utf8");
    stream?.on("data", (text: string) => {
      if (listener) listener(name, text);
      else if (early.length < 100) early.push([name, text]);
    });
    stream?.resume();
  }
  return (next) => {
    listener = next;
    for (const [name, text] of early.splice(0)) next(name, text);
  };
}

/** The built kernel that this server starts, by path: the server never imports it. */
export function kernelEntry(): string {
  return fileURLToPath(new URL("kernel/main.js", distFolder()));
}
