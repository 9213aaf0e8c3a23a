import type {
  Action,
  ClientOperation,
  ExecutionId,
  LockView,
  NotebookState,
  Problem,
  ServerMessage,
} from "../../kernels/protocol/index.ts";
import { Listeners } from "../base/faults.ts";
import { mapEstimate } from "../runs/map-estimate.ts";
import type { NotebookRuns } from "../runs/notebook-runs.ts";
import { type OpenedNotebook, openNotebook } from "./file/open-notebook.ts";
import { gapError, recoverExecutions } from "./file/recover.ts";
import { journalProblem } from "./file/save-trouble.ts";
import { Finishers } from "./finishers.ts";
import { Intake } from "./intake.ts";
import { openRunner } from "./open-runner.ts";
import { Order, type OrderedEvent, type OrderView } from "./order/order.ts";
import { performAction } from "./perform-action.ts";
import { Asking, type Query } from "./questions/ask.ts";
import { goOn } from "./restore/auto-resume.ts";
import type { Runner } from "./runner.ts";
import { SessionFile } from "./session-file.ts";
import { openRuns } from "./session-runs.ts";
import {
  type Author,
  type FinishListener,
  handoverOf,
  type Openings,
  type SessionServices,
} from "./session-services.ts";
import { VolatileState } from "./volatile.ts";

/** One open notebook: its order, its runs, its file. It lives as long as the server, with or without tabs. */
export class Session {
  readonly #services: SessionServices;
  readonly #order: Order;
  /** Who is there, how far bars are, who holds the lock. */
  readonly volatile: VolatileState;
  readonly runner: Runner;
  readonly #runs: NotebookRuns;
  readonly #asking: Asking;
  readonly #intake: Intake;
  readonly file: SessionFile;
  readonly #finishers: Finishers;
  readonly #lockKey: string;
  readonly #endLock: () => void;
  readonly #closing: Listeners<[]>;

  /** @param openings how it stands to the other notebooks of this server */
  static async open(services: SessionServices, path: string, openings: Openings): Promise<Session> {
    const { store, root, onFault } = services;
    const opened = await openNotebook(store, root, path, { ...openings, onFault });
    const session = new Session(services, opened, openings);
    await session.#recover(opened);
    return session;
  }

  private constructor(services: SessionServices, opened: OpenedNotebook, openings: Openings) {
    const { locks, onFault } = services;
    this.#services = services;
    this.#closing = new Listeners(onFault);
    this.#order = new Order({
      ...opened,
      onBehind: (error) =>
        this.volatile.setUnsaved("journal", error === null ? null : journalProblem(error)),
      onFault,
    });
    this.#lockKey = `nb:${opened.state.notebookId}`;
    const key = this.#lockKey;
    this.volatile = new VolatileState(locks.view(key), onFault);
    this.#finishers = new Finishers((windowId) => this.volatile.isThere(windowId), onFault);
    this.#runs = openRuns(services, opened, this.#order);
    this.runner = openRunner({
      ...services,
      runs: this.#runs,
      executed: opened.executed,
      variables: opened.variables,
      crashed: (left) => goOn(left, { ...services, order: this.#order }),
      order: this.#order,
      volatile: this.volatile,
      handover: () => handoverOf(services.notebookPath ?? this.file.path),
    });
    this.#order.performs((action, windowId) => this.#perform(action, windowId));
    this.#asking = new Asking(
      () => this.state,
      (type, content, ms) => this.runner.ask(type, content, ms),
      (cellId) => mapEstimate(services.checkpoints, opened.state.notebookId, cellId),
    );
    this.#endLock = locks.onChange(key, () => this.volatile.setLock(locks.view(key)));
    this.file = new SessionFile(services, opened, {
      order: this.#order,
      volatile: this.volatile,
      moved: (path) => openings.moved(this, path),
    });
    this.#intake = new Intake(this.#order, (cellIds) => this.file.outside.changedCell(cellIds));
  }

  get state(): NotebookState {
    return this.#order.state;
  }

  /** What has happened, in its order; only operations change it. */
  get order(): OrderView {
    return this.#order;
  }

  get lock(): LockView {
    return this.#services.locks.view(this.#lockKey);
  }

  /** The window of what runs may leave: it goes on in the background, and its end is notified. */
  background(execId: ExecutionId): boolean {
    return this.#services.locks.background(this.#lockKey, execId);
  }

  /** Listens to everything that a tab sees; gives the function that ends it. */
  listen(listeners: {
    events(events: readonly OrderedEvent[]): void;
    volatile(message: ServerMessage): void;
  }): () => void {
    const endEvents = this.#order.listen((events) => listeners.events(events));
    const endVolatile = this.volatile.listen((message) => listeners.volatile(message));
    return () => {
      endEvents();
      endVolatile();
    };
  }

  /** Calls the listener when this notebook ends: its file was deleted, or the server stops. */
  onClosing(listener: () => void): () => void {
    return this.#closing.add(listener);
  }

  /** Calls the listener when an execution has ended. */
  onFinished(listener: FinishListener): () => void {
    return this.#finishers.add(listener);
  }

  /**
   * Puts an operation of a client in the order; resolves when the journal has it. One that was sent before is
   * acknowledged and not repeated.
   */
  operate(op: ClientOperation, author: Author): Promise<{ seq: number } | { problem: Problem }> {
    return this.#intake.operate(op, author);
  }

  /** Answers a query about the notebook's names and text; nothing of it runs. */
  ask(query: Query): Promise<object> {
    return this.#asking.answer(query);
  }

  /** The file has another path now. */
  renamed(path: string, filePath: string): void {
    this.file.path = filePath;
    this.#order.tell({ type: "renamed", path });
  }

  /** Ends the kernel and saves; what was running ends as cancelled. */
  async close(options: { readonly keepFile?: boolean } = {}): Promise<void> {
    this.#closing.tell();
    this.#closing.clear();
    await this.runner.close();
    await this.file.close({ keepFile: options.keepFile ?? false });
    await this.#order.flushed().catch(this.#services.onFault);
    this.#order.close();
    this.#endLock();
    this.#runs.close();
    this.volatile.close();
  }

  async #recover(opened: OpenedNotebook): Promise<void> {
    const { onFault } = this.#services;
    recoverExecutions(this.#order);
    const crashed = await this.#runs.recover();
    if (opened.gap) onFault(gapError(opened.gap));
    await this.file.begin(opened);
    this.runner.variables.offer();
    goOn(crashed, { ...this.#services, order: this.#order });
  }

  #perform(action: Action, windowId: string | null): void {
    performAction(action, {
      runner: this.runner,
      runs: this.#runs,
      saver: this.file.saver,
      conflicts: this.file.conflicts,
      windowId,
      finished: (execution, outcome) => {
        this.#finishers.tell(execution, outcome, this.lock.holder);
        this.runner.finished(execution.id);
      },
      onFault: this.#services.onFault,
    });
  }
}
