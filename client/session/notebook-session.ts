import type { Problem, User } from "../../kernels/protocol/index.ts";
import { NotebookCommands } from "../commands/notebook-commands.ts";
import { Selection } from "../commands/selection.ts";
import type { Toasts } from "../commands/toasts.ts";
import { LiveConnection } from "../store/live-connection.ts";
import { NotebookStore } from "../store/notebook-store.ts";

/** One open notebook of this page: its state, its connection, where the person is, what they can do. */
export class NotebookSession {
  readonly path: string;
  readonly store: NotebookStore;
  readonly connection: LiveConnection;
  readonly selection: Selection;
  readonly commands: NotebookCommands;
  readonly windowId: string;

  constructor(
    path: string,
    who: { readonly windowId: string; readonly user: User },
    toasts: Toasts,
  ) {
    this.path = path;
    this.windowId = who.windowId;
    this.store = new NotebookStore();
    this.connection = new LiveConnection(this.store, path, who);
    this.selection = new Selection();
    this.commands = new NotebookCommands(this.store, this.selection, toasts);
    this.store.refused.add((problem) => toasts.show(problemToast(problem)));
    this.connection.open();
  }

  /** Asks the kernel how a code may go on; `offset` counts UTF-16 units. */
  complete(cellId: string, code: string, offset: number): Promise<unknown> {
    const cursor_pos = Array.from(code.slice(0, offset)).length;
    return this.connection.requests.ask("complete", { cellId, code, cursor_pos });
  }

  close(): void {
    this.connection.close();
  }
}

/** A problem in the words of a message at the edge of the page. */
export function problemToast(problem: Problem): {
  readonly text: string;
  readonly detail: string;
  readonly isError: true;
} {
  const { title, detail, action } = problem;
  return { text: title, detail: [detail, action].filter(Boolean).join(". "), isError: true };
}
