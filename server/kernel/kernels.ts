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
  #spare: Promise<Kernel> | undefined;
  #isClosed = false;

  private constructor(pool: KernelPool, sockets: KernelSockets, options: KernelsOptions) {
    this.#pool = pool;
    this.#sockets = sockets;
    this.#records = options.records;
    this.#abandons = options.abandons ?? false;
  }

  static async open(options: KernelsOptions): Promise<Kernels> {
    const kernels = new Kernels(new KernelPool(options), await KernelSockets.open(), options);
    if (options.spare ?? true) kernels.#warm();
    return kernels;
  }

  /**
   * Gives a kernel that serves no notebook yet; the next spare starts behind it.
   *
   * @throws HoldfastError HF_KERNEL_START
   */
  async take(): Promise<Kernel> {
    const kernel = await (this.#spare ?? this.#start());
    if (this.#spare) this.#warm();
    return kernel;
  }

  /** Ends every kernel. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#spare = undefined;
    this.#pool.close();
    await this.#sockets.close();
  }

  #warm(): void {
    if (this.#isClosed) return;
    const spare = this.#start();
    this.#spare = spare;
    spare.then(
      (kernel) => {
        // A spare that dies while it waits is replaced when the next is asked for.
        void kernel.died.then(() => {
          if (this.#spare === spare) this.#spare = this.#isClosed ? undefined : this.#start();
        });
      },
      () => {},
    );
  }

  async #start(): Promise<Kernel> {
    const id = randomBytes(8).toString("hex");
    const secret = randomBytes(32).toString("hex");
    const { path } = this.#sockets;
    let process: KernelProcess | undefined;
    try {
      const sockets = this.#connected(id, secret);
      process = this.#pool.start({ kernelId: id, secret, controlPath: path, dataPath: path });
      this.#records?.started(id, process.pid, dirname(path));
      void process.exited.then(() => this.#records?.ended(id));
      const failed = process.exited.then((exit) => {
        throw new Error(`it ended with ${exit.signal ?? `code ${exit.code}`} before it was ready`);
      });
      return new Kernel(id, process, await Promise.race([sockets, failed]), this.#abandons);
    } catch (error) {
      process?.kill();
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
      );
      timer.unref();
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
