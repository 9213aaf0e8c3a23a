import type { RunPart } from "../../protocol/index.ts";
import type { Chunk } from "../runtime/server-calls.ts";
import { fromChunks, toChunks } from "../state/chunks.ts";
import { decodeState, encodeState } from "../state/state-codec.ts";

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
  readonly appended: readonly (readonly [name: string, list: SavedList])[];
}

/** What of a list is in chunks that the server has. */
interface SavedList {
  readonly count: number;
  readonly groups: readonly SavedItems[];
}

/** Items that were appended at one checkpoint, or at several that were joined. */
interface SavedItems {
  readonly count: number;
  readonly bytes: number;
  readonly hashes: readonly string[];
}

/** Groups of a list are joined up to so many bytes, so that many small checkpoints leave few of them. */
const JOINED_BYTES = 256 * 1024;

const CHILDREN = "children";

/** All that a run saves: its state, the states of runs inside of it, and the lists that only grow. */
export class RunMemory {
  state: unknown;
  readonly children = new Map<string, ChildState>();
  readonly #lists = new Map<string, unknown[]>();
  /** What of each list is in chunks that the server has. */
  readonly #saved = new Map<string, SavedList>();

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
    const appended: [string, SavedList][] = [];
    for (const [key, list] of this.#lists) {
      const saved = this.#saved.get(key) ?? { count: 0, groups: [] };
      const count = key.startsWith("own:") ? (counts.get(key) ?? 0) : list.length;
      const known = count > saved.count ? appendTo(saved, list, count, key, fresh) : saved;
      if (known !== saved) appended.push([key, known]);
      parts[key] = { count: known.count, groups: known.groups.map(({ hashes }) => hashes) };
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
    for (const [key, saved] of appended) this.#saved.set(key, saved);
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
        const items = groups.map((group) => join(group) as unknown[]);
        this.#lists.set(key, items.flat());
        const saved = groups.map((hashes, i) => ({
          count: items[i]!.length,
          bytes: hashes.reduce((sum, hash) => sum + bytesOf(hash).length, 0),
          hashes,
        }));
        this.#saved.set(key, { count, groups: saved });
      }
    }
  }
}

/** Writes the new items of a list, together with groups before them that are as small. */
function appendTo(
  saved: SavedList,
  list: readonly unknown[],
  count: number,
  key: string,
  fresh: Chunk[],
): SavedList {
  const groups = [...saved.groups];
  let start = saved.count;
  let bytes = 0;
  for (;;) {
    const before = groups.at(-1);
    if (!before || before.count > 2 * (count - start) || before.bytes + bytes > JOINED_BYTES) break;
    groups.pop();
    start -= before.count;
    bytes += before.bytes;
  }
  const name = JSON.stringify(key.slice(key.lastIndexOf(":") + 1));
  const chunks = toChunks(encodeState(list.slice(start, count), `r.parts(${name})`));
  fresh.push(...chunks);
  return {
    count,
    groups: [
      ...groups,
      {
        count: count - start,
        bytes: chunks.reduce((sum, chunk) => sum + chunk.bytes.length, 0),
        hashes: chunks.map(({ hash }) => hash),
      },
    ],
  };
}
