import { describeValue, isCount, isObject } from "../base/json.ts";
import { isHash, MAX_CHUNKS, type RunBegin, type RunManifest, type RunPart } from "./runs.ts";

/** Says what is wrong with a `run.begin`, or undefined. */
export function runBeginFault(value: unknown): string | undefined {
  if (!isObject(value)) return `it is ${describeValue(value)}`;
  const { name, body, seed, total, inputs, reuseMs, isRefreshedBehind, node, arch, map } =
    value as Partial<RunBegin>;
  if (typeof name !== "string" || name.trim() === "" || name.length > 200)
    return `name is ${describeValue(name)}, expected 1 to 200 characters`;
  if (!isHash(body)) return `body is ${describeValue(body)}`;
  if (!isHash(inputs)) return `inputs is ${describeValue(inputs)}`;
  if (!Number.isSafeInteger(seed)) return `seed is ${describeValue(seed)}, expected an integer`;
  if (total !== null && !isCount(total)) return `total is ${describeValue(total)}`;
  if (reuseMs !== null && !(typeof reuseMs === "number" && reuseMs >= 0))
    return `reuseMs is ${describeValue(reuseMs)}`;
  if (typeof isRefreshedBehind !== "boolean")
    return `isRefreshedBehind is ${describeValue(isRefreshedBehind)}`;
  if (typeof node !== "string" || typeof arch !== "string") return "node or arch is missing";
  if (
    map !== null &&
    !(isObject(map) && isHash(map.source) && isCount(map.items) && isCount(map.all))
  )
    return `map is ${describeValue(map)}`;
  return undefined;
}

/** Says what is wrong with a checkpoint that a kernel sent, or undefined. */
export function manifestFault(value: unknown): string | undefined {
  if (!isObject(value)) return `it is ${describeValue(value)}`;
  const { v, runId, seq, step, total, state, parts, codec, at } = value as Partial<RunManifest>;
  if (v !== 1 || codec !== "br1") return `form ${describeValue(v)} ${describeValue(codec)}`;
  if (typeof runId !== "string") return `runId is ${describeValue(runId)}`;
  if (!isCount(seq) || !isCount(step)) return "seq or step is no count";
  if (total !== null && !isCount(total)) return `total is ${describeValue(total)}`;
  if (!Array.isArray(state) || !state.every(isHash)) return "state is no list of hashes";
  if (!isObject(parts) || !Object.values(parts).every(isPart))
    return "parts are no lists of hashes";
  if (typeof at !== "number") return `at is ${describeValue(at)}`;
  return undefined;
}

/** Every chunk that a checkpoint needs. */
export function chunksOf({ state, parts }: Pick<RunManifest, "state" | "parts">): string[] {
  const groups = Object.values(parts).flatMap((part) => part.groups.flat());
  return [...new Set([...state, ...groups])];
}

function isPart(value: unknown): value is RunPart {
  return (
    isObject(value) &&
    isCount(value.count) &&
    Array.isArray(value.groups) &&
    value.groups.every((group) => Array.isArray(group) && group.every(isHash)) &&
    value.groups.length <= 100 * MAX_CHUNKS
  );
}
