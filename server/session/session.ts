import {
  type Action,
  type Answer,
  type ClientOperation,
  type Execution,
  type ExecutionId,
  isUnsaved,
  type LockView,
  type NotebookState,
  type Outcome,
  type Place,
  type Presence,
  type Problem,
  type Progress,
  type ServerMessage,
  type ServerOperation,
} from "../../kernels/protocol/index.ts";
import type { NotebookRuns } from "../runs/notebook-runs.ts";
import { Asking, type Question } from "./ask.ts";
import { Conflicts } from "./conflicts.ts";
import { type OpenedNotebook, openNotebook } from "./open-notebook.ts";
import { Order, type OrderedEvent } from "./order.ts";
import { recoverExecutions } from "./recover.ts";
import { wasSentBefore } from "./resend.ts";
import { Runner } from "./runner.ts";
import { Saver } from "./saver.ts";
import { openRuns } from "./session-runs.ts";
import {
  type Author,
  type FinishListener,
  handoverOf,
  type SessionServices,
} from "./session-services.ts";
import type { TextHistory } from "./text-history.ts";
import { VolatileState } from "./volatile.ts";

/** One open notebook: its order, its runs, its file. It lives as long as the server, with or without tabs. */
export class Session {
  readonly #services: SessionServices;
  readonly #order: Order;
  readonly #volatile: VolatileState;
  readonly #runner: Runner;
  readonly #runs: NotebookRuns;
  readonly #asking: Asking;
  readonly #saver: Saver;
  readonly #conflicts: Conflicts;
  readonly #history: TextHistory;
  readonly #finishers = new Set<FinishListener>();
  readonly #lockKey: string;
  #filePath: string;

  static async open(services: SessionServices, path: string): Promise<Session> {
    const opened = await openNotebook(services.store, services.root, path);
    const session = new Session(services, opened);
    await session.#recover(opened);
    return session;
  }

