import type { KeyState } from "./lock-state.ts";

/**
 * Finds the circle that a wait would close: the owner would wait for a key, whose holders wait for keys, … of
 * which one is held by the owner itself.
 *
 * @param owner an execution id; it holds keys and wants `key`
 * @returns the keys on the circle, the wanted one first; undefined when there is none
 */
export function findDeadlock(
  keys: ReadonlyMap<string, KeyState>,
  owner: string,
  key: string,
): readonly string[] | undefined {
  const waitsFor = new Map<string, string[]>();
  for (const [name, state] of keys)
    for (const { owner: waits } of state.queue)
      waitsFor.set(waits, [...(waitsFor.get(waits) ?? []), name]);
  const visit = (name: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(name)) return undefined;
    const state = keys.get(name);
    // A key with a free place makes nobody wait.
    if (!state || state.holders.length < state.capacity) return undefined;
    for (const { owner: holds } of state.holders) {
      if (holds === owner) return [...path, name];
      for (const next of waitsFor.get(holds) ?? []) {
        const circle = visit(next, [...path, name]);
        if (circle) return circle;
      }
    }
    return undefined;
  };
  return visit(key, []);
}
