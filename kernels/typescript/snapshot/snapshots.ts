import { createHash } from "node:crypto";
import { clearTimeout, setTimeout } from "node:timers"; // a cell may have put others in their place
import {
  type Json,
  type MissingVariable,
  type SavedDeclaration,
  type SavedGroup,
  sizeText,
  type VariableSnapshot,
} from "../../protocol/index.ts";
import { bytesOf } from "../introspect/sizes.ts";
import type { Output, Parent } from "../process/output.ts";
import type { Chunk, ServerCalls } from "../runtime/server-calls.ts";
import type { Variables } from "../runtime/variables.ts";
import { toChunksLater } from "../state/chunks.ts";
import { writeState } from "../state/state-codec.ts";
import { Repeatables } from "./repeatables.ts";
import { groupValues, TOO_LARGE } from "./value-groups.ts";

/** Saving may take this share of the time that cells ran. */
const SHARE = 0.02;
/** Between two cells it is done only when so many ms of it may be taken. */
const WORTH_MS = 20;
/** While nothing runs it may take so many ms besides. */
const FREE_MS = 100;
/** How long nothing has to run before that, in ms. */
const QUIET_MS = 250;
/** More than so many bytes are not saved. */
const MAX_BYTES = 256e6;
/** Bytes that are written in a ms, at least. */
const BYTES_PER_MS = 100e3;

/** What the text of a cell has that makes a run. */
const MAY_RESUME = /\b(?:run|runMap|resumable)\b/;

/** Saves the variables between cells, in the background, so that a new kernel can have them without running the cells. */
export class Snapshots {
  readonly repeatables = new Repeatables();
  readonly #output: Output;
  readonly #calls: ServerCalls;
  readonly #variables: Variables;
  readonly #ready: () => Promise<void>;
  /** What the server has, by the names of the group. */
  readonly #saved = new Map<string, SavedGroup>();
  #creditMs = 0;
  #timer: NodeJS.Timeout | undefined;
  /** The cell whose variables wait to be saved. */
  #waiting: Parent | undefined;
  #sending: Promise<void> = Promise.resolve();
  /** The newest cell. */
  #last: Parent | undefined;
  #sent = "";
  #failure = "";

  /** @param parts.ready resolves when the classes are known whose instances can be saved */
  constructor(parts: {
    output: Output;
    calls: ServerCalls;
    variables: Variables;
    ready: () => Promise<void>;
  }) {
    this.#ready = parts.ready;
    this.#output = parts.output;
    this.#calls = parts.calls;
    this.#variables = parts.variables;
  }

