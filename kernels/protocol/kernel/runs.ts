/** What kernel and server say about runs and their checkpoints (docs/runs.md). Hashes are SHA-256, 64 hex digits. */

/** A checkpoint: everything that a run needs to go on, by the hashes of its chunks. */
export interface RunManifest {
  readonly v: 1;
  readonly runId: string;
  /** 1 for the first checkpoint of a run, then +1. */
  readonly seq: number;
  /** Index of the first step that is not done. */
  readonly step: number;
  /** Number of steps in all; null when it is not known. */
  readonly total: number | null;
  /** Chunks of the state, in order. */
  readonly state: readonly string[];
  /** Lists that only grow: how many items, and the chunks of each group that was appended. */
  readonly parts: Readonly<Record<string, RunPart>>;
  /** How chunks are written: brotli, quality 1. */
  readonly codec: "br1";
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface RunPart {
  /** Items in all groups. */
  readonly count: number;
  /** Each group was appended at one checkpoint; its chunks in order. */
  readonly groups: readonly (readonly string[])[];
}

/** What a resume has to find equal: equal parts, equal digits. */
export interface ResumeKey {
  /** Hash of the source of the cell. */
  readonly cell: string;
  /** Hashes of the sources of the cells that it depends on, in order. */
  readonly prelude: readonly string[];
  readonly parameters: string;
  readonly inputs: string;
  readonly seed: number;
  readonly total: number | null;
  /** Version of holdfast, major version of Node, architecture of the processor, version of the checkpoint's form. */
  readonly holdfast: string;
  readonly node: string;
  readonly arch: string;
  readonly schema: number;
}

/** `run.begin`: a cell begins a run. */
export interface RunBegin {
  readonly name: string;
  /** Hash of the text of the run's function: two different ones of one name are an error. */
  readonly body: string;
  /** Chosen by the cell; the same key resumes only with the same seed. */
  readonly seed: number;
  readonly total: number | null;
  /** Hash of what the cell declared as its inputs. */
  readonly inputs: string;
  /** A finished run of the same key that is younger is given back; ms. */
  readonly reuseMs: number | null;
  /** An older one is given back, too, and the cell runs again behind it. */
  readonly isRefreshedBehind: boolean;
  /** Major version of Node and architecture of the kernel. */
  readonly node: string;
  readonly arch: string;
  /** Of a `runMap`; null for any other run. */
  readonly map: MapBegin | null;
}

/** What is special about a map: a larger one goes on from a smaller one that has finished. */
export interface MapBegin {
  /** Hash of the text of the cell without the samples that it chooses. */
  readonly source: string;
  /** Items of its sample, and of the whole. */
  readonly items: number;
  readonly all: number;
}

/** The answer to `run.begin`. */
export interface RunBegun {
  readonly runId: string;
  /** 1 for a fresh run, +1 with each resume. */
  readonly attempt: number;
  /** The checkpoint to go on from; null for a fresh run. */
  readonly manifest: RunManifest | null;
  /** A finished result to give back instead. */
  readonly reused: {
    readonly chunks: readonly string[];
    readonly at: number;
    readonly by: string;
    /** Its steps; null when it had no total. */
    readonly items: number | null;
    /** It is older than was asked for: a newer one is made behind it. */
    readonly isOld: boolean;
  } | null;
  /** A smaller map that had finished, whose items `manifest` holds. */
  readonly smaller?: { readonly items: number; readonly at: number; readonly by: string };
  /** Seconds per item of earlier runs of the same function, the newest last. */
  readonly paces: readonly number[];
  /** Names of the parts of the resume key in which an unfinished run differs that was put aside. */
  readonly differences: readonly string[];
}

/** How a run ended, or where it stands. */
export type RunState =
  | "running"
  | "done"
  | "failed"
  | "cancelled"
  | "interrupted"
  | "superseded"
  | "expired";

/** A run that can go on, as a cell shows it. */
export interface ResumableRun {
  readonly runId: string;
  readonly name: string;
  readonly state: "failed" | "cancelled" | "interrupted";
  /** Index of the first step that is not done, of how many. */
  readonly step: number;
  readonly total: number | null;
  readonly attempt: number;
  /** When the checkpoint was made, milliseconds since the epoch. */
  readonly at: number;
  /** Cells that have to run again silently before it goes on, and how long they took. */
  readonly again?: { readonly cells: number; readonly seconds: number };
}

const HASH = /^[0-9a-f]{64}$/;

export function isHash(value: unknown): value is string {
  return typeof value === "string" && HASH.test(value);
}

/** The most chunks of one checkpoint: 64 MiB in pieces of 256 KiB, twice for what does not compress. */
export const MAX_CHUNKS = 512;

/** MIME type of the line that says where a result comes from. */
export const PROVENANCE_MIME = "application/vnd.holdfast.provenance.v1+json";

export interface Provenance {
  readonly kind:
    | "resumed"
    | "partial"
    | "reused"
    | "anew"
    | "estimate"
    | "sample"
    | "so far"
    | "paused";
  /** "resumed from 62 %", "partial · 12 of 20", "from 2.3 h ago". */
  readonly text: string;
}

/** Whole percent of steps done; undefined without a total. */
export function percentOf(done: number, total: number | null): number | undefined {
  return total === null || total <= 0
    ? undefined
    : Math.floor((100 * Math.min(done, total)) / total);
}
