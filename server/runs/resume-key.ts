import { createHash } from "node:crypto";
import type { JsonObject, ResumeKey, RunBegin } from "../../kernels/protocol/index.ts";

/** Version of the form of checkpoints: another one is not resumed. */
const SCHEMA = 1;

/** What a resume key holds that is known without running the cell. */
export interface CellFacts {
  readonly source: string;
  readonly parameters: JsonObject | null;
  readonly version: string;
}

/**
 * The resume key of a run that a cell begins.
 *
 * @param prelude the sources of the cells that it depends on, in order
 */
export function resumeKeyOf(
  cell: CellFacts,
  prelude: readonly string[],
  begin: RunBegin,
): ResumeKey {
  const { seed, total, inputs, node, arch } = begin;
  return { ...knownKey(cell), prelude: prelude.map(hashOf), inputs, seed, total, node, arch };
}

/** Names of the parts in which a key differs from what is known of its cell now, before the cell has run. */
export function differencesBefore(key: ResumeKey, cell: CellFacts): string[] {
  const { node } = process.versions;
  const arch = `${process.arch} ${process.release.name}`;
  const now = { ...knownKey(cell), node: node.split(".")[0], arch };
  const names = Object.keys(now) as (keyof typeof now)[];
  return names.filter((name) => key[name] !== now[name]);
}

function knownKey({ source, parameters, version }: CellFacts) {
  return {
    cell: hashOf(source),
    parameters: hashOf(JSON.stringify(parameters)),
    holdfast: version,
    schema: SCHEMA,
  };
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
