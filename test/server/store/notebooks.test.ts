import { describe, expect, test } from "vitest";
import { newCellState, openNotebookState } from "../../../kernels/protocol/index.ts";
import { Journal } from "../../../server/store/journal.ts";
import { openNotebookRecord, renameNotebook } from "../../../server/store/notebooks.ts";
import { markSaved, markSaving } from "../../../server/store/saving.ts";
import { saveSnapshot } from "../../../server/store/snapshot.ts";
import { afterKill, openStore } from "./open-store.ts";

const file = (fileHash: string, ...there: string[]) => ({
  fileHash,
  mark: undefined as string | undefined,
  isOpen: (_: string) => false,
  hasUnsaved: async (_: string) => false,
  beside: async (_: string): Promise<string | undefined> => undefined,
  exists: (path: string) => there.includes(path),
});

describe("openNotebookRecord", () => {
  test("makes an identity of 16 base32 digits that is no part of the path", async () => {
    const { store } = await openStore();
    const record = await openNotebookRecord(store, "a/b.ipynb", file("h"));
    expect(record).toEqual({
      notebookId: expect.stringMatching(/^[a-z2-7]{16}$/) as string,
      epoch: 1,
      seq: 0,
      lastExecution: 0,
    });
  });

  test("counts the epoch up with each opening, also after a kill", async () => {
    const { store, folder } = await openStore();
    const first = await openNotebookRecord(store, "a.ipynb", file("h"));
    const left = await afterKill(folder);
    expect(await openNotebookRecord(left.store, "a.ipynb", file("other"))).toEqual({
      ...first,
      epoch: 2,
    });
  });

  test("goes on after the newest event and the newest execution", async () => {
    const { store } = await openStore();
    const { notebookId } = await openNotebookRecord(store, "a.ipynb", file("h"));
    await new Journal(store, notebookId, 1).append([
      {
        e: 1,
        s: 1,
        t: 1,
        id: "w:1",
        by: "Ana",
        op: { type: "run", cellIds: ["x", "y"], sourceRevisions: [0, 0] },
      },
      {
        e: 1,
        s: 2,
        t: 1,
        x: `${notebookId}.2`,
        op: { type: "started", execId: `${notebookId}.2` },
      },
    ]);
    expect(await openNotebookRecord(store, "a.ipynb", file("h"))).toEqual({
      notebookId,
      epoch: 2,
      seq: 2,
      lastExecution: 2,
    });
  });

  test("goes on before a gap, where the replay stops, but never gives an execution number again", async () => {
    const { store } = await openStore();
    const { notebookId } = await openNotebookRecord(store, "a.ipynb", file("h"));
    const save = { t: 1, id: "w:1", by: "Ana", op: { type: "save" } } as const;
    await new Journal(store, notebookId, 1).append([
      { e: 1, s: 1, ...save },
      { e: 1, s: 2, ...save },
      { e: 1, s: 3, x: `${notebookId}.41`, ...save },
    ]);
    await store.write([{ type: "del", key: `j/${notebookId}/00000001/0000000000000002` }], {
      sync: false,
    });
    const second = await openNotebookRecord(store, "a.ipynb", file("h"));
    expect(second).toMatchObject({ epoch: 2, seq: 1, lastExecution: 41 });
    await new Journal(store, notebookId, 2).read({ s: 0 });
    const third = await openNotebookRecord(store, "a.ipynb", file("h"));
    expect(third).toMatchObject({ epoch: 3, seq: 1, lastExecution: 41 });
  });

  test("a file that was renamed outside keeps its identity", async () => {
    const { store } = await openStore();
    const { notebookId } = await openNotebookRecord(store, "a.ipynb", file("h0"));
    await markSaving(store, notebookId, [{ hash: "h1", epoch: 1, seq: 0 }]);
    await markSaved(store, notebookId, { hash: "h1", epoch: 1, seq: 0 }, []);
    const moved = await openNotebookRecord(store, "b.ipynb", file("h1", "b.ipynb"));
    expect(moved).toMatchObject({ notebookId, epoch: 2 });
    const old = await openNotebookRecord(store, "a.ipynb", file("h1", "a.ipynb", "b.ipynb"));
    expect(old.notebookId).not.toBe(notebookId);
  });

  test.each([
    ["it is another file, as a copy of one template is", "m1", {}, "m2"],
    ["its notebook is open", "m1", { isOpen: () => true }, "m1"],
    [
      "its notebook has unsaved work and nobody knows which file it was",
      undefined,
      { hasUnsaved: async () => true },
      "m1",
    ],
  ])(
    "a file that holds the same as one that is gone is a notebook of its own when %s",
    async (_, was, facts, mark) => {
      const { store } = await openStore();
      const { notebookId } = await openNotebookRecord(store, "a.ipynb", file("h0"));
      const place = { hash: "h1", epoch: 1, seq: 0, ...(was !== undefined && { file: was }) };
      await markSaved(store, notebookId, place, []);
      const found = await openNotebookRecord(store, "b.ipynb", { ...file("h1"), ...facts, mark });
      expect(found.notebookId).not.toBe(notebookId);
    },
  );

  test("of several that hold the same and are gone a file is the one that it was", async () => {
    const { store } = await openStore();
    const ids: string[] = [];
    for (const n of [1, 2]) {
      const { notebookId } = await openNotebookRecord(store, `a${n}.ipynb`, file("h0"));
      await markSaved(store, notebookId, { hash: "h1", epoch: 1, seq: 0, file: `m${n}` }, []);
      ids.push(notebookId);
    }
    const second = await openNotebookRecord(store, "b.ipynb", { ...file("h1"), mark: "m2" });
    expect(second.notebookId).toBe(ids[1]);
    const neither = await openNotebookRecord(store, "c.ipynb", { ...file("h1"), mark: "m3" });
    expect(ids).not.toContain(neither.notebookId);
  });

  test("a new file at the path of a notebook whose file lies beside is no part of it", async () => {
    const { store } = await openStore();
    const { notebookId } = await openNotebookRecord(store, "a.ipynb", file("h"));
    await markSaved(store, notebookId, { hash: "h", epoch: 1, seq: 0, file: "m1" }, []);
    const beside = async (mark: string) => (mark === "m1" ? "moved.ipynb" : undefined);
    const copy = await openNotebookRecord(store, "a.ipynb", { ...file("h"), mark: "m2", beside });
    expect(copy.notebookId).not.toBe(notebookId);
    const moved = await openNotebookRecord(store, "moved.ipynb", { ...file("h"), mark: "m1" });
    expect(moved.notebookId).toBe(notebookId);
  });

  test("a copy of a file gets an identity of its own", async () => {
    const { store } = await openStore();
    const { notebookId } = await openNotebookRecord(store, "a.ipynb", file("h0"));
    await markSaved(store, notebookId, { hash: "h1", epoch: 1, seq: 0 }, []);
    const copy = await openNotebookRecord(store, "b.ipynb", file("h1", "a.ipynb", "b.ipynb"));
    expect(copy.notebookId).not.toBe(notebookId);
  });
});

