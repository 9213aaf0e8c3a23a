import { codePointsBefore, type User } from "../../kernels/protocol/index.ts";
import { NotebookCommands } from "../commands/notebook-commands.ts";
import { problemToast } from "../commands/problem-toast.ts";
import { Selection } from "../commands/selection.ts";
import type { Toasts } from "../commands/toasts.ts";
import { ApiError } from "../store/api.ts";
import { LiveConnection } from "../store/live-connection.ts";
import { NotebookStore } from "../store/notebook-store.ts";
import { WindowHold } from "./window-hold.ts";

/** One open notebook of this page: its state, its connection, where the person is, what they can do. */
export class NotebookSession {
  readonly store: NotebookStore;
  readonly connection: LiveConnection;
  readonly selection: Selection;
  readonly commands: NotebookCommands;
  readonly windowId: string;
  /** What keeps this window here. */
  readonly hold: WindowHold;
  readonly toasts: Toasts;
  #openedPath: string;

  constructor(
    path: string,
    who: { readonly windowId: string; readonly user: User },
    toasts: Toasts,
  ) {
    this.#openedPath = path;
    this.windowId = who.windowId;
    this.toasts = toasts;
    this.store = new NotebookStore();
    this.connection = new LiveConnection(this.store, path, who);
    this.selection = new Selection();
    this.commands = new NotebookCommands(this.store, this.selection, toasts);
    this.hold = new WindowHold(this.store, who.windowId);
    this.store.refused.add((problem) => toasts.show(problemToast(problem)));
    this.store.keptBeside.add((name) =>
      toasts.show({ text: "There is a way back", detail: `What was given up is in “${name}”.` }),
    );
    this.connection.open();
  }

  /** Where the notebook is now; it follows a rename. */
  get path(): string {
    return this.store.view?.path ?? this.#openedPath;
  }

  /** Asks the kernel how a code may go on; `offset` counts UTF-16 units. */
  complete(cellId: string, code: string, offset: number): Promise<unknown> {
    const cursor_pos = codePointsBefore(code, offset);
    return this.connection.requests.ask("complete", { cellId, code, cursor_pos });
  }

  /** Does something that the server may refuse; the refusal is shown. */
  async attempt(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.toasts.show(problemToast(error.problem));
    }
  }

  /** Asks what a name of a code is; `offset` counts UTF-16 units. */
  inspect(cellId: string, code: string, offset: number): Promise<unknown> {
    const cursor_pos = codePointsBefore(code, offset);
    return this.connection.requests.ask("inspect", { cellId, code, cursor_pos });
  }

  close(): void {
    this.hold.close();
    this.connection.close();
  }
}
