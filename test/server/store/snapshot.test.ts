import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type CellState,
  type NotebookState,
  newCellState,
  openNotebookState,
} from "../../../kernels/protocol/index.ts";
import { loadSnapshot, saveSnapshot } from "../../../server/store/snapshot.ts";
import type { Store } from "../../../server/store/store.ts";
import { openStore } from "./open-store.ts";

const NB = "aaaaaaaaaaaaaaaa";
const place = (seq: number) => ({ epoch: 1, seq });
const stateOf = (cells: CellState[], deleted: NotebookState["deleted"] = []): NotebookState => ({
  ...openNotebookState(
    { metadata: { a: 1 }, cells: [] },
    { notebookId: NB, path: "a.ipynb", lastExecution: 3 },
  ),
  cells,
  deleted,
});
const cell = (id: string, source = id): CellState => newCellState(id, "code", source);

async function save(store: Store, state: NotebookState, seq: number, previous?: NotebookState) {
  const batch = await saveSnapshot(store, state, place(seq), previous);
  await store.write(batch, { sync: false });
  return batch.map((op) => `${op.type} ${op.key.slice(`s/${NB}/`.length)}`);
}

describe("saveSnapshot", () => {
  test("writes all cells the first time, then only those that changed", async () => {
    const { store } = await openStore();
    const [a, b, c] = [cell("a"), cell("b"), cell("c")];
    const first = stateOf([a, b]);
    expect(await save(store, first, 1)).toEqual(["put head", "put c/a", "put c/b"]);
    const second = stateOf([c, b], [{ cell: { ...a, source: "new" }, after: null }]);
    expect(await save(store, second, 2, first)).toEqual(["put head", "put c/a", "put c/c"]);
    const third = stateOf([c], []);
    expect(await save(store, third, 3, second)).toEqual(["put head", "del c/a", "del c/b"]);
  });

  test("removes strays when nothing is known of the previous one", async () => {
    const { store } = await openStore();
    await save(store, stateOf([cell("a"), cell("b")]), 1);
    expect(await save(store, stateOf([cell("b")]), 2)).toEqual(["put head", "put c/b", "del c/a"]);
  });
});

describe("loadSnapshot", () => {
  test("gives nothing when there is none", async () => {
    const { store } = await openStore();
    expect(await loadSnapshot(store, NB)).toBeUndefined();
  });

  test("gives nothing when a cell of it is missing", async () => {
    const { store } = await openStore();
    await save(store, stateOf([cell("a"), cell("b")]), 1);
    await store.write([{ type: "del", key: `s/${NB}/c/b` }], { sync: false });
    expect(await loadSnapshot(store, NB)).toBeUndefined();
  });

  test("gives back the newest state, whatever changed in between", async () => {
    const { store } = await openStore();
    const ids = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", "e"));
    const arbitrary = fc.tuple(ids, fc.nat(5), fc.string()).map(([chosen, split, text]) =>
      stateOf(
        chosen.slice(split).map((id) => cell(id, text)),
        chosen.slice(0, split).map((id) => ({ cell: cell(id, text), after: null })),
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(arbitrary, { minLength: 1, maxLength: 5 }), async (states) => {
        let previous: NotebookState | undefined;
        for (const [seq, state] of states.entries()) {
          await save(store, state, seq, previous);
          previous = state;
        }
        expect(await loadSnapshot(store, NB)).toEqual({
          state: previous,
          ...place(states.length - 1),
        });
      }),
      { numRuns: 30 },
    );
  });
});
