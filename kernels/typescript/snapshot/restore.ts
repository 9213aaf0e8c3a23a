import {
  type MissingVariable,
  type SavedGroup,
  snapshotFault,
  type VariableSnapshot,
} from "../../protocol/index.ts";
import type { Parent } from "../process/output.ts";
import type { ServerCalls } from "../runtime/server-calls.ts";
import type { Variables } from "../runtime/variables.ts";
import { fromChunks } from "../state/chunks.ts";
import { decodeState } from "../state/state-codec.ts";

/** So many chunks are asked for at a time. */
const AT_ONCE = 16;

/** What restoring works with. */
export interface RestoreParts {
  readonly calls: ServerCalls;
  readonly variables: Variables;
  readonly parent: Parent;
  /** Evaluates a declaration as the cell that made it; gives what it threw. */
  readonly evaluate: (code: string, n: number) => Promise<string | undefined>;
  /** Told of groups that are as the server has them. */
  readonly restored: (groups: readonly SavedGroup[]) => void;
}

/**
 * Brings variables of an earlier kernel back: values first, then functions, classes and imports by evaluating their
 * declarations. A name that this kernel has already keeps its value.
 *
 * @returns how many came back, and what did not
 * @throws TypeError for a snapshot in a form that is not known
 */
export async function restoreVariables(
  value: unknown,
  parts: RestoreParts,
): Promise<{ readonly count: number; readonly missing: readonly MissingVariable[] }> {
  const fault = snapshotFault(value);
  if (fault !== undefined) throw new TypeError(`The saved variables cannot be read: ${fault}`);
  const snapshot = value as unknown as VariableSnapshot;
  const missing = [...snapshot.missing];
  const groups: SavedGroup[] = [];
  let count = 0;
  for (const group of snapshot.groups) {
    try {
      count += await restoreGroup(group, parts);
      groups.push(group);
    } catch (error) {
      const why = (error as Error).message;
      missing.push(...group.variables.map(({ name, n }) => ({ name, why, n })));
    }
  }
  parts.restored(groups);
  for (const { names, code, n } of snapshot.declarations) {
    if (names.every((name) => parts.variables.isDeclared(name))) continue;
    const failed = await parts.evaluate(code, n);
    if (failed === undefined) count += names.length;
    else missing.push(...names.map((name) => ({ name, why: failed, n })));
  }
  return { count, missing };
}

async function restoreGroup(
  { variables, chunks }: SavedGroup,
  parts: RestoreParts,
): Promise<number> {
  const wanted = variables.filter(({ name }) => !parts.variables.isDeclared(name));
  if (wanted.length === 0) return 0;
  const bytes: Uint8Array[] = [];
  for (let i = 0; i < chunks.length; i += AT_ONCE)
    bytes.push(
      ...(await Promise.all(chunks.slice(i, i + AT_ONCE).map((hash) => fetchChunk(hash, parts)))),
    );
  const values = decodeState(
    fromChunks(chunks.map((hash, i) => ({ hash, bytes: bytes[i]! }))),
  ) as Record<string, unknown>;
  for (const { name, kind, n } of wanted) parts.variables.restore(name, values[name], kind, n);
  return wanted.length;
}

function fetchChunk(hash: string, { calls, parent }: RestoreParts): Promise<Uint8Array> {
  return calls.chunk(parent, "snapshot.chunk", { hash });
}
