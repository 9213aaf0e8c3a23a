import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { NotebookWriter } from "../../../../server/contents/writer.ts";
import { openNotebook } from "../../../../server/session/file/open-notebook.ts";
import { Saver } from "../../../../server/session/file/saver.ts";
import { Order } from "../../../../server/session/order/order.ts";
import { Journal } from "../../../../server/store/journal.ts";
import type { Store } from "../../../../server/store/store.ts";
import { notebookOf } from "../../notebook-of.ts";
import { openStore } from "../../store/open-store.ts";
import { tempFolder } from "../../temp-folder.ts";

/** More writes of the store than a save has. */
const STEPS = 5;

/** A store whose process is killed: `before` or behind its write number `at`, and nothing is written any more. */
function dying(store: Store, at: number, when: "before" | "behind"): Store {
  let n = 0;
  let isDead = false;
  const write: Store["write"] = async (...args) => {
    if (n++ === at) isDead = true;
    if (isDead && !(n === at + 1 && when === "behind")) throw new Error("killed");
    await store.write(...args);
    if (isDead) throw new Error("killed");
  };
  return new Proxy(store, {
    get: (target, key) => {
      if (key === "write") return write;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** One life of a server: opens, edits, saves, and is killed at a step of the save. */
async function live(
  root: string,
  store: Store,
  text: string,
  death: readonly [at: number, when: "before" | "behind"],
) {
  const opened = await openNotebook(store, root, "a.ipynb", {
    isOpen: () => false,
    onFault: () => {},
  });
  const { state, epoch, seq, history, relation, file, filePath } = opened;
  const order = new Order({
    state,
    epoch,
    seq,
    history,
    journal: opened.journal,
    onFault: () => {},
  });
  const parts = { writer: new NotebookWriter(), file: () => filePath, tell: () => {} };
  const facts = { makeFolder: async () => {}, onFault: () => {} };
  if (relation === "new") {
    const saver = new Saver({ order, store, ...parts, ...facts }, file);
    await saver.adopt(file);
    await saver.close();
  }
  const cell = order.state.cells[0]!;
  const change = [[cell.source.length, text]] as const;
  const op = { type: "setSource", cellId: "c1", revision: cell.revision, change } as const;
  const accepted = order.operate(op, { id: `tab:${seq + 1}`, by: "Ana" });
  if (accepted.ok) await accepted.written; // acknowledged: from here on it may not be lost
  const last = dying(store, ...death);
  const dead = new Order({
    ...{ state: order.state, epoch, seq: order.seq, history, onFault: () => {} },
    journal: new Journal(last, state.notebookId, epoch),
  });
  const saver = new Saver({ order: dead, store: last, ...parts, ...facts }, file);
  await saver.save().catch(() => {});
  await saver.close();
  dead.close();
  return { relation, shown: state.cells[0]!.source };
}

const deaths = Array.from({ length: STEPS }, (_, at) => at).flatMap((at) => [
  [at, "before"] as const,
  [at, "behind"] as const,
]);

test("a server that is killed at any step of a save, and again at any step of the next, knows the file as its own and has all that was acknowledged", {
  timeout: 60_000,
}, async () => {
  const { store } = await openStore();
  const base = await tempFolder();
  for (const [i, first] of deaths.entries())
    for (const [k, second] of deaths.entries()) {
      const root = join(base, `${i}-${k}`);
      await mkdir(root);
      await writeFile(join(root, "a.ipynb"), notebookOf(["old"]));
      const what = `${first.join(" ")}, then ${second.join(" ")}`;
      await live(root, store, "first", first);
      const next = await live(root, store, "second", second);
      expect(next, what).toEqual({ relation: "same", shown: "first" });
      const end = await live(root, store, "third", [99, "before"]);
      expect(end, what).toEqual({ relation: "same", shown: "second" });
      expect(await readFile(join(root, "a.ipynb"), "utf8"), what).toBe(notebookOf(["third"]));
      expect(await readdir(root), what).toEqual(["a.ipynb"]);
      // The next round is a notebook of its own.
      for await (const key of store.keys("n/"))
        await store.write([{ type: "del", key }], { sync: false });
      await rm(root, { recursive: true });
    }
});
