import { statfs } from "node:fs/promises";
import { HoldfastError } from "../../kernels/protocol/index.ts";

/** Refuses checkpoints while the disk is nearly full, so that notebooks can still be saved. */
export class DiskSpace {
  readonly #folder: string;
  readonly #floorBytes: number;
  readonly #warn: (text: string) => void;
  readonly #free: (folder: string) => Promise<number>;
  #isLow = false;

  /** @param free gives the free bytes of a folder's disk */
  constructor(
    folder: string,
    facts: {
      readonly floorBytes: number;
      readonly warn: (text: string) => void;
      readonly free?: (folder: string) => Promise<number>;
    },
  ) {
    this.#folder = folder;
    this.#floorBytes = facts.floorBytes;
    this.#warn = facts.warn;
    this.#free = facts.free ?? freeBytes;
  }

  /**
   * Asks before a checkpoint is written; says so once in the log while it stays low.
   *
   * @param lastBytes size of the run's checkpoint before
   * @throws HoldfastError HF_DISK_FLOOR
   */
  async refuseIfLow(lastBytes: number): Promise<void> {
    const free = await this.#free(this.#folder).catch(() => Number.POSITIVE_INFINITY); // not every disk can tell
    const floor = Math.max(this.#floorBytes, 2 * lastBytes);
    const wasLow = this.#isLow;
    this.#isLow = free < floor;
    if (!this.#isLow) return;
    const detail = `The disk of ${this.#folder} has ${megabytes(free)} free`;
    if (!wasLow) this.#warn(`${detail}, less than ${megabytes(floor)}: checkpoints are refused`);
    throw new HoldfastError("HF_DISK_FLOOR", detail, {
      got: `${megabytes(free)} free`,
      expected: `at least ${megabytes(floor)}`,
    });
  }
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

function megabytes(bytes: number): string {
  return `${Math.floor(bytes / 1e6)} MB`;
}
