import type {
  LockView,
  Presence,
  Problem,
  Progress,
  Question,
  ServerMessage,
} from "../../kernels/protocol/index.ts";
import { Listeners, type OnFault, owned } from "../base/faults.ts";

type Volatile = Extract<ServerMessage, { type: "volatile" }>;

/** At most this often, in ms, are values told that only the newest of counts. */
const TELL_MS = 50;
/** More bars than a kernel watches are none that a person looks at. */
const MAX_BARS = 1_000;

/** Who is there, how far bars are, who holds the lock: never journalled, the newest value wins. */
export class VolatileState {
  readonly #presence = new Map<object, Presence>();
  readonly #progress = new Map<string, Progress>();
  readonly #moved = new Set<string>();
  readonly #listeners: Listeners<[message: Volatile]>;
  readonly #onFault: OnFault;
  #lock: LockView;
  #hasPresence = false;
  #hasLock = false;
  #question: Question | null = null;
  #hasQuestion = false;
  /** Why the journal, and why the file cannot be written: the former is worse. */
  readonly #unsaved: { journal: Problem | null; file: Problem | null } = {
    journal: null,
    file: null,
  };
  #hasUnsaved = false;
  #timer: NodeJS.Timeout | undefined;
  #leftAt = Date.now();

  constructor(lock: LockView, onFault: OnFault) {
    this.#lock = lock;
    this.#onFault = onFault;
    this.#listeners = new Listeners(onFault);
  }

  /** Everything, for a tab that has just come. */
  all(): Volatile {
    return {
      type: "volatile",
      presence: this.#everybody(),
      progress: [...this.#progress.values()],
      lock: this.#lock,
      question: this.#question,
      unsaved: this.#whyUnsaved,
    };
  }

  listen(listener: (message: Volatile) => void): () => void {
    return this.#listeners.add(listener);
  }

  arrive(tab: object, presence: Presence): void {
    this.#presence.set(tab, presence);
    this.#hasPresence = true;
    this.#tellSoon();
  }

  leave(tab: object): void {
    if (!this.#presence.delete(tab)) return;
    this.#leftAt = Date.now();
    this.#hasPresence = true;
    this.#tellSoon();
  }

  /** Tells whether a window has a tab here. */
  isThere(windowId: string): boolean {
    return [...this.#presence.values()].some((presence) => presence.windowId === windowId);
  }

  /** Tells whether anybody has the notebook open. */
  get isAttended(): boolean {
    return this.#presence.size > 0;
  }

  /** Since when nobody has it open, in ms since the epoch; undefined while somebody has. */
  get unattendedSince(): number | undefined {
    return this.isAttended ? undefined : this.#leftAt;
  }

  get progress(): readonly Progress[] {
    return [...this.#progress.values()];
  }

  setLock(lock: LockView): void {
    this.#lock = lock;
    this.#hasLock = true;
    this.#tellSoon();
  }

  setQuestion(question: Question | null): void {
    this.#question = question;
    this.#hasQuestion = true;
    this.#tellSoon();
  }

  setUnsaved(what: "journal" | "file", problem: Problem | null): void {
    this.#unsaved[what] = problem;
    this.#hasUnsaved = true;
    this.#tellSoon();
  }

  setProgress(bar: Progress): void {
    if (this.#progress.size >= MAX_BARS && !this.#progress.has(bar.id)) return;
    this.#progress.set(bar.id, bar);
    this.#moved.add(bar.id);
    this.#tellSoon();
  }

  /** Takes the bars that `is` accepts: they are in the order now, or belong to nobody any more. */
  takeProgress(is: (bar: Progress) => boolean): Progress[] {
    const taken = [...this.#progress.values()].filter(is);
    for (const { id } of taken) {
      this.#progress.delete(id);
      this.#moved.delete(id);
    }
    return taken;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#listeners.clear();
  }

  get #whyUnsaved(): Problem | null {
    return this.#unsaved.journal ?? this.#unsaved.file;
  }

  /** One entry a window: a tab that reconnects may be there twice for a moment. */
  #everybody(): Presence[] {
    return [
      ...new Map(
        [...this.#presence.values()].map((presence) => [presence.windowId, presence]),
      ).values(),
    ];
  }

  #tellSoon(): void {
    this.#timer ??= setTimeout(
      owned(this.#onFault, () => this.#tell()),
      TELL_MS,
    );
  }

  #tell(): void {
    this.#timer = undefined;
    const progress = [...this.#moved].map((id) => this.#progress.get(id)!);
    const message: Volatile = {
      type: "volatile",
      ...(this.#hasPresence && { presence: this.#everybody() }),
      ...(progress.length > 0 && { progress }),
      ...(this.#hasLock && { lock: this.#lock }),
      ...(this.#hasQuestion && { question: this.#question }),
      ...(this.#hasUnsaved && { unsaved: this.#whyUnsaved }),
    };
    this.#hasPresence = false;
    this.#hasLock = false;
    this.#hasQuestion = false;
    this.#hasUnsaved = false;
    this.#moved.clear();
    this.#listeners.tell(message);
  }
}
