import { rm } from "node:fs/promises";
import { basename } from "node:path";
import { startTicksOf } from "../base/process-start.ts";
import { kernelRecordKey, kernelRecordPrefix } from "../store/keys.ts";
import { DamagedRecord } from "../store/record.ts";
import type { Store } from "../store/store.ts";

/** What `p/<kernelId>` holds while a kernel process lives. */
interface KernelRecord {
  readonly pid: number;
  /** When the process started, in clock ticks since the boot: with the pid it names one process only. */
  readonly startTicks: number | null;
  /** The folder of the server's kernel socket. */
  readonly folder: string;
}

/** The kernel processes of a server, so that the next one ends what a killed server left behind. */
export class KernelRecords {
  readonly #store: Store;
  readonly #onFault: (error: unknown) => void;

  private constructor(store: Store, onFault: (error: unknown) => void) {
    this.#store = store;
    this.#onFault = onFault;
  }

  /** Ends kernels of a killed server that still live, and removes its socket folder. Gives how many it ended. */
  static async open(
    store: Store,
    onFault: (error: unknown) => void,
  ): Promise<{ readonly records: KernelRecords; readonly orphans: number }> {
    let orphans = 0;
    const keys: string[] = [];
    const folders = new Set<string>();
    for await (const [key, value] of store.range(kernelRecordPrefix)) {
      keys.push(key);
      if (value instanceof DamagedRecord) continue;
      const { pid, startTicks, folder } = value as KernelRecord;
      if (isSocketFolder(folder)) folders.add(folder);
      if (startTicks === null || startTicksOf(pid) !== startTicks) continue;
      process.kill(pid, "SIGKILL");
      orphans++;
    }
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
    if (keys.length > 0)
      await store.write(
        keys.map((key) => ({ type: "del", key })),
        { sync: false },
      );
    return { records: new KernelRecords(store, onFault), orphans };
  }

  started(kernelId: string, pid: number, folder: string): void {
    const value: KernelRecord = { pid, startTicks: startTicksOf(pid), folder };
    this.#write({ type: "put", key: kernelRecordKey(kernelId), value });
  }

  ended(kernelId: string): void {
    this.#write({ type: "del", key: kernelRecordKey(kernelId) });
  }

  #write(op: Parameters<Store["write"]>[0][number]): void {
    this.#store.write([op], { sync: false }).catch((error: unknown) => {
      // A kernel that ends while the server closes: the next server finds no such process.
      if ((error as { code?: string }).code !== "HF_STORE_CLOSED") this.#onFault(error);
    });
  }
}

/** Only what we made ourselves is removed. */
function isSocketFolder(folder: string): boolean {
  return /^hf-[A-Za-z0-9]{6}$/.test(basename(folder));
}
