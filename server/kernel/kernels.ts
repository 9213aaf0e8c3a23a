import { randomBytes } from "node:crypto";
import { dirname } from "node:path";
import { HoldfastError } from "../../kernels/protocol/index.ts";
import { KernelPool, type KernelProcess, type PoolOptions } from "./child-process.ts";
import { Kernel } from "./kernel.ts";
import type { KernelRecords } from "./kernel-records.ts";
import { type KernelSocket, KernelSockets } from "./kernel-sockets.ts";

const START_MS = 30_000;

export interface KernelsOptions extends PoolOptions {
  /** Keep a warm kernel ready; default true. */
  readonly spare?: boolean;
  /** Where the processes are noted, for the next server. */
  readonly records?: KernelRecords;
  /** Ends a kernel that nobody needs now, if there is one: asked when every place is taken. */
  readonly makeRoom?: () => Promise<void>;
  /**
   * For tests alone: a kernel that has to be killed is taken for dead and left running, so that what a stopped kernel
   * says after its place was taken really comes. Default false.
   */
  readonly abandons?: boolean;
}

/** Every kernel of this server, and a warm one that waits for a notebook. */
export class Kernels {
  readonly #pool: KernelPool;
  readonly #sockets: KernelSockets;
  readonly #records: KernelRecords | undefined;
  readonly #abandons: boolean;
  readonly #keepsSpare: boolean;
  readonly #makeRoom: () => Promise<void>;
  #spare: Promise<Kernel> | undefined;
  #isClosed = false;

  private constructor(pool: KernelPool, sockets: KernelSockets, options: KernelsOptions) {
    this.#pool = pool;
    this.#sockets = sockets;
    this.#records = options.records;
    this.#abandons = options.abandons ?? false;
    this.#keepsSpare = options.spare ?? true;
    this.#makeRoom = options.makeRoom ?? (async () => {});
  }

  static async open(options: KernelsOptions): Promise<Kernels> {
    const kernels = new Kernels(new KernelPool(options), await KernelSockets.open(), options);
    kernels.#warm();
    return kernels;
  }

  /**
   * Gives a kernel that serves no notebook yet; the next spare starts behind it. The spare is taken away before
   * anything is awaited, so that two that ask at once never get the same (S27).
   *
   * @throws HoldfastError HF_KERNEL_START, HF_KERNEL_LIMIT, HF_STORE_CLOSED
   */
  async take(): Promise<Kernel> {
    const spare = this.#spare;
    this.#spare = undefined;
    try {
      const ready = await spare?.catch(() => undefined);
      if (ready && !ready.hasEnded) return ready;
      if (this.#pool.isFull) await this.#makeRoom();
      return await this.#start();
    } finally {
      this.#warm();
    }
  }

  /** Ends every kernel. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#spare = undefined;
    this.#pool.close();
    await this.#sockets.close();
  }

  /** Starts a spare kernel when there is none and a place is left. */
  #warm(): void {
    if (!this.#keepsSpare || this.#isClosed || this.#spare || this.#pool.isFull) return;
    const spare = this.#start();
    this.#spare = spare;
    const isGone = (): void => {
      if (this.#spare === spare) this.#spare = undefined; // replaced when the next is asked for
    };
    spare.then((kernel) => kernel.died).then(isGone, isGone);
  }

  async #start(): Promise<Kernel> {
    if (this.#isClosed) throw new HoldfastError("HF_STORE_CLOSED", "The server is stopping");
    const id = randomBytes(8).toString("hex");
    const secret = randomBytes(32).toString("hex");
    const { path } = this.#sockets;
    let process: KernelProcess | undefined;
    try {
      process = this.#pool.start({ kernelId: id, secret, controlPath: path, dataPath: path });
      const sockets = this.#connected(id, secret);
      this.#records?.started(id, process.pid, dirname(path));
      const failed = process.exited.then((exit) => {
        this.#records?.ended(id);
        throw new Error(`it ended with ${exit.signal ?? `code ${exit.code}`} before it was ready`);
      });
      const kernel = new Kernel(id, process, await Promise.race([sockets, failed]), this.#abandons);
      process.disconnect(); // what cells could send there is not ours to read (S28)
      return kernel;
    } catch (error) {
      process?.kill();
      if (error instanceof HoldfastError) throw error;
      throw new HoldfastError(
        "HF_KERNEL_START",
        `The kernel did not start: ${(error as Error).message}`,
        { cause: error },
      );
    } finally {
      this.#sockets.forget(id);
    }
  }

  #connected(id: string, secret: string): Promise<{ control: KernelSocket; data: KernelSocket }> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`no answer within ${START_MS / 1000} s`)),
        START_MS,
      ).unref();
      const found: { control?: KernelSocket; data?: KernelSocket } = {};
      this.#sockets.expect(id, secret, (kind, socket) => {
        found[kind] ??= socket;
        const { control, data } = found;
        if (!control || !data) return;
        clearTimeout(timer);
        resolve({ control, data });
      });
    });
  }
}
