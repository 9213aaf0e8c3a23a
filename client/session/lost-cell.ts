import type { Selection } from "../commands/selection.ts";
import type { Toasts } from "../commands/toasts.ts";
import type { NotebookStore } from "../store/notebook-store.ts";

/**
 * Says it when somebody else deletes the cell that is being typed in, and how to have it back. Until then the person stays
 * in it: what they type meanwhile is kept for it, and no letter is taken for a command.
 */
export function sayWhenLost(store: NotebookStore, selection: Selection, toasts: Toasts): void {
  let told: string | undefined;
  store.changed.add(() => {
    const { view } = store;
    const { cellId, isEditing } = selection;
    if (!view || !isEditing || cellId === undefined || view.cells.some(({ id }) => id === cellId)) {
      told = undefined;
      return;
    }
    if (told === cellId) return;
    told = cellId;
    const isKnown = view.deleted.some(({ cell }) => cell.id === cellId);
    toasts.show({
      text: "The cell that you were typing in was deleted by somebody else",
      detail: "What you type is kept for it. Escape goes on without it.",
      isKept: true,
      ...(isKnown && {
        action: {
          label: "Bring it back",
          run: () => store.operate({ type: "restore", cellId }),
        },
      }),
    });
  });
}
