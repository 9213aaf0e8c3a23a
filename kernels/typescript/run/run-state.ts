import type { RunPart } from "../../protocol/index.ts";
import { type Chunk, fromChunks, toChunks } from "./chunks.ts";
import { decodeState, encodeState } from "./state-codec.ts";

/** A run inside of a run, as its parent saves it. */
export interface ChildState {
  /** Index of its first step that is not done. */
  step: number;
  state: unknown;
}

/** The state of a run as it was at the end of a step: bytes, which nothing that comes later changes. */
export interface Boundary {
  /** Index of the first step that is not done. */
  readonly step: number;
  readonly state: Uint8Array;
  /** How many items of each list belong to whole steps. */
  readonly counts: ReadonlyMap<string, number>;
}

/** A run's memory as chunks; `fresh` are those that the server may not have. */
export interface EncodedMemory {
  readonly state: readonly string[];
  readonly parts: Readonly<Record<string, RunPart>>;
  readonly fresh: readonly Chunk[];
  readonly appended: readonly (readonly [name: string, count: number, hashes: readonly string[]])[];
}

const CHILDREN = "children";

/** All that a run saves: its state, the states of runs inside of it, and the lists that only grow. */
export class RunMemory {
  state: unknown;
  readonly children = new Map<string, ChildState>();
  readonly #lists = new Map<string, unknown[]>();
  /** What of each list is in chunks that the server has. */
  readonly #saved = new Map<string, { count: number; groups: readonly (readonly string[])[] }>();

  constructor(state: unknown) {
    this.state = state;
  }

  /** A list of the run, or of a run inside of it (`child` is its name). */
  list(name: string, child?: string): unknown[] {
    const key = child === undefined ? `own:${name}` : `child:${child}:${name}`;
    const list = this.#lists.get(key) ?? [];
    this.#lists.set(key, list);
    return list;
  }

  /** The step that they belong to has ended: the next step's runs of the same names begin anew. */
  dropChildren(): void {
    for (const key of [...this.#lists.keys()])
      if (key.startsWith("child:")) {
        this.#lists.delete(key);
        this.#saved.delete(key);
      }
    this.children.clear();
  }

  /**
   * Writes the state as it is at the end of a step.
   *
   * @throws UnserialisableError
   */
  atBoundary(step: number): Boundary {
    const own = [...this.#lists].filter(([key]) => key.startsWith("own:"));
    return {
      step,
      state: encodeState(this.state, "r.state"),
      counts: new Map(own.map(([key, list]) => [key, list.length])),
    };
  }

  /** Adds what runs inside of the step have done since, and of all lists what is new. */
  encode({ state: bytes, counts }: Boundary): EncodedMemory {
    const state = toChunks(bytes);
    const fresh: Chunk[] = [...state];
    const parts: Record<string, RunPart> = {};
    const appended: [string, number, readonly string[]][] = [];
    for (const [key, list] of this.#lists) {
      const saved = this.#saved.get(key) ?? { count: 0, groups: [] };
      const count = key.startsWith("own:") ? (counts.get(key) ?? 0) : list.length;
      const groups = [...saved.groups];
      if (count > saved.count) {
        const name = JSON.stringify(key.slice(key.lastIndexOf(":") + 1));
        const added = toChunks(encodeState(list.slice(saved.count, count), `r.parts(${name})`));
        fresh.push(...added);
        const hashes = added.map(({ hash }) => hash);
        groups.push(hashes);
        appended.push([key, count, hashes]);
      }
      parts[key] = { count: Math.max(count, saved.count), groups };
    }
    if (this.children.size > 0) {
      const children = toChunks(encodeState(Object.fromEntries(this.children), "r.child().state"));
      fresh.push(...children);
      parts[CHILDREN] = { count: this.children.size, groups: [children.map(({ hash }) => hash)] };
    }
    return { state: state.map(({ hash }) => hash), parts, fresh, appended };
  }

  /** The server has it: what was appended is not sent again. */
  acknowledged({ appended }: EncodedMemory): void {
    for (const [key, count, hashes] of appended) {
      const groups = this.#saved.get(key)?.groups ?? [];
      this.#saved.set(key, { count, groups: [...groups, hashes] });
    }
  }

  /** Takes what a checkpoint saved. @throws RangeError when a chunk is damaged */
  restore(
    saved: {
      readonly state: readonly string[];
      readonly parts: Readonly<Record<string, RunPart>>;
    },
    bytesOf: (hash: string) => Uint8Array,
  ): void {
    const join = (hashes: readonly string[]): unknown =>
      decodeState(fromChunks(hashes.map((hash) => ({ hash, bytes: bytesOf(hash) }))));
    this.state = join(saved.state);
    for (const [key, { count, groups }] of Object.entries(saved.parts)) {
      if (key === CHILDREN) {
        const children = join(groups[0] ?? []) as Record<string, ChildState>;
        for (const [name, child] of Object.entries(children)) this.children.set(name, child);
      } else {
        this.#lists.set(
          key,
          groups.flatMap((group) => join(group) as unknown[]),
        );
        this.#saved.set(key, { count, groups });
      }
    }
  }
}
