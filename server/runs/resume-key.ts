import { createHash } from "node:crypto";
import type { Execution, ResumeKey, RunBegin } from "../../kernels/protocol/index.ts";

/** Version of the form of checkpoints: another one is not resumed. */
const SCHEMA = 2;

/** What a resume has to find equal. */
export function resumeKey(
  { source, parameters }: Execution,
  { seed, total, inputs, node, arch, map }: RunBegin,
  facts: { readonly prelude: readonly string[]; readonly version: string },
): ResumeKey {
  return {
    cell: map?.source ?? hashOf(source),
    prelude: facts.prelude.map(hashOf),
    parameters: hashOf(JSON.stringify(parameters)),
    inputs,
    seed,
    total: map ? null : total,
    holdfast: facts.version,
    node,
    arch,
    schema: SCHEMA,
  };
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
