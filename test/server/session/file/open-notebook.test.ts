import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openNotebook } from "../../../../server/session/file/open-notebook.ts";
import { markSaved, markSaving } from "../../../../server/store/saving.ts";
import { saveSnapshot } from "../../../../server/store/snapshot.ts";
import { notebookOf } from "../../notebook-of.ts";
import { openStore } from "../../store/open-store.ts";
import { tempFolder } from "../../temp-folder.ts";

/** A notebook that was opened and saved once, and whose text was changed since, in the journal. */
async function changed() {
  const root = await tempFolder();
  const file = join(root, "a.ipynb");
  const { store } = await openStore();
  const open = () =>
    openNotebook(store, root, "a.ipynb", {
      isOpen: () => false,
      onFault: (error) => {
        throw error;
      },
    });
  await writeFile(file, notebookOf(["old"]));
  const { state, epoch, journal } = await open();
  const { notebookId } = state;
  const snapshot = await saveSnapshot(store, state, { epoch, seq: 0 });
  await markSaved(
    store,
    notebookId,
    { hash: hashOf(notebookOf(["old"])), epoch, seq: 0 },
    snapshot,
  );
  const op = {
    type: "setSource",
    cellId: "c1",
    revision: 0,
    change: [[3, "new"]],
  } as const;
  await journal.append([{ e: epoch, s: 1, t: 1, id: "tab:1", by: "Ana", op }]);
  return { store, file, open, notebookId, epoch };
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

test("a server that dies between the rename of the file and the note that it is saved knows the file as its own", async () => {
  const { store, file, open, notebookId, epoch } = await changed();
  await markSaving(store, notebookId, [{ hash: hashOf(notebookOf(["new"])), epoch, seq: 1 }]);
  await writeFile(file, notebookOf(["new"]));
  const { relation, state } = await open();
  expect(relation).toBe("same");
  expect(state.cells.map(({ source }) => source)).toEqual(["new"]);
});

test("one that dies before the rename still has the unsaved text", async () => {
  const { store, open, notebookId, epoch } = await changed();
  await markSaving(store, notebookId, [{ hash: hashOf(notebookOf(["new"])), epoch, seq: 1 }]);
  const { relation, state } = await open();
  expect(relation).toBe("same");
  expect(state.cells.map(({ source }) => source)).toEqual(["new"]);
});

test("an event that was journalled and told to nobody is there after the death of the server, in another epoch", async () => {
  const { open, epoch } = await changed();
  const opened = await open();
  expect(opened.state.cells.map(({ source }) => source)).toEqual(["new"]);
  expect(opened.epoch).toBe(epoch + 1);
  expect(opened.seq).toBe(1);
});
