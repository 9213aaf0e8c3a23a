import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { ExecutionId } from "../../kernels/protocol/index.ts";
import { type OnFault, owned } from "../base/faults.ts";
import { OutputFile } from "./output-file.ts";

/** A file larger than this is not continued. */
const MAX_BYTES = 1_000_000_000;
/** All files together; the oldest go first. */
const MAX_TOTAL_BYTES = 10_000_000_000;
/** So long a file is kept that no run of its cell replaced, in ms: 7 days. */
const KEEP_MS = 7 * 24 * 3600_000;
const SWEEP_MS = 3600_000;
const NAME = /^[a-zA-Z0-9-_.]{1,90}\.txt$/;

/** Of what a file is the full output. */
export interface OutputOwner {
  readonly execId: ExecutionId;
  readonly cellId: string;
}

/** Where full outputs lie, and how long. */
export interface OutputFolder {
  /** Absolute; made when the first file is. */
  readonly path: string;
  /**
   * How the files are reached when no server gives them: the folder's name relative to the notebook. Then a file is
   * called after its cell, so that the next run replaces it.
   */
  readonly besideNotebook?: string;
}

/** The full outputs of executions whose cells do not show all of them (docs/decisions/0014). */
export class OutputFiles {
  readonly onFault: OnFault;
  readonly #folder: OutputFolder;
  readonly #maxBytes: number;
  readonly #timer: NodeJS.Timeout;
  /** Names of files that are there, once they have been listed: most cells have none, and nothing is to be removed. */
  readonly #names = new Set<string>();
  #areListed = false;

  constructor(
    folder: OutputFolder,
    options: { readonly maxBytes?: number; readonly onFault: OnFault },
  ) {
    this.#folder = folder;
    this.#maxBytes = options.maxBytes ?? MAX_BYTES;
    this.onFault = options.onFault;
    const sweep = owned(this.onFault, () => this.sweep());
    this.#timer = setInterval(sweep, SWEEP_MS);
    this.#timer.unref();
  }

  /** The file's name relative to the notebook, when it is not the server that gives it. */
  nameOf(owner: OutputOwner): string | undefined {
    const { besideNotebook } = this.#folder;
    return besideNotebook === undefined ? undefined : `${besideNotebook}/${this.#fileName(owner)}`;
  }

  open(owner: OutputOwner): OutputFile {
    this.#names.add(this.#fileName(owner));
    return new OutputFile(this.#pathOf(owner), this.#maxBytes);
  }

  /** Absolute path of the full output of an execution, which need not exist. */
  pathOf(execId: ExecutionId): string {
    return join(this.#folder.path, `${execId}.txt`);
  }

  /** Removes the file of an execution whose cell runs again. */
  async remove(owner: OutputOwner): Promise<void> {
    const name = this.#fileName(owner);
    if (this.#areListed && !this.#names.has(name)) return;
    await rm(this.#pathOf(owner), { force: true });
    this.#names.delete(name);
  }

  /** Removes files that are too old, and the oldest while all together are too large. */
  async sweep(now: number = Date.now()): Promise<void> {
    if (this.#folder.besideNotebook !== undefined) return; // the person's own files
    const names = (await readdir(this.#folder.path).catch(() => [])).filter((n) => NAME.test(n));
    for (const name of names) this.#names.add(name);
    this.#areListed = true;
    const files = await Promise.all(
      names.map(async (name) => {
        const path = join(this.#folder.path, name);
        const found = await stat(path).catch(() => undefined);
        return { path, size: found?.size ?? 0, at: found?.mtimeMs ?? now };
      }),
    );
    let total = 0;
    for (const { path, size, at } of files.sort((a, b) => b.at - a.at)) {
      total += size;
      if (now - at > KEEP_MS || total > MAX_TOTAL_BYTES) await rm(path, { force: true });
    }
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #pathOf(owner: OutputOwner): string {
    return join(this.#folder.path, this.#fileName(owner));
  }

  #fileName({ execId, cellId }: OutputOwner): string {
    return `${this.#folder.besideNotebook === undefined ? execId : cellId}.txt`;
  }
}
