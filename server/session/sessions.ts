import { join, relative, sep } from "node:path";
import { HoldfastError, isLong, type LockView } from "../../kernels/protocol/index.ts";
import { Listeners } from "../base/faults.ts";
import { fileIdentity, fileMark } from "../contents/file-identity.ts";
import { resolvePath } from "../contents/resolve-path.ts";
import { renameNotebook } from "../store/notebooks.ts";
import { Session } from "./session.ts";
import type { SessionServices } from "./session-services.ts";

/** A kernel that nobody used for so long may be ended when another notebook needs its place. */
const IDLE_KERNEL_MS = 10 * 60_000;

/** Every open notebook of this server, by its path. */
export class Sessions {
  readonly #services: SessionServices;
  /** What is being opened, by the identity of its file. */
  readonly #opening = new Map<string, Promise<Session>>();
  readonly #opened = new Map<string, Session>();
  /** Resolves when no file is being moved or deleted. */
  #moving: Promise<void> = Promise.resolve();
  readonly #openListeners: Listeners<[session: Session]>;
  #isClosed = false;

  constructor(services: SessionServices) {
    this.#services = services;
    this.#openListeners = new Listeners(services.onFault);
  }

  /**
   * The session of a notebook, opened if need be: one for a file, however many ask at once and by whatever name
   * (symbolic link, hard link, another case or normal form where the disk takes them for the same).
   *
   * @throws HoldfastError HF_STORE_CLOSED, HF_FILE_NOT_FOUND, HF_FILE_UNREADABLE, HF_NOTEBOOK_…, HF_PATH_…
   */
  async open(path: string): Promise<Session> {
    await this.#moving;
    const { realPath, file } = await resolvePath(this.#services.root, path);
    const identity = (await fileIdentity(file)) ?? file;
    // From here to the next await nobody else is asked: two that open one file at once get one session (S27).
    if (this.#isClosed) throw new HoldfastError("HF_STORE_CLOSED", "The server is stopping");
    const same = this.#opened.get(realPath) ?? this.#opening.get(identity);
    if (same) return same;
    const opening = this.#openOnce(realPath, identity);
    this.#opening.set(identity, opening);
    try {
      return await opening;
    } finally {
      this.#opening.delete(identity);
    }
  }

  async #openOnce(realPath: string, identity: string): Promise<Session> {
    // By the file that each has now: saving gives a file another inode.
    const file = join(this.#services.root, realPath);
    const mark = await fileMark(file);
    for (const session of this.all) {
      const now = await fileIdentity(session.file.path);
      if (identity === now) return session;
      if (now !== undefined || mark === undefined || session.file.mark !== mark) continue;
      if (await this.#moved(session, file)) return session; // somebody renamed it by hand
    }
    const session = await Session.open(this.#services, realPath, {
      isOpen: (notebookId) => this.byNotebook(notebookId) !== undefined,
      moved: (moving, to) => this.#moved(moving, to),
    });
    if (this.#isClosed) {
      await session.close();
      throw new HoldfastError("HF_STORE_CLOSED", "The server is stopping");
    }
    this.#opened.set(session.state.path, session);
    this.#openListeners.tell(session);
    return session;
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
      if (isLong(holder, Date.now())) return session.lock;
    }
    return undefined;
  }

  /** Ends the kernel of the notebook that nobody has used for the longest time, when that is long. */
  async endIdleKernel(): Promise<void> {
    const before = Date.now() - (this.#services.idleKernelMs ?? IDLE_KERNEL_MS);
    const idle = this.all
      .map((session) => ({ session, since: idleSince(session) ?? Number.POSITIVE_INFINITY }))
      .filter(({ since }) => since <= before)
      .sort((a, b) => a.since - b.since);
    for (const { session } of idle) if (await session.runner.endIdle()) return;
  }

  /**
   * Gives a file or folder another path: open notebooks in it go on under the new one. Nothing is opened meanwhile, so
   * that no notebook is known by both.
   *
   * @param move does it on the disk
   */
  rename(from: string, to: string, move: () => Promise<void>): Promise<void> {
    return this.#whileMoving(async () => {
      await move();
      await this.#follow(from, to);
    });
  }

  /** Somebody gave the file of an open notebook another name by hand. */
  async #moved(session: Session, file: string): Promise<boolean> {
    const to = relative(this.#services.root, file).split(sep).join("/");
    if (this.#opened.has(to)) return false;
    await this.#follow(session.state.path, to);
    return true;
  }

  /** What is known by a path, or below it, is known by another from here on. */
  async #follow(from: string, to: string): Promise<void> {
    await renameNotebook(this.#services.store, from, to);
    for (const session of this.all) {
      const { path } = session.state;
      if (!isAtOrBelow(path, from)) continue;
      const next = to + path.slice(from.length);
      this.#opened.delete(path);
      this.#opened.set(next, session);
      session.renamed(next, join(this.#services.root, next));
    }
  }

  /**
   * Deletes a file or folder: its open notebooks end, their kernels too.
   *
   * @param remove does it on the disk
   */
  delete(path: string, remove: () => Promise<void>): Promise<void> {
    return this.#whileMoving(async () => {
      // What lies in the trash is all that there was.
      for (const session of this.all)
        if (isAtOrBelow(session.state.path, path)) await session.file.save().catch(() => {});
      await remove();
      for (const session of this.all) {
        if (!isAtOrBelow(session.state.path, path)) continue;
        this.#opened.delete(session.state.path);
        await session.close({ keepFile: true });
      }
    });
  }

  /** One move of files after another, when everything that is being opened is open. */
  #whileMoving(move: () => Promise<void>): Promise<void> {
    const moved = this.#moving.then(async () => {
      await Promise.allSettled(this.#opening.values());
      await move();
    });
    this.#moving = moved.catch(() => {}); // told to whoever asked for it
    return moved;
  }

  /** Ends every session; everything is saved. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled(this.#opening.values());
    await Promise.allSettled(this.all.map((session) => session.close())).then((ends) => {
      for (const end of ends) if (end.status === "rejected") this.#services.onFault(end.reason);
    });
  }
}

function isAtOrBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** Since when nobody has it open and nothing runs in its kernel, in ms since the epoch; undefined when it is in use. */
function idleSince({ state, volatile }: Session): number | undefined {
  const { kernel, executions, cells } = state;
  const left = volatile.unattendedSince;
  if (left === undefined || executions.length > 0 || kernel.status !== "idle") return undefined;
  return cells.reduce((newest, { run }) => Math.max(newest, run.endedAt ?? 0), left);
}
