import { join } from "node:path";
import { HoldfastError, type LockView } from "../../kernels/protocol/index.ts";
import { renameNotebook } from "../store/notebooks.ts";
import { Session, type SessionServices } from "./session.ts";

/** Every open notebook of this server, by its path. */
export class Sessions {
  readonly #services: SessionServices;
  readonly #open = new Map<string, Promise<Session>>();
  #isClosed = false;

  constructor(services: SessionServices) {
    this.#services = services;
  }

  /** The session of a notebook, opened if need be: one for a path, however many ask at once. */
  async open(path: string): Promise<Session> {
    if (this.#isClosed) throw new HoldfastError("HF_STORE_CLOSED", "The server is stopping");
    const found = this.#open.get(path);
    if (found) return found;
    const opening = Session.open(this.#services, path);
    this.#open.set(path, opening);
    try {
      return await opening;
    } catch (error) {
      this.#open.delete(path);
      throw error;
    }
  }

  /** The session of a notebook that is open. */
  async find(path: string): Promise<Session | undefined> {
    return this.#open.get(path)?.catch(() => undefined);
  }

  /** The lock of an open notebook whose kernel runs something. */
  async busy(path: string): Promise<LockView | undefined> {
    const lock = (await this.find(path))?.lock;
    return lock?.holder ? lock : undefined;
  }

  /** A file or folder has another path: open notebooks in it go on under the new one. */
  async renamed(from: string, to: string): Promise<void> {
    await renameNotebook(this.#services.store, from, to);
    for (const [path, opening] of [...this.#open]) {
      if (path !== from && !path.startsWith(`${from}/`)) continue;
      const next = to + path.slice(from.length);
      this.#open.delete(path);
      this.#open.set(next, opening);
      const session = await opening.catch(() => undefined);
      session?.renamed(next, join(this.#services.root, next));
    }
  }

  /** A file or folder was deleted: its open notebooks end, their kernels too. */
  async deleted(path: string): Promise<void> {
    for (const [open, opening] of [...this.#open]) {
      if (open !== path && !open.startsWith(`${path}/`)) continue;
      this.#open.delete(open);
      const session = await opening.catch(() => undefined);
      await session?.close({ keepFile: true });
    }
  }

  /** Ends every session; everything is saved. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const sessions = await Promise.allSettled(this.#open.values());
    await Promise.all(
      sessions.map((opened) => (opened.status === "fulfilled" ? opened.value.close() : undefined)),
    );
  }
}
