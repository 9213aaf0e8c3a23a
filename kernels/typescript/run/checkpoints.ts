import type { Json, RunManifest } from "../../protocol/index.ts";
import type { Output, Parent } from "../process/output.ts";
import { ServerCallError, type ServerCalls } from "../runtime/server-calls.ts";
import { Cadence, type Pace } from "./cadence.ts";
import type { Boundary, EncodedMemory, RunMemory } from "./run-state.ts";

/** More than so many bytes are not saved at once: the older checkpoint stays valid. */
const MAX_BYTES = 64 * 1024 * 1024;
/** Copies at step boundaries may cost this share of the time, beside the first so many ms. */
const COPY_COST = 0.002;
const COPY_FREE_MS = 10;

/** Saves the memory of one run: when it is due, when it is asked for, and at its end as of the last whole step. */
export class Checkpoints {
  readonly #calls: ServerCalls;
  readonly #output: Output;
  readonly #parent: Parent;
  readonly #runId: string;
  readonly #memory: RunMemory;
  readonly #cadence: Cadence;
  readonly #pace: Pace;
  readonly #startedAt = performance.now();
  #seq: number;
  #savedStep: number;
  #total: number | null = null;
  #boundary: Boundary | undefined;
  #copyMs = 0;
  #warned = "";
  #isWanted = false;
  #saving: Promise<void> = Promise.resolve();
  /** Checkpoints that are on their way to the server. */
  #underWay = 0;
  #failure: unknown;

  constructor(parts: {
    readonly calls: ServerCalls;
    readonly output: Output;
    readonly parent: Parent;
    readonly runId: string;
    readonly memory: RunMemory;
    readonly every: number;
    readonly pace: Pace;
    readonly seq: number;
    readonly step: number;
  }) {
    this.#calls = parts.calls;
    this.#output = parts.output;
    this.#parent = parts.parent;
    this.#runId = parts.runId;
    this.#memory = parts.memory;
    this.#seq = parts.seq;
    this.#savedStep = parts.step;
    this.#pace = parts.pace;
    this.#cadence = new Cadence(parts.every, parts.step, undefined, parts.pace);
  }

  /** A step has ended: saves when that is due, else keeps a copy while that is cheap. */
  atBoundary(step: number, total: number | null): Promise<void> | undefined {
    this.#total = total;
    if (this.#failure !== undefined) throw this.#failure;
    const isDue = this.#isWanted || (this.#underWay === 0 && this.#cadence.isDue(step));
    // State that cannot be saved is refused at the first step, not after an hour.
    const isCheap =
      this.#copyMs <= COPY_FREE_MS + COPY_COST * (performance.now() - this.#startedAt);
    this.#boundary = undefined;
    if (!isDue && !isCheap && step > 0) return undefined;
    const began = performance.now();
    this.#boundary = this.#memory.atBoundary(step);
    this.#copyMs += performance.now() - began;
    if (!isDue || step <= this.#savedStep) return undefined;
    const isLast = step === total; // the end of a run waits for what it saved
    if (this.#pace.isAwaited || isLast) return this.save();
    this.save().catch((error: unknown) => {
      this.#failure = error; // thrown at the end of the next step
    });
    return undefined;
  }

  /**
   * Saves the newest whole step that is known, with what runs inside of the present step have done; resolves
   * when it is durable. Without a copy of a whole step it is saved at the end of this one.
   */
  save(): Promise<void> {
    const boundary = this.#boundary;
    this.#isWanted = boundary === undefined;
    if (!boundary) return Promise.resolve();
    // One after another: each builds on what the server has acknowledged before.
    this.#underWay++;
    const saved = this.#saving
      .then(() => this.#save(boundary))
      .finally(() => {
        this.#underWay--;
      });
    this.#saving = saved.catch(() => undefined); // told to whoever asked for it
    return saved;
  }

  async #save(boundary: Boundary): Promise<void> {
    const began = performance.now();
    const encoded = this.#memory.encode(boundary);
    const encoding = performance.now() - began;
    await this.#send(boundary.step, encoded);
    const cost = this.#pace.isAwaited ? performance.now() - began : encoding;
    this.#cadence.saved(boundary.step, cost);
  }

  /** The run ends early, maybe within a step: saves the newest whole step, if the server does not have it. */
  async saveLast(): Promise<void> {
    const step = this.#boundary?.step;
    if (step === undefined) return;
    if (step > this.#savedStep || this.#memory.children.size > 0) await this.save();
  }

  /** A checkpoint at the end of this step, too. */
  want(): void {
    this.#isWanted = true;
  }

  async #send(step: number, encoded: EncodedMemory): Promise<void> {
    const bytes = encoded.fresh.reduce((sum, chunk) => sum + chunk.bytes.length, 0);
    if (bytes > MAX_BYTES) {
      const size = Math.round(bytes / 1e6);
      this.#warn(
        `step ${step} was not saved, the older checkpoint stays: it has ${size} MB, more than 64 MB`,
      );
      return;
    }
    const { state, parts } = encoded;
    const manifest: RunManifest = {
      v: 1,
      runId: this.#runId,
      seq: this.#seq + 1,
      step,
      total: this.#total,
      state,
      parts,
      codec: "br1",
      at: Date.now(),
    };
    const params = manifest as unknown as Record<string, Json>;
    try {
      await this.#calls.call(this.#parent, "run.checkpoint", params, { chunks: encoded.fresh });
    } catch (error) {
      // A full disk, say: the work is worth more than its checkpoint, and the older one stays.
      if (!(error instanceof ServerCallError)) throw error;
      this.#warn(`step ${step} was not saved, the run goes on: ${error.message}`);
      return;
    }
    this.#seq++;
    this.#savedStep = step;
    this.#memory.acknowledged(encoded);
    this.#warned = "";
  }

  /** Says it once, not at every step. */
  #warn(text: string): void {
    const kind = text.replace(/\d+/g, "");
    if (kind !== this.#warned) this.#output.write("stderr", `holdfast: ${text}\n`);
    this.#warned = kind;
  }
}
