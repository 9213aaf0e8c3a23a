import { durationText } from "../../kernels/protocol/index.ts";
import type { Selection } from "../commands/selection.ts";
import type { Toasts } from "../commands/toasts.ts";
import type { NotebookStore } from "../store/notebook-store.ts";

/** A cell that ran so long is said to be done, in ms. */
const SAID_MS = 5_000;

/** Says that a long cell is done, with a way to its result, when the person may not see it. */
export function sayWhenDone(store: NotebookStore, selection: Selection, toasts: Toasts): void {
  let running = new Map<string, number>();
  store.changed.add(() => {
    const { view } = store;
    if (!view) return;
    const now = new Map<string, number>();
    for (const { id, run } of view.cells)
      if (run.status === "running" && run.startedAt !== null) now.set(id, run.startedAt);
    for (const [id, startedAt] of running) {
      const index = view.cells.findIndex((cell) => cell.id === id);
      const cell = view.cells[index];
      if (now.has(id) || !cell || cell.run.endedAt === null) continue;
      const ms = cell.run.endedAt - startedAt;
      if (ms < SAID_MS || cell.run.outcome === "cancelled") continue;
      const isGood = cell.run.outcome === "ok";
      toasts.show({
        text: `Cell ${index + 1} ${isGood ? "is done" : "has failed"}, ${durationText(Math.round(ms / 1000))}`,
        isError: !isGood,
        action: { label: "Show", run: () => selection.select(id) },
      });
    }
    running = now;
  });
}
