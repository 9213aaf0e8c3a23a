import { release } from "node:process";
import { parseDuration, type RunBegin } from "../../protocol/index.ts";
import { hashOf, toChunks } from "../state/chunks.ts";
import { contentHash } from "../state/content-hash.ts";
import { encodeState } from "../state/state-codec.ts";
import type { CellRun } from "./cell-run.ts";

/** Results up to this size are kept for `reuse`, bytes. */
const MAX_RESULT = 16 * 1024 * 1024;

/** Options of `run`. */
export interface RunOptions<S> {
  /** Number of steps, for the bar and for `r.steps()`. */
  readonly total?: number;
  /** Steps between two checkpoints at least; default 1. They come once a second at most and cost 0.5 % at most. */
  readonly every?: number;
  /** The state of a fresh run; a copy of it. Default an empty object. */
  readonly state?: S;
  /** Seed of `r.random`; default 0. */
  readonly seed?: number;
  /** One run of this name at a time, of all notebooks of the server. */
  readonly exclusive?: string;
  /** What the result depends on beside the cells: a change of it begins anew. */
  readonly inputs?: unknown;
  /** A finished result that is younger is given back: "2h", or ms. */
  readonly reuse?: number | string;
  /** "behind": an older result is given back at once, too, and the cell runs again behind what waits; default "first". */
  readonly refresh?: "first" | "behind";
}

/** Checks what `run` was called with. @throws TypeError, RangeError naming the option */
export function beginOf(name: string, options: RunOptions<unknown>, fn: () => unknown): RunBegin {
  if (typeof name !== "string" || name.trim() === "")
    throw new TypeError(`run: the name is ${JSON.stringify(name)}, expected a text`);
  if (typeof fn !== "function")
    throw new TypeError(`run("${name}"): the last argument is ${typeof fn}, expected a function`);
  const { total, seed = 0, every = 1, reuse } = options;
  if (total !== undefined && !(Number.isSafeInteger(total) && total >= 0))
    throw new RangeError(`run("${name}"): total is ${total}, expected an integer ≥ 0`);
  if (!Number.isSafeInteger(seed))
    throw new RangeError(`run("${name}"): seed is ${seed}, expected an integer`);
  if (!(Number.isSafeInteger(every) && every >= 1))
    throw new RangeError(`run("${name}"): every is ${every}, expected an integer ≥ 1`);
  const { refresh = "first" } = options;
  if (refresh !== "first" && refresh !== "behind")
    throw new TypeError(
      `run("${name}"): refresh is ${JSON.stringify(refresh)}, expected "first" or "behind"`,
    );
  const reuseMs = reuse === undefined ? null : parseDuration(reuse);
  if (reuseMs === undefined)
    throw new TypeError(
      `run("${name}"): reuse is ${JSON.stringify(reuse)}, expected "2h", "30m" or ms`,
    );
  return {
    name,
    body: hashOf(Function.prototype.toString.call(fn)),
    seed,
    total: total ?? null,
    inputs: contentHash(options.inputs, "options.inputs"),
    reuseMs,
    isRefreshedBehind: refresh === "behind",
    node: process.versions.node.split(".")[0]!,
    arch: `${process.arch} ${release.name}`,
    map: null,
  };
}

/** A result as chunks, when it can be kept. */
export function resultChunks(result: unknown): ReturnType<typeof toChunks> | undefined {
  try {
    const bytes = encodeState(result, "result");
    return bytes.length <= MAX_RESULT ? toChunks(bytes) : undefined;
  } catch {
    return undefined; // a result that cannot be saved is given to the cell, and not kept for reuse
  }
}

/** What a run had when it ended early: n of how many, and the value. */
export function partialOf(run: CellRun<unknown>): {
  readonly n: number;
  readonly of: number | null;
  readonly value: unknown;
} {
  const { value, n = run.done, of = run.total } = run.kept;
  return { n, of: of ?? null, value };
}
