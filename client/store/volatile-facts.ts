import type {
  LockView,
  Presence,
  Problem,
  Progress,
  Question,
  ServerMessage,
} from "../../kernels/protocol/index.ts";

type VolatileMessage = Extract<ServerMessage, { type: "volatile" }>;

/** What has no place in the order, where the latest wins: who is here, how far it is, who holds the kernel. */
export class VolatileFacts {
  presence: readonly Presence[] = [];
  lock: LockView | undefined;
  /** What a cell asks a person. */
  question: Question | null = null;
  /** Why the notebook cannot be saved at the moment. */
  unsaved: Problem | null = null;
  /** The newest value of each bar that still runs, by its id. */
  progress: ReadonlyMap<string, Progress> = new Map();
  #offset = Number.NEGATIVE_INFINITY;

  /** Milliseconds since the epoch by the server's clock, as well as it is known here. */
  get serverNow(): number {
    return Date.now() + (Number.isFinite(this.#offset) ? this.#offset : 0);
  }

  /** Of all differences the largest had the shortest way. */
  noteServerTime(at: number): void {
    this.#offset = Math.max(this.#offset, at - Date.now());
  }

  take(message: VolatileMessage): void {
    if (message.presence) this.presence = message.presence;
    if (message.lock) this.lock = message.lock;
    if (message.question !== undefined) this.question = message.question;
    if (message.unsaved !== undefined) this.unsaved = message.unsaved;
    if (!message.progress) return;
    const progress = new Map(this.progress);
    for (const bar of message.progress) progress.set(bar.id, bar);
    this.progress = progress;
  }
}