describe("renameNotebook", () => {
  test("keeps the identity under the new path and frees the old one", async () => {
    const { store } = await openStore();
    const { notebookId } = await openNotebookRecord(store, "a.ipynb", file("h"));
    await renameNotebook(store, "a.ipynb", "b/c.ipynb");
    const renamed = await openNotebookRecord(store, "b/c.ipynb", file("h"));
    expect(renamed).toMatchObject({ notebookId, epoch: 2 });
    const fresh = await openNotebookRecord(store, "a.ipynb", file("h"));
    expect(fresh.notebookId).not.toBe(notebookId);
  });

  test("renames every notebook of a folder", async () => {
    const { store } = await openStore();
    const one = await openNotebookRecord(store, "a/one.ipynb", file("h"));
    const other = await openNotebookRecord(store, "ab/one.ipynb", file("h"));
    await renameNotebook(store, "a", "z");
    const moved = await openNotebookRecord(store, "z/one.ipynb", file("h"));
    expect(moved.notebookId).toBe(one.notebookId);
    const stayed = await openNotebookRecord(store, "ab/one.ipynb", file("h"));
    expect(stayed.notebookId).toBe(other.notebookId);
  });
});

describe("markSaving and markSaved", () => {
  test("a server that dies between both has saved what the file holds, also an earlier one of several", async () => {
    const { store, folder } = await openStore();
    const { notebookId } = await openNotebookRecord(store, "a.ipynb", file("h"));
    const [second, third] = [
      { hash: "h2", epoch: 1, seq: 3 },
      { hash: "h3", epoch: 1, seq: 5 },
    ];
    await markSaving(store, notebookId, [second, third]);
    const left = await afterKill(folder);
    const record = await openNotebookRecord(left.store, "a.ipynb", file("h2"));
    expect(record.saved).toEqual(second);
    // Once more, and before anything is saved again.
    const again = await afterKill(left.folder);
    await markSaving(again.store, notebookId, [{ hash: "h4", epoch: 2, seq: 9 }]);
    const once = await openNotebookRecord(again.store, "a.ipynb", file("h2"));
    expect(once.saved).toEqual(second);
  });

  test("markSaved keeps snapshot and hash and removes the journal up to there, in one batch", async () => {
    const { store } = await openStore();
    const { notebookId, epoch } = await openNotebookRecord(store, "a.ipynb", file("h"));
    const journal = new Journal(store, notebookId, epoch);
    const save = { t: 1, id: "w:1", by: "Ana", op: { type: "save" } } as const;
    await journal.append([1, 2, 3].map((s) => ({ e: epoch, s, ...save })));
    const state = {
      ...openNotebookState(
        { metadata: {}, cells: [] },
        { notebookId, path: "a.ipynb", lastExecution: 7 },
      ),
      cells: [newCellState("c", "code", "1 + 1")],
    };
    const saved = { hash: "h2", epoch, seq: 2 };
    await markSaving(store, notebookId, [saved]);
    await markSaved(store, notebookId, saved, await saveSnapshot(store, state, saved));
    const record = await openNotebookRecord(store, "a.ipynb", file("h2"));
    expect(record).toEqual({ notebookId, epoch: 2, seq: 3, lastExecution: 7, saved });
    expect(await new Journal(store, notebookId, 2).read({ s: 2 })).toEqual({
      events: [{ e: epoch, s: 3, ...save }],
    });
  });
});
