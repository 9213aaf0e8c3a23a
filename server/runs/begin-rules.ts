import type { ResumeKey, RunBegin } from "../../kernels/protocol/index.ts";
import { differences, isUnfinished, type RunRecord } from "./run-record.ts";

/**
 * How a run begins, beside the newest one of its name:
 * - resume: that one did not end, and everything is equal
 * - reuse: its result is young enough to be given back
 * - grow: a smaller sample of the same map has finished: its items are taken over
 * - fresh: anew; `differs` says in what an unfinished one differs that is put aside
 */
export type Beginning =
  | { readonly kind: "resume" | "grow"; readonly before: RunRecord }
  | {
      readonly kind: "reuse";
      readonly before: RunRecord;
      readonly chunks: readonly string[];
      /** It is older than was asked for. */
      readonly isOld: boolean;
    }
  | { readonly kind: "fresh"; readonly isPutAside: boolean; readonly differs: readonly string[] };

/** Decides how a run begins. */
export function beginning(
  before: RunRecord | undefined,
  key: ResumeKey,
  { reuseMs, isRefreshedBehind, map }: RunBegin,
  now: number,
): Beginning {
  if (!before) return { kind: "fresh", isPutAside: false, differs: [] };
  const differs = differences(before.key, key);
  const isSame = differs.length === 0;
  if (isSame && isUnfinished(before.state)) return { kind: "resume", before };
  if (isSame && before.state === "done") {
    const isYoung = reuseMs !== null && now - before.updatedAt <= reuseMs;
    if (before.result && (isYoung || (reuseMs !== null && isRefreshedBehind)))
      return { kind: "reuse", before, chunks: before.result, isOld: !isYoung };
    if (map && before.map && before.seq > 0 && (isYoung || before.map.items < map.items))
      return { kind: "grow", before };
  }
  const isPutAside = isUnfinished(before.state) && before.seq > 0;
  return { kind: "fresh", isPutAside, differs: isPutAside ? differs : [] };
}
