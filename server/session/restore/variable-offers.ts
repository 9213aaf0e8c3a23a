import {
  type MissingVariable,
  restoredNames,
  type ServerOperation,
  type VariableSnapshot,
} from "../../../kernels/protocol/index.ts";
import type { Executed } from "../../variables/executed.ts";
import type { VariableStore } from "../../variables/variable-store.ts";
import type { VariableCalls } from "../kernel/kernel-requests.ts";
import type { Order } from "../order/order.ts";

/** Tells that nothing can be brought back. */
export const nothingOffered: ServerOperation = { type: "variables", variables: null };

/** What a kernel saves of its variables and gets back; an offer of older ones ends when it has them all. */
export function variableCalls(store: VariableStore, order: Order): VariableCalls {
  return {
    save: async (snapshot, chunks) => {
      const { generation } = order.state.kernel;
      await store.save(generation, snapshot, chunks);
      const isOffered = order.state.variables?.state === "offered";
      if (isOffered && !store.before(generation)) order.tell(nothingOffered);
    },
    chunk: (hash) => store.chunk(hash),
  };
}

/** Tells that the variables of the kernel before can be brought back. */
export function offered(snapshot: VariableSnapshot, history: readonly Executed[]): ServerOperation {
  const count = restoredNames(snapshot).length;
  return said("offered", { count, at: snapshot.at, missing: snapshot.missing }, history);
}

/** Tells that they were, and what was not. */
export function restored(
  { at }: VariableSnapshot,
  came: { readonly count: number; readonly missing: readonly MissingVariable[] },
  history: readonly Executed[],
): ServerOperation {
  return said("restored", { at, ...came }, history);
}

function said(
  state: "offered" | "restored",
  facts: {
    readonly count: number;
    readonly at: number;
    readonly missing: readonly MissingVariable[];
  },
  history: readonly Executed[],
): ServerOperation {
  const cellOf = (n: number): string | null => history.find((e) => e.n === n)?.cellId ?? null;
  const missing = facts.missing.map(({ name, why, n }) => ({ name, why, cellId: cellOf(n) }));
  // Without a value, and nothing that anybody would miss, there is nothing to tell.
  if (facts.count === 0 && state === "offered") return nothingOffered;
  return { type: "variables", variables: { state, count: facts.count, at: facts.at, missing } };
}
