import type { Selection } from "../commands/selection.ts";
import type { Toast, Toasts } from "../commands/toasts.ts";
import type { NotebookStore } from "../store/notebook-store.ts";

/**
 * Says it when somebody else deletes the cell that is being typed in, and how to have it back. Until then the person stays
 * in it: what they type meanwhile is kept for it, and no letter is taken for a command.
 */
export function sayWhenLost(store: NotebookStore, selection: Selection, toasts: Toasts): void {
  let told: string | undefined;
  let takeAway = (): void => {};
  const look = (): void => {
    const { view } = store;
    const { cellId, isEditing } = selection;
    const isLost = view && isEditing && !view.cells.some(({ id }) => id === cellId);
    const lost = isLost ? cellId : undefined;
    if (told === lost) return;
    told = lost;
    takeAway(); // it is back, or the person went on without it
    if (lost !== undefined) takeAway = toasts.show(lostToast(store, lost));
  };
  store.changed.add(look);
  selection.changed.add(look);
}

function lostToast(store: NotebookStore, cellId: string): Omit<Toast, "id"> {
  const isKnown = store.view?.deleted.some(({ cell }) => cell.id === cellId);
  const restore = (): void => store.operate({ type: "restore", cellId });
  return {
    text: "The cell that you were typing in was deleted by somebody else",
    detail: "What you type is kept for it. Escape goes on without it.",
    isKept: true,
    ...(isKnown && { action: { label: "Bring it back", run: restore } }),
  };
}
