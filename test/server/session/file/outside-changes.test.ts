import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { NotebookWriter } from "../../../../server/contents/writer.ts";
import { Conflicts } from "../../../../server/session/file/conflicts.ts";
import { openNotebook } from "../../../../server/session/file/open-notebook.ts";
import { OutsideChanges } from "../../../../server/session/file/outside-changes.ts";
import { Saver } from "../../../../server/session/file/saver.ts";
import { Order } from "../../../../server/session/order/order.ts";
import { notebookOf } from "../../notebook-of.ts";
import { openStore } from "../../store/open-store.ts";
import { tempFolder } from "../../temp-folder.ts";

/** A notebook `a.ipynb` with one cell, as a session has it; `reading` is called when its file is about to be read. */
async function opened(reading: { called: () => string | undefined }) {
  const root = await tempFolder();
  const filePath = join(root, "a.ipynb");
  await writeFile(filePath, notebookOf(["'first'"]));
  const { store } = await openStore();
  const onFault = (error: unknown): never => {
    throw error;
  };
  const notebook = await openNotebook(store, root, "a.ipynb", { isOpen: () => false, onFault });
  const order = new Order({ ...notebook, onFault });
  const file = (): string => reading.called() ?? filePath;
  const writer = new NotebookWriter();
  const tell = (): void => {};
  const parts = { order, store, writer, file: () => filePath, tell, onFault };
  const saver = new Saver({ ...parts, makeFolder: async () => {} }, notebook.file);
  await saver.adopt(notebook.file);
  const conflicts = new Conflicts({ saver, writer, file, order });
  let n = 0;
  const type = (text: string): void => {
    const { source, revision } = order.state.cells[0]!;
    const change = [[source.length, text]] as const;
    const op = { type: "setSource", cellId: "c1", revision, change } as const;
    if (!order.operate(op, { id: `tab:${++n}`, by: "Ana" }).ok) throw new Error("refused");
  };
  const look = (seen: Saver = saver): Promise<void> => {
    const moved = async (): Promise<boolean> => false;
    return new OutsideChanges({ order, saver: seen, conflicts, file, moved, onFault }).look();
  };
  const source = (): string => order.state.cells[0]!.source;
  return { root, filePath, order, saver, type, look, source };
}

test("what was read of the file before a save is not taken for a change of others after it", async () => {
  let readings = Number.POSITIVE_INFINITY;
  const { root, filePath, order, saver, type, look, source } = await opened({
    // The first call looks at it, the second reads it: that came before the save.
    called: () => (++readings === 2 ? before : undefined),
  });
  const before = join(root, "before");
  await copyFile(filePath, before);
  type("'second'");
  await saver.save();
  type("'third'");
  readings = 0;
  let saves = saver.saves - 1;
  const asItWas = new Proxy(saver, {
    get: (target, key) => {
      if (key === "saves") return saves++ < target.saves ? saves - 1 : target.saves;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  await look(asItWas);
  expect({ source: source(), conflict: order.state.conflict }).toEqual({
    source: "'third'",
    conflict: null,
  });
  expect(await readFile(filePath, "utf8")).toContain("'second'");
});

test("what is typed while a change of others is read is not taken away: a person chooses", async () => {
  let readings = 0;
  const { filePath, order, type, look, source } = await opened({
    called: () => {
      // It is looked at, read to see whether it is ours, and read to be shown.
      if (++readings === 3) type("'typed'");
      return undefined;
    },
  });
  await writeFile(filePath, notebookOf(["'theirs'"]));
  await look();
  expect(source()).toBe("'typed'");
  expect(order.state.conflict).not.toBeNull();
});

test("a change of others is shown when nothing is typed meanwhile", async () => {
  const { filePath, order, look, source } = await opened({ called: () => undefined });
  await writeFile(filePath, notebookOf(["'theirs'"]));
  await look();
  expect({ source: source(), conflict: order.state.conflict }).toEqual({
    source: "'theirs'",
    conflict: null,
  });
});

test("who takes theirs gets into the copy also what was typed while the copy was written", async () => {
  let readings = 0;
  const { root, filePath, order, saver, type, source } = await opened({ called: () => undefined });
  const writer = new NotebookWriter();
  const file = (): string => {
    if (++readings === 2) type(" typed late"); // asked for where the copy goes
    return filePath;
  };
  const conflicts = new Conflicts({ saver, writer, file, order });
  type("'mine'");
  await writeFile(filePath, notebookOf(["'theirs'"]));
  order.tell({ type: "conflict", reason: "It was changed" });
  await conflicts.resolve("theirs");
  expect(source()).toBe("'theirs'");
  expect(await readFile(join(root, "a (copy).ipynb"), "utf8")).toContain("typed late");
});

test("of two who choose at once the first decides", async () => {
  const { root, filePath, order, saver, type, source } = await opened({ called: () => undefined });
  const conflicts = new Conflicts({
    saver,
    writer: new NotebookWriter(),
    file: () => filePath,
    order,
  });
  type("'mine'");
  await writeFile(filePath, notebookOf(["'theirs'"]));
  order.tell({ type: "conflict", reason: "It was changed" });
  await Promise.all([conflicts.resolve("mine"), conflicts.resolve("theirs")]);
  expect(source()).toBe("'mine'");
  expect(await readFile(filePath, "utf8")).toContain("'mine'");
  expect(await readFile(join(root, "a (theirs).ipynb"), "utf8")).toContain("'theirs'");
});

test("saves that are asked for at once are written one after the other", async () => {
  const { filePath, order, saver, type } = await opened({ called: () => undefined });
  const texts = Array.from({ length: 8 }, (_, i) => `'${i}'`);
  await Promise.all(
    texts.map((text) => {
      type(text);
      return saver.save();
    }),
  );
  expect(order.state.conflict).toBeNull();
  expect(await readFile(filePath, "utf8")).toContain("'7'");
});
