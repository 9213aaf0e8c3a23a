import { describe, expect, onTestFinished, test, vi } from "vitest";
import { newNotebookMetadata, openNotebookState } from "../../../../kernels/protocol/index.ts";
import { Order } from "../../../../server/session/order/order.ts";
import { TextHistory } from "../../../../server/session/order/text-history.ts";
import { Journal } from "../../../../server/store/journal.ts";
import type { Store } from "../../../../server/store/store.ts";
import { noFaults } from "../../no-faults.ts";
import { openStore } from "../../store/open-store.ts";

async function open() {
  const { store, folder } = await openStore();
  const state = openNotebookState({ metadata: newNotebookMetadata, cells: [] } as never, {
    notebookId: "nb",
    path: "a.ipynb",
    lastExecution: 0,
  });
  const journal = new Journal(store, "nb", 1);
  const behind: string[] = [];
  const order = new Order({
    state,
    epoch: 1,
    seq: 0,
    journal,
    history: new TextHistory(),
    onFault: noFaults,
    onBehind: (error) => behind.push(error === null ? "written" : (error as Error).message),
  });
  const told: number[] = [];
  order.listen((events) => told.push(...events.map(({ seq }) => seq)));
  const insert = (cellId: string) =>
    order.operate(
      { type: "insert", cellId, after: null, cellType: "code", source: "" },
      { id: `tab:${cellId.slice(1)}`, by: "Ana" },
    ) as { written: Promise<void> };
  return { store, folder, order, told, insert, behind };
}

/** Writes fail from here on, until the function that it gives is called. */
function full(store: Store): () => void {
  const spy = vi.spyOn(store, "write").mockRejectedValue(new Error("no space left"));
  onTestFinished(() => spy.mockRestore());
  return () => spy.mockRestore();
}

async function journalled(store: Store): Promise<number[]> {
  return (await new Journal(store, "nb", 2).read({ s: 0 })).events.map(({ s }) => s);
}

/** Whether a promise has settled by now. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const waits = Symbol("waits");
  return (await Promise.race([promise.catch(() => {}), Promise.resolve(waits)])) !== waits;
}

describe("an event that cannot be written", () => {
  test("is kept and told to nobody; what was accepted is never refused, it waits", async () => {
    const { store, told, insert, behind, order } = await open();
    await insert("c1").written;
    const makeSpace = full(store);
    const waiting = insert("c2").written;
    await expect(order.flushed()).rejects.toThrow("no space left");
    expect(await isSettled(waiting)).toBe(false);
    expect(told).toEqual([1]);
    expect(behind).toEqual(["no space left"]);
    makeSpace();
    await insert("c3").written;
    await waiting;
    expect(told).toEqual([1, 2, 3]);
    expect(behind).toEqual(["no space left", "written"]);
    expect(await journalled(store)).toEqual([1, 2, 3]);
  });

  test("is not passed by one that was accepted after it and could be written", async () => {
    const { store, told, insert } = await open();
    const makeSpace = full(store);
    const waiting = insert("c1").written;
    makeSpace();
    await insert("c2").written;
    await waiting;
    expect(told).toEqual([1, 2]);
    expect(await journalled(store)).toEqual([1, 2]);
  });

  test("does not keep the notebook from being saved once there is space", async () => {
    const { store, told, insert, order } = await open();
    const makeSpace = full(store);
    const waiting = insert("c1").written;
    await expect(order.flushed()).rejects.toThrow("no space left");
    makeSpace();
    await order.flushed();
    await waiting;
    expect(told).toEqual([1]);
    expect(await journalled(store)).toEqual([1]);
  });

  test("is written by itself a little later, when nobody says anything more", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const { store, told, insert, behind } = await open();
    const makeSpace = full(store);
    const waiting = insert("c1").written;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(told).toEqual([]);
    expect(behind[0]).toBe("no space left");
    makeSpace();
    vi.advanceTimersByTime(1_000);
    vi.useRealTimers();
    await waiting;
    expect(told).toEqual([1]);
    expect(await journalled(store)).toEqual([1]);
  });

  test("that the server cannot wait for any more is told to whoever waits", async () => {
    const { store, insert, order } = await open();
    full(store);
    const waiting = insert("c1").written;
    await expect(order.flushed()).rejects.toThrow("no space left");
    order.close();
    await expect(waiting).rejects.toMatchObject({ code: "HF_STORE_CLOSED" });
  });
});

describe("the one door", () => {
  test("has actions performed once, with the window that asked, whoever tells the event", async () => {
    const { order } = await open();
    const performed: string[] = [];
    order.performs(({ type }, windowId) => performed.push(`${type} for ${windowId}`));
    const cell = {
      type: "insert",
      cellId: "c1",
      after: null,
      cellType: "code",
      source: "1",
    } as const;
    order.operate(cell, { id: "tab:1", by: "Ana" });
    const author = { id: "tab:2", by: "Ana", windowId: "w1" };
    order.operate({ type: "run", cellIds: ["c1"], sourceRevisions: [0] }, author);
    const [execution] = order.state.executions;
    order.tell({ type: "ended", execId: execution!.id, outcome: "skipped" });
    await order.flushed();
    expect(performed).toEqual(["enqueue for w1", "finished for null"]);
  });

  test("leads the texts along with every operation, the server's own too", async () => {
    const { order, insert } = await open();
    await insert("c1").written;
    const op = { type: "setSource", cellId: "c1", revision: 0, change: [[0, "a"]] } as const;
    order.operate(op, { id: "tab:2", by: "Ana" });
    expect(order.history.transform(order.state, op)).toMatchObject({ revision: 1 });
    order.tell({ type: "replaced", metadata: newNotebookMetadata, cells: [] });
    expect(order.history.transform(order.state, op)).toMatchObject({ code: "HF_CELL_NOT_FOUND" });
  });
});
