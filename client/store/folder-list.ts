import type { Problem } from "../../kernels/protocol/index.ts";
import { refusal } from "./api.ts";
import { createNotebook, type Entry, listFolder } from "./contents.ts";
import { Listeners } from "./listeners.ts";

/** What is in one folder, as the server told it last. */
export class FolderList {
  readonly changed = new Listeners<[]>();
  /** The server did not list the folder, or made no notebook in it. */
  readonly refused = new Listeners<[problem: Problem]>();
  #folder = "";
  #entries: readonly Entry[] | undefined;
  #problem: Problem | undefined;

  get folder(): string {
    return this.#folder;
  }

  /** undefined = nothing was told yet. */
  get entries(): readonly Entry[] | undefined {
    return this.#entries;
  }

  /** Why the last call was refused. */
  get problem(): Problem | undefined {
    return this.#problem;
  }

  /** Goes into a folder; what was seen stays until the new one is told. */
  enter(folder: string): Promise<void> {
    this.#folder = folder;
    this.changed.call();
    return this.refresh();
  }

  /** Asks the server again. */
  refresh(): Promise<void> {
    return this.#attempt(() => this.#list());
  }

  /** Makes an untitled notebook here; gives its path when that was done. */
  async create(): Promise<string | undefined> {
    let path: string | undefined;
    await this.#attempt(async () => {
      path = (await createNotebook(this.#folder)).path;
      await this.#list();
    });
    return path;
  }

  async #list(): Promise<void> {
    const folder = this.#folder;
    const entries = await listFolder(folder);
    if (folder === this.#folder) this.#entries = entries;
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    this.#problem = await refusal(work);
    this.changed.call();
    if (this.#problem) this.refused.call(this.#problem);
  }
}
