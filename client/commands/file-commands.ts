import { toNotebook } from "../../kernels/protocol/index.ts";
import { renameFile, saveNewNotebook } from "../store/contents.ts";
import type { NotebookStore } from "../store/notebook-store.ts";
import { attempt } from "./attempt.ts";
import type { Toasts } from "./toasts.ts";

/** What a person does to the file of the open notebook. */
export class FileCommands {
  readonly #store: NotebookStore;
  readonly #toasts: Toasts;

  constructor(store: NotebookStore, toasts: Toasts) {
    this.#store = store;
    this.#toasts = toasts;
  }

  /** Gives the file another name in its folder; `.ipynb` may be left out. */
  async rename(path: string, name: string): Promise<void> {
    if (name === "") return;
    const to = [...path.split("/").slice(0, -1), withEnding(name)].join("/");
    if (to !== path) await attempt(this.#toasts, () => renameFile(path, to));
  }

  /** Saves what is seen as a new notebook; gives its path when that was done. */
  async saveElsewhere(typed: string): Promise<string | undefined> {
    const name = typed.trim().replace(/^\/+/, "");
    const { view } = this.#store;
    if (!view || name === "") return undefined;
    const path = withEnding(name);
    const isSaved = await attempt(this.#toasts, () => saveNewNotebook(path, toNotebook(view)));
    return isSaved ? path : undefined;
  }

  /** Gives what is seen to the browser as a file. */
  download(): void {
    const { view } = this.#store;
    if (!view) return;
    const text = JSON.stringify(toNotebook(view), null, 1);
    const address = URL.createObjectURL(new Blob([text], { type: "application/x-ipynb+json" }));
    const link = document.createElement("a");
    link.href = address;
    link.download = view.path.split("/").at(-1) ?? "notebook.ipynb";
    link.click();
    // The browser has it by the next turn.
    setTimeout(() => URL.revokeObjectURL(address));
  }
}

function withEnding(name: string): string {
  return name.endsWith(".ipynb") ? name : `${name}.ipynb`;
}