  /**
   * A cell begins: what waits for a quiet moment waits for another, unless this cell may be one that goes on in a new
   * kernel, and needs the variables then.
   */
  async cellBegins(code: string): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#waiting && MAY_RESUME.test(code)) await this.#takeWaiting();
  }

  /** A cell has ended that took so many ms. */
  async cellEnded(parent: Parent, ms: number): Promise<void> {
    clearTimeout(this.#timer);
    this.#creditMs += SHARE * ms;
    this.#waiting = parent;
    this.#last = parent;
    if (this.#creditMs >= WORTH_MS) {
      await this.#ready();
      this.#take(parent, this.#creditMs);
    }
    this.#timer = setTimeout(() => void this.#takeWaiting(), QUIET_MS);
    this.#timer.unref();
  }

  /** Saves all that can be saved, however long it takes: the kernel is about to be ended. Never rejects. */
  async saveAll(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#ready();
    const parent = this.#last;
    this.#waiting = undefined;
    if (parent) this.#take(parent, Number.POSITIVE_INFINITY);
    await this.#sending;
  }

  /** These were brought back: the server has them. */
  restored(groups: readonly SavedGroup[]): void {
    for (const group of groups) this.#saved.set(keyOf(group), group);
  }

  async #takeWaiting(): Promise<void> {
    await this.#ready();
    const parent = this.#waiting;
    this.#waiting = undefined;
    if (parent) this.#take(parent, this.#creditMs + FREE_MS);
  }

  /** Whatever happens, the next cell runs: a failure is said once. */
  #take(parent: Parent, budgetMs: number): void {
    try {
      // What has all of them needs no second reading in the next quiet moment.
      if (this.#read(parent, budgetMs)) this.#waiting = undefined;
    } catch (error) {
      const text = `holdfast: the variables could not be saved: ${String(error)}\n`;
      if (text !== this.#failure) this.#output.write("stderr", text);
      this.#failure = text;
    }
  }

  /**
   * Reads the variables as they are now; compresses and sends them while other things go on.
   *
   * @returns false when there was no time for some of them
   */
  #read(parent: Parent, budgetMs: number): boolean {
    const began = performance.now();
    const spent = (): number => performance.now() - began;
    const { values, declarations, missing } = this.#sort();
    const { groups, refused } = groupValues(values, () => spent() > budgetMs);
    const nOf = (name: string): number => this.#variables.originOf(name)?.n ?? 0;
    for (const { name, why } of refused) missing.push({ name, why, n: nOf(name) });
    const written: { group: SavedGroup; bytes: Uint8Array | undefined }[] = [];
    let total = 0;
    for (const { names, hasInstances } of groups) {
      const held = Object.fromEntries(names.map((name) => [name, values.get(name)]));
      const size = bytesOf(held, { left: 2_000 });
      total += size;
      if (total > MAX_BYTES || size / BYTES_PER_MS > budgetMs - spent()) {
        const why = `${TOO_LARGE}: ${sizeText(size)}`;
        for (const name of names) missing.push({ name, why, n: nOf(name) });
        continue;
      }
      const bytes = writeState(held, hasInstances);
      const variables = names.map((name) => ({
        name,
        kind: this.#variables.kindOf(name) ?? "let",
        n: nOf(name),
      }));
      const print = createHash("blake2b512").update(bytes).digest("base64url").slice(0, 43);
      const before = this.#saved.get(keyOf({ variables }));
      const isSame = before?.print === print;
      written.push({
        group: { variables, chunks: isSame ? before.chunks : [], print },
        bytes: isSame ? undefined : bytes,
      });
    }
    this.#creditMs = Math.max(0, this.#creditMs - spent());
    const facts = { v: 1, n: parent.execution, at: Date.now(), declarations, missing } as const;
    this.#sending = this.#sending.then(() => this.#send(parent, facts, written)).catch(() => {}); // a server that cannot save it says so itself; the next one is tried again
    return !missing.some(({ why }) => why.startsWith(TOO_LARGE));
  }

  /** Values, declarations, and what is neither. */
  #sort(): {
    values: Map<string, unknown>;
    declarations: SavedDeclaration[];
    missing: MissingVariable[];
  } {
    const values = new Map<string, unknown>();
    const declarations = new Set<SavedDeclaration>();
    const missing: MissingVariable[] = [];
    for (const { name, kind, holder } of this.#variables.entries()) {
      const value = holder.v;
      const declaration = this.repeatables.of(name, value);
      if (declaration) declarations.add(declaration);
      else if (kind === "import" || typeof value === "function") {
        const n = this.#variables.originOf(name)?.n ?? 0;
        missing.push({ name, why: `${name} (${describeFunction(value)})`, n });
      } else values.set(name, value);
    }
    const inOrder = [...declarations].sort((a, b) => a.n - b.n);
    return { values, declarations: inOrder, missing };
  }

  async #send(
    parent: Parent,
    facts: Omit<VariableSnapshot, "groups">,
    written: readonly { readonly group: SavedGroup; readonly bytes: Uint8Array | undefined }[],
  ): Promise<void> {
    const groups: SavedGroup[] = [];
    const fresh: Chunk[] = [];
    for (const { group, bytes } of written) {
      const chunks = bytes ? await toChunksLater(bytes) : undefined;
      fresh.push(...(chunks ?? []));
      groups.push(chunks ? { ...group, chunks: chunks.map(({ hash }) => hash) } : group);
    }
    const { at, n, ...rest } = facts;
    const same = JSON.stringify({ ...rest, groups });
    if (same === this.#sent) return;
    const snapshot = { ...facts, groups } as unknown as Record<string, Json>;
    await this.#calls.call(parent, "snapshot.save", snapshot, { chunks: fresh });
    this.#sent = same;
    this.#saved.clear();
    for (const group of groups) this.#saved.set(keyOf(group), group);
  }
}

function keyOf({ variables }: Pick<SavedGroup, "variables">): string {
  return JSON.stringify(variables);
}

function describeFunction(value: unknown): string {
  if (typeof value !== "function") return "an import that changed";
  return /^class\b/.test(Function.prototype.toString.call(value)) ? "a class" : "a function";
}
