import { join } from "node:path";
import { HoldfastError, type LockView } from "../../kernels/protocol/index.ts";
import { renameNotebook } from "../store/notebooks.ts";
import { LONG_MS } from "./notify.ts";
import { Session } from "./session.ts";
import type { SessionServices } from "./session-services.ts";

/** Every open notebook of this server, by its path. */
export class Sessions {
  readonly #services: SessionServices;
  readonly #open = new Map<string, Promise<Session>>();
  readonly #opened = new Map<string, Session>();
  readonly #openListeners = new Set<(session: Session) => void>();
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
      const session = await opening;
      this.#opened.set(session.state.path, session);
      for (const listener of this.#openListeners) listener(session);
      return session;
    } catch (error) {
      this.#open.delete(path);
      throw error;
    }
  }

  /** Calls the listener with each session that is opened from here on. */
  onOpen(listener: (session: Session) => void): void {
    this.#openListeners.add(listener);
  }

  /** The open session of a notebook by its id. */
  byNotebook(notebookId: string): Session | undefined {
    return this.all.find((session) => session.state.notebookId === notebookId);
  }

  /** Tells whether a cell waits or runs. */
  isQueued(notebookId: string, cellId: string): boolean {
    const executions = this.byNotebook(notebookId)?.state.executions ?? [];
    return executions.some((execution) => execution.cellId === cellId);
  }

  /** Every session that is open now. */
  get all(): readonly Session[] {
    return [...this.#opened.values()];
  }

  /** The lock of the notebook at a path, or of one in that folder, whose kernel runs something. */
  isBusy(path: string): LockView | undefined {
    for (const [open, session] of this.#opened) {
      if (isAtOrBelow(open, path) && session.lock.holder !== null) return session.lock;
    }
    return undefined;
  }

  /**
   * The lock that a window may not leave: it runs a long cell in a notebook other than `but`, and did not let it
   * go on in the background.
   */
  heldBy(windowId: string, but: Session): LockView | undefined {
    for (const session of this.#opened.values()) {
      const { holder } = session.lock;
      if (session === but || holder?.windowId !== windowId) continue;
      if (Date.now() - holder.since >= LONG_MS) return session.lock;
    }
    return undefined;
  }

  /** A file or folder has another path: open notebooks in it go on under the new one. */
  async renamed(from: string, to: string): Promise<void> {
    await renameNotebook(this.#services.store, from, to);
    for (const [path, opening] of [...this.#open]) {
      if (!isAtOrBelow(path, from)) continue;
      const session = await opening.catch(() => undefined);
      const next = to + path.slice(from.length);
      this.#forget(path);
      if (!session) continue;
      this.#open.set(next, opening);
      this.#opened.set(next, session);
      session.renamed(next, join(this.#services.root, next));
    }
  }

  /** A file or folder was deleted: its open notebooks end, their kernels too. */
  async deleted(path: string): Promise<void> {
    for (const [open, opening] of [...this.#open]) {
      if (!isAtOrBelow(open, path)) continue;
      const session = await opening.catch(() => undefined);
      this.#forget(open);
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

  #forget(path: string): void {
    this.#open.delete(path);
    this.#opened.delete(path);
  }
}

function isAtOrBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
