import { describe, expect, onTestFinished, test, vi } from "vitest";
import { newNotebookMetadata, openNotebookState } from "../../../kernels/protocol/index.ts";
import { Order } from "../../../server/session/order.ts";
import { Journal } from "../../../server/store/journal.ts";
import type { Store } from "../../../server/store/store.ts";
import { openStore } from "../store/open-store.ts";

async function open() {
  const { store, folder } = await openStore();
  const state = openNotebookState({ metadata: newNotebookMetadata, cells: [] } as never, {
    notebookId: "nb",
    path: "a.ipynb",
    lastExecution: 0,
  });
  const journal = new Journal(store, "nb", 1);
  const order = new Order({ state, epoch: 1, seq: 0, journal });
  const told: number[] = [];
  order.listen((events) => told.push(...events.map(({ seq }) => seq)));
  const insert = (cellId: string) =>
    order.operate(
      { type: "insert", cellId, after: null, cellType: "code", source: "" },
      { id: `tab:${cellId.slice(1)}`, by: "Ana" },
    ) as { written: Promise<void> };
  return { store, folder, order, told, insert };
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

describe("an event that cannot be written", () => {
  test("is told to nobody, is written with the next one, and leaves no gap", async () => {
    const { store, told, insert } = await open();
    await insert("c1").written;
    const makeSpace = full(store);
    const failing = insert("c2").written;
    await expect(failing).rejects.toThrow("no space left");
    expect(told).toEqual([1]);
    makeSpace();
    await insert("c3").written;
    expect(told).toEqual([1, 2, 3]);
    expect(await journalled(store)).toEqual([1, 2, 3]);
  });

  test("is not passed by one that was accepted after it and could be written", async () => {
    const { store, told, insert, order } = await open();
    const makeSpace = full(store);
    const failing = insert("c1").written;
    makeSpace();
    const next = insert("c2").written;
    await expect(failing).rejects.toThrow();
    await next;
    await order.flushed();
    expect(told).toEqual([1, 2]);
    expect(await journalled(store)).toEqual([1, 2]);
  });

  test("does not keep the notebook from being saved once there is space", async () => {
    const { store, told, insert, order } = await open();
    const makeSpace = full(store);
    await expect(insert("c1").written).rejects.toThrow();
    await expect(order.flushed()).rejects.toThrow("no space left");
    makeSpace();
    await order.flushed();
    expect(told).toEqual([1]);
    expect(await journalled(store)).toEqual([1]);
  });

  test("is written by itself a little later, when nobody says anything more", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const { store, told, insert } = await open();
    const makeSpace = full(store);
    await expect(insert("c1").written).rejects.toThrow();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(told).toEqual([]);
    makeSpace();
    vi.advanceTimersByTime(1_000);
    vi.useRealTimers();
    await vi.waitUntil(() => told.length > 0);
    expect(await journalled(store)).toEqual([1]);
  });
});
