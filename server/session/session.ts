import type {
  Action,
  Answer,
  ClientOperation,
  ExecutionId,
  LockView,
  NotebookState,
  Place,
  Presence,
  Problem,
  Progress,
  ServerMessage,
} from "../../kernels/protocol/index.ts";
import { Listeners } from "../base/faults.ts";
import { mapEstimate } from "../runs/map-estimate.ts";
import type { NotebookRuns } from "../runs/notebook-runs.ts";
import type { RunRecord } from "../runs/run-record.ts";
import { type OpenedNotebook, openNotebook } from "./file/open-notebook.ts";
import { gapError, recoverExecutions } from "./file/recover.ts";
import { journalProblem } from "./file/save-trouble.ts";
import { Finishers } from "./finishers.ts";
import { Intake } from "./intake.ts";
import { Order, type OrderedEvent } from "./order/order.ts";
import { performAction } from "./perform-action.ts";
import { Asking, type Question } from "./questions/ask.ts";
import { toResume } from "./restore/auto-resume.ts";
import type { PreludeFailure } from "./restore/prelude.ts";
import { Runner } from "./runner.ts";
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
  readonly #volatile: VolatileState;
  readonly #runner: Runner;
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
        this.#volatile.setUnsaved("journal", error === null ? null : journalProblem(error)),
      onFault,
    });
    this.#lockKey = `nb:${opened.state.notebookId}`;
    const key = this.#lockKey;
    this.#volatile = new VolatileState(locks.view(key), onFault);
    this.#finishers = new Finishers((windowId) => this.#volatile.isThere(windowId), onFault);
    this.#runs = openRuns(services, opened, this.#order);
    this.#runner = new Runner({
      ...services,
      runs: this.#runs,
      executed: opened.executed,
      variables: opened.variables,
      crashed: (left) => this.#goOn(left),
      order: this.#order,
      volatile: this.#volatile,
      handover: () => handoverOf(services.notebookPath ?? this.file.path),
    });
    this.#order.performs((action, windowId) => this.#perform(action, windowId));
    this.#asking = new Asking(
      () => this.state,
      (type, content, ms) => this.#runner.ask(type, content, ms),
      (cellId) => mapEstimate(services.checkpoints, opened.state.notebookId, cellId),
    );
    this.#endLock = locks.onChange(key, () => this.#volatile.setLock(locks.view(key)));
    this.file = new SessionFile(services, opened, {
      order: this.#order,
      volatile: this.#volatile,
      moved: (path) => openings.moved(this, path),
    });
    this.#intake = new Intake(this.#order, (cellIds) => this.file.outside.changedCell(cellIds));
  }

  get state(): NotebookState {
    return this.#order.state;
  }

  /** The state and the place that it stands at, for a tab that begins with it. */
  snapshot(): { place: Place; state: NotebookState } {
    return { place: { epoch: this.#order.epoch, seq: this.#order.seq }, state: this.state };
  }

  /** The newest place that has been told. */
  get told(): Place {
    return this.#order.told;
  }

  get lock(): LockView {
    return this.#services.locks.view(this.#lockKey);
  }

  /** The newest values of the bars of what runs. */
  get progress(): readonly Progress[] {
    return this.#volatile.progress;
  }

  /** The window of what runs may leave: it goes on in the background, and its end is notified. */
  background(execId: ExecutionId): boolean {
    return this.#services.locks.background(this.#lockKey, execId);
  }

  /** Cancels one execution, on behalf of somebody. */
  async cancel(execId: ExecutionId, by: string): Promise<void> {
    const op = { type: "cancel", execIds: [execId] } as const;
    const result = this.#order.operate(op, { id: "server", by });
    if (result.ok) await result.written;
  }

  /** Stops an execution that runs, and says why under its cell. */
  stop(execId: ExecutionId, why: string): void {
    this.#runner.stop(execId, why);
  }

  since(place: Place): readonly OrderedEvent[] | undefined {
    return this.#order.since(place);
  }

  /** Listens to everything that a tab sees; gives the function that ends it. */
  listen(listeners: {
    events(events: readonly OrderedEvent[]): void;
    volatile(message: ServerMessage): void;
  }): () => void {
    const endEvents = this.#order.listen((events) => listeners.events(events));
    const endVolatile = this.#volatile.listen((message) => listeners.volatile(message));
    return () => {
      endEvents();
      endVolatile();
    };
  }

  /** Calls the listener when this notebook ends: its file was deleted, or the server stops. */
  onClosing(listener: () => void): () => void {
    return this.#closing.add(listener);
  }

  /** Answers what a cell asks a person; throws HF_INPUT_CLOSED when it does not ask that any more. */
  answer(answer: Answer): void {
    this.#runner.questions.answer(answer);
  }

  volatile(): ServerMessage {
    return this.#volatile.all();
  }

  arrive(tab: object, presence: Presence): void {
    this.#volatile.arrive(tab, presence);
  }

  leave(tab: object): void {
    this.#volatile.leave(tab);
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

  /** Answers a question about the notebook's names and text; nothing of it runs. */
  ask(question: Question): Promise<object> {
    return this.#asking.answer(question);
  }

  /** Brings back all variables of these cells in a new kernel, and makes anew what was not saved. */
  bringBack(cellIds: ReadonlySet<string>): Promise<PreludeFailure | undefined> {
    return this.#runner.variables.bringBack(cellIds);
  }

  /** Since when nobody has it open and nothing runs in its kernel, in ms since the epoch; undefined when it is in use. */
  get idleSince(): number | undefined {
    const { kernel, executions, cells } = this.state;
    const left = this.#volatile.unattendedSince;
    if (left === undefined || executions.length > 0 || kernel.status !== "idle") return undefined;
    return cells.reduce((newest, { run }) => Math.max(newest, run.endedAt ?? 0), left);
  }

  /** Saves the variables and ends the kernel, unless it is in use. */
  endIdleKernel(): Promise<boolean> {
    return this.#runner.endIdle();
  }

  /** Saves what is unsaved. */
  async save(): Promise<void> {
    await this.file.saver.save();
  }

  /** The file has another path now. */
  renamed(path: string, filePath: string): void {
    this.file.path = filePath;
    this.#order.tell({ type: "renamed", path });
  }

  /** Looks whether somebody else changed the file: what nobody has edited here is shown as it is there. */
  refresh(): Promise<void> {
    return this.file.outside.look();
  }

  /** Ends the kernel and saves; what was running ends as cancelled. */
  async close(options: { readonly keepFile?: boolean } = {}): Promise<void> {
    this.#closing.tell();
    this.#closing.clear();
    await this.#runner.close();
    await this.file.close({ keepFile: options.keepFile ?? false });
    await this.#order.flushed().catch(this.#services.onFault);
    this.#order.close();
    this.#endLock();
    this.#runs.close();
    this.#volatile.close();
  }

  async #recover(opened: OpenedNotebook): Promise<void> {
    // In the order, not beside it: a later replay has to give the same numbers to what runs from here on.
    this.#order.tell({ type: "opened", lastExecution: this.state.lastExecution });
    recoverExecutions(this.#order);
    const crashed = await this.#runs.recover();
    if (opened.gap) this.#services.onFault(gapError(opened.gap));
    await this.file.begin(opened);
    this.#runner.variables.offer();
    this.#goOn(crashed);
  }

  /** Runs that a crash interrupted go on by themselves. */
  #goOn(left: readonly RunRecord[]): void {
    if (!this.#services.autoResume) return;
    for (const { cellId, revision, by } of toResume(left, this.state)) {
      const op = { type: "run", cellIds: [cellId], sourceRevisions: [revision] } as const;
      const result = this.#order.operate(op, { id: `holdfast:${Date.now()}`, by });
      if (result.ok) result.written.catch(this.#services.onFault);
    }
  }

  #perform(action: Action, windowId: string | null): void {
    performAction(action, {
      runner: this.#runner,
      runs: this.#runs,
      saver: this.file.saver,
      conflicts: this.file.conflicts,
      windowId,
      finished: (execution, outcome) => {
        this.#finishers.tell(execution, outcome, this.lock.holder);
        this.#runner.finished(execution.id);
      },
      onFault: this.#services.onFault,
    });
  }
}