  private constructor(services: SessionServices, opened: OpenedNotebook) {
    const { store, writer, locks, onFault } = services;
    this.#services = services;
    this.#filePath = opened.filePath;
    this.#history = opened.history;
    this.#order = new Order(opened);
    this.#lockKey = `nb:${opened.state.notebookId}`;
    const key = this.#lockKey;
    this.#volatile = new VolatileState(locks.view(key));
    const state = (): NotebookState => this.state;
    const file = (): string => this.#filePath;
    const tell = (op: ServerOperation): void => this.#tell(op);
    this.#runs = openRuns(services, opened.state.notebookId, { state, tell });
    this.#runner = new Runner({
      ...services,
      runs: this.#runs,
      order: this.#order,
      volatile: this.#volatile,
      handover: () => handoverOf(services.notebookPath ?? this.#filePath),
      perform: (actions) => this.#perform(actions),
    });
    this.#asking = new Asking(state, (type, content, ms) => this.#runner.ask(type, content, ms));
    locks.onChange(key, () => this.#volatile.setLock(locks.view(key)));
    this.#saver = new Saver(
      {
        order: this.#order,
        store,
        writer,
        file,
        onSaved: (seq) => tell({ type: "saved", seq }),
        onConflict: (reason) => tell({ type: "conflict", reason }),
        onFault,
      },
      opened.file,
    );
    this.#conflicts = new Conflicts({ saver: this.#saver, writer, file, tell, state });
    this.#order.listen(() => this.#saver.saveSoon());
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
    if (!result.ok) return;
    this.#perform(result.actions);
    await result.written;
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
    this.#finishers.add(listener);
    return () => this.#finishers.delete(listener);
  }

  /**
   * Puts an operation of a client in the order; resolves when the journal has it. One that was sent before is
   * acknowledged and not repeated.
   */
  async operate(
    op: ClientOperation,
    author: Author,
  ): Promise<{ seq: number } | { problem: Problem }> {
    if (wasSentBefore(this.state, author.id)) {
      await this.#order.flushed();
      return { seq: this.#order.seq };
    }
    const transformed = op.type === "setSource" ? this.#history.transform(this.state, op) : op;
    if ("code" in transformed) return { problem: transformed };
    const result = this.#order.operate(transformed, { id: author.id, by: author.name });
    if (!result.ok) return { problem: result.problem };
    this.#history.follow(transformed);
    this.#perform(result.actions, author.windowId);
    await result.written;
    return { seq: result.seq };
  }

  /** Answers a question about the notebook's names and text; nothing of it runs. */
  ask(question: Question): Promise<object> {
    return this.#asking.answer(question);
  }

  /** Saves what is unsaved. */
  async save(): Promise<void> {
    await this.#saver.save();
  }

  /** The file has another path now. */
  renamed(path: string, filePath: string): void {
    this.#filePath = filePath;
    this.#tell({ type: "renamed", path });
  }

  /** Takes the file as it is on disk when it was changed outside and nothing here is unsaved. */
  async refresh(): Promise<void> {
    if (isUnsaved(this.state) || this.state.executions.length > 0 || this.state.conflict !== null)
      return;
    await this.#conflicts.takeChanged();
  }

  /** Ends the kernel and saves; what was running ends as cancelled. */
  async close(options: { readonly keepFile?: boolean } = {}): Promise<void> {
    await this.#runner.close();
    if (!options.keepFile) await this.#saver.save().catch(this.#services.onFault);
    await this.#saver.close();
    await this.#order.flushed().catch(this.#services.onFault);
    this.#volatile.close();
  }

  async #recover({ relation, gap, file }: OpenedNotebook): Promise<void> {
    // In the order, not beside it: a later replay has to give the same numbers to what runs from here on.
    this.#tell({ type: "opened", lastExecution: this.state.lastExecution });
    recoverExecutions(this.state, (op) => this.#tell(op));
    await this.#runs.recover();
    if (gap)
      this.#services.onFault(
        new Error(`HF_JOURNAL_GAP: ${gap.setAside} events after ${gap.after} were set aside`),
      );
    if (relation === "new") await this.#saver.adopt(file);
    if (relation === "changed") await this.#conflicts.showFile();
    if (relation === "stranded") await this.#conflicts.strand();
    this.#saver.saveSoon();
  }

  #perform(actions: readonly Action[], windowId: string | null = null): void {
    for (const action of actions) {
      switch (action.type) {
        case "enqueue":
          void this.#runner.enqueue(action.execution, windowId);
          break;
        case "dequeue":
          this.#runner.dequeue(action.execId);
          break;
        case "interrupt":
          this.#runner.interrupt(action.execId);
          break;
        case "finished":
          this.#finished(action.execution, action.outcome);
          break;
        case "restartKernel":
          this.#runner.restart().catch(this.#services.onFault);
          break;
        case "startOver":
          this.#runs.startOver(action.cellId).catch(this.#services.onFault);
          break;
        case "save":
          this.#saver.save().catch(this.#services.onFault);
          break;
        case "resolveConflict":
          this.#conflicts.resolve(action.choice).catch(this.#services.onFault);
          break;
        default:
          action satisfies never;
      }
    }
  }

  /** Whatever the listeners do, the leases are given back (I6). */
  #finished(execution: Execution, outcome: Outcome): void {
    const { holder } = this.lock;
    const windowId = holder?.execId === execution.id ? holder.windowId : null;
    const isWatched = windowId !== null && this.#volatile.isThere(windowId);
    try {
      for (const listener of this.#finishers) listener(execution, outcome, isWatched);
    } finally {
      this.#runner.finished(execution.id);
    }
  }

  #tell(op: ServerOperation): void {
    const result = this.#order.operate(op, { id: "server", by: "holdfast" });
    if (!result.ok) return;
    this.#history.follow(op);
    result.written.catch(this.#services.onFault);
    this.#perform(result.actions);
  }
}
