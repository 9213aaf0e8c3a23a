import { HoldfastError } from "../../kernels/protocol/index.ts";
import type { RetentionRules } from "../runs/retention-rules.ts";

const DAY_MS = 24 * 3_600_000;
const GB = 1e9;

/** How much checkpoints may take of the disk. */
export interface StorageRules extends RetentionRules {
  /** While the disk has less free, checkpoints are refused. */
  readonly floorBytes: number;
}

/**
 * Reads `$HOLDFAST_CHECKPOINT_DAYS` (7), `$HOLDFAST_CHECKPOINT_GB` (2) and `$HOLDFAST_DISK_FLOOR_GB` (1).
 *
 * @throws HoldfastError HF_USAGE
 */
export function readStorageRules(env: NodeJS.ProcessEnv): StorageRules {
  return {
    maxAgeMs: DAY_MS * readNumber(env, "HOLDFAST_CHECKPOINT_DAYS", 7),
    maxBytes: GB * readNumber(env, "HOLDFAST_CHECKPOINT_GB", 2),
    floorBytes: GB * readNumber(env, "HOLDFAST_DISK_FLOOR_GB", 1),
  };
}

function readNumber(env: NodeJS.ProcessEnv, name: string, usual: number): number {
  const text = env[name];
  if (text === undefined || text === "") return usual;
  if (/^\d{1,9}(\.\d{1,9})?$/.test(text)) return Number(text);
  throw new HoldfastError("HF_USAGE", `$${name} is wrong`, {
    got: text.slice(0, 100),
    expected: `a number such as ${usual} or 0.5`,
  });
}
