import { createHash } from "node:crypto";
import type { JsonObject, ResumeKey, RunBegin } from "../../kernels/protocol/index.ts";

/** Version of the form of checkpoints: another one is not resumed. */
const SCHEMA = 3;

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
  const { seed, total, inputs, node, arch, map } = begin;
  return {
    ...knownKey(cell),
    // A larger sample goes on from a smaller one: neither it nor the number of its items counts.
    ...(map && { cell: map.source }),
    total: map ? null : total,
    prelude: prelude.map(hashOf),
    inputs,
    seed,
    node,
    arch,
  };
}

/**
 * Names of the parts in which a key differs from what is known of its cell now, before the cell has run. Of a map the
 * text is not known: the kernel says it without the samples that it chooses.
 */
export function differencesBefore(key: ResumeKey, cell: CellFacts, isMap: boolean): string[] {
  const { node } = process.versions;
  const arch = `${process.arch} ${process.release.name}`;
  const now = { ...knownKey(cell), node: node.split(".")[0], arch };
  const names = Object.keys(now) as (keyof typeof now)[];
  return names.filter((name) => key[name] !== now[name] && !(isMap && name === "cell"));
}

function knownKey({ source, parameters, version }: CellFacts) {
  return {
    cell: hashOf(source),
    parameters: hashOf(JSON.stringify(parameters)),
    holdfast: version,
    schema: SCHEMA,
  };
}

/** SHA-256 of a text, hex. */
export function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
