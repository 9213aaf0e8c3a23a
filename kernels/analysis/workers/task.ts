/**
 * Work that falls into units which depend on nothing but their index. Plain data: workers get it by a structured clone, which passes
 * shared memory on without a copy. Each family has its own kind of job; the one table of them is in `worker/unit-maker.ts`.
 */
export interface UnitTask<Kind extends string = string, Job = unknown> {
  readonly kind: Kind;
  readonly job: Job;
}

/** What a worker starts with. */
export interface WorkerStart {
  readonly task: UnitTask;
  /** One word of shared memory: not 0 when the work is no longer wanted. */
  readonly cancel: Int32Array;
  /** The compiled WebAssembly, when there is one. */
  readonly kernels: object | undefined;
}

/** What the main thread asks for. */
export interface UnitRequest {
  readonly index: number;
}

/** What a worker answers: the unit, or why there is none. */
export type UnitReply =
  | { readonly index: number; readonly unit: object }
  | { readonly index: number; readonly failure: UnitFailure };

/** An error as plain data. */
export interface UnitFailure {
  /** Of an `AnalysisError`; absent for any other. */
  readonly code?: string;
  readonly message: string;
  /** The other fields of an `AnalysisError`. */
  readonly details: Readonly<Record<string, unknown>>;
}
