import { refuseUnserialisable, type Seen, UnserialisableError } from "../state/state-codec.ts";

/** Variables whose values share objects: they are saved together, so that they share them again. */
export interface ValueGroup {
  readonly names: readonly string[];
  readonly hasInstances: boolean;
}

export interface Grouped {
  readonly groups: readonly ValueGroup[];
  readonly refused: readonly { readonly name: string; readonly why: string }[];
}

/** The clock is read once in so many objects. */
const LOOK = 4_096;

/** Why a value is left out for which there is no time. */
export const TOO_LARGE = "too large";

/** Looking at a value took longer than it may. */
class TooLong extends Error {}

/**
 * Finds which values can be saved, and which of them belong together.
 *
 * @param isLate tells whether the time for looking is over
 */
export function groupValues(values: ReadonlyMap<string, unknown>, isLate: () => boolean): Grouped {
  const owners = new Map<object, string>();
  const refused: { name: string; why: string }[] = [];
  const failed = new Set<string>();
  const leaders = new Map<string, string>();
  const instances = new Set<string>();
  const leaderOf = (name: string): string => {
    const leader = leaders.get(name)!;
    return leader === name ? name : leaderOf(leader);
  };
  let looked = 0;
  for (const [name, value] of values) {
    const shared = new Set<string>();
    const seen: Seen = {
      has(object) {
        const owner = owners.get(object);
        if (owner === undefined || failed.has(owner)) return false;
        if (owner !== name) shared.add(owner);
        return true;
      },
      add(object) {
        if (++looked % LOOK === 0 && isLate()) throw new TooLong();
        owners.set(object, name);
      },
    };
    try {
      refuseUnserialisable(value, name, seen);
    } catch (error) {
      failed.add(name);
      refused.push({ name, why: error instanceof TooLong ? TOO_LARGE : whyOf(error) });
      continue;
    }
    leaders.set(name, name);
    if (seen.hasInstances) instances.add(name);
    for (const other of shared) leaders.set(leaderOf(other), leaderOf(name));
  }
  const byLeader = new Map<string, string[]>();
  for (const name of leaders.keys()) {
    const leader = leaderOf(name);
    byLeader.set(leader, [...(byLeader.get(leader) ?? []), name]);
  }
  const groups = [...byLeader.values()].map((names) => ({
    names,
    hasInstances: names.some((name) => instances.has(name)),
  }));
  return { groups, refused };
}

/** What the error says of the part that cannot be saved: "rows[3].db (Socket)". */
function whyOf(error: unknown): string {
  if (error instanceof UnserialisableError)
    return (
      /^HF_CHECKPOINT_UNSERIALISABLE: (.*) cannot be saved/s.exec(error.message)?.[1] ??
      error.message
    );
  return "it throws when it is read"; // what a getter throws may be anything
}
