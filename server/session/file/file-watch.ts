import { lstat } from "node:fs/promises";
import { type OnFault, owned } from "../../base/faults.ts";

/**
 * How often a file is looked at, in ms. One look costs a system call, on every kind of disk and whatever was replaced;
 * notices of the system come for some of them only, and there is a limit to how many one may ask for.
 */
const EVERY_MS = 1_000;

export interface WatchParts {
  readonly file: () => string;
  /** The file is not what it was at the last look; true when that is settled, else it is asked again at the next. */
  readonly changed: () => Promise<boolean>;
  /** A save that began under the old name may say that the file is gone after it was found again. */
  readonly isMissed: () => boolean;
  readonly onFault: OnFault;
}

/** Notices within 2 s that the file of an open notebook was changed, replaced, renamed or deleted, also when nobody edits. */
export class FileWatch {
  readonly #parts: WatchParts;
  #timer: NodeJS.Timeout | undefined;
  #seen: string | undefined;
  #looking: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor(parts: WatchParts) {
    this.#parts = parts;
  }

  /** Looks by itself from here on. */
  start(): void {
    const look = owned(this.#parts.onFault, () => this.look());
    this.#timer ??= setInterval(look, EVERY_MS).unref();
  }

  /** Looks now; who asks meanwhile waits for the same look. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  /** Looks after this call, not only since; who asks before that look begins shares it. */
  lookAnew(): Promise<void> {
    const before = this.#looking?.catch(() => {}) ?? Promise.resolve();
    this.#next ??= before.then(() => {
      this.#next = undefined;
      return this.look();
    });
    return this.#next;
  }

  /** Waits for a look that is on its way. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking?.catch(() => {});
  }

  async #look(): Promise<void> {
    const now = await marksOf(this.#parts.file());
    const isThere = now.includes(":");
    if (now === this.#seen && !(isThere && this.#parts.isMissed())) return;
    if (await this.#parts.changed()) this.#seen = now;
  }
}

/** All by which a change can be seen without reading. */
async function marksOf(file: string): Promise<string> {
  try {
    const { dev, ino, size, mode, mtimeNs, ctimeNs } = await lstat(file, { bigint: true });
    return [dev, ino, size, mode, mtimeNs, ctimeNs].join(":");
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}
