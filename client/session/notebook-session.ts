import type { User } from "../../kernels/protocol/index.ts";
import { FileCommands } from "../commands/file-commands.ts";
import { NotebookCommands } from "../commands/notebook-commands.ts";
import { problemToast } from "../commands/problem-toast.ts";
import { RunCommands } from "../commands/run-commands.ts";
import { Selection } from "../commands/selection.ts";
import type { Toasts } from "../commands/toasts.ts";
import { LiveConnection } from "../store/live-connection.ts";
import { NotebookStore } from "../store/notebook-store.ts";
import { sayWhenDone } from "./long-cells.ts";
import { sayWhenLost } from "./lost-cell.ts";
import { NotebookQuestions } from "./notebook-questions.ts";
import { WindowHold } from "./window-hold.ts";

/** One open notebook of this page: its state, its connection, where the person is, what they can do. */
export class NotebookSession {
  readonly store: NotebookStore;
  readonly connection: LiveConnection;
  readonly selection: Selection;
  readonly commands: NotebookCommands;
  readonly files: FileCommands;
  readonly runs: RunCommands;
  readonly questions: NotebookQuestions;
  readonly windowId: string;
  /** What keeps this window here. */
  readonly hold: WindowHold;
  #openedPath: string;

  constructor(
    path: string,
    who: { readonly windowId: string; readonly user: User },
    toasts: Toasts,
  ) {
    this.#openedPath = path;
    this.windowId = who.windowId;
    this.store = new NotebookStore();
    this.connection = new LiveConnection(this.store, path, who);
    this.selection = new Selection();
    this.commands = new NotebookCommands(this.store, this.selection, toasts);
    this.files = new FileCommands(this.store, toasts);
    this.runs = new RunCommands(this.connection.requests, toasts);
    this.questions = new NotebookQuestions(this.connection.requests);
    this.hold = new WindowHold(this.store, who.windowId);
    this.store.refused.add((problem) => toasts.show(problemToast(problem)));
    this.store.keptBeside.add((name) =>
      toasts.show({ text: "There is a way back", detail: `What was given up is in “${name}”.` }),
    );
    sayWhenLost(this.store, this.selection, toasts);
    sayWhenDone(this.store, this.selection, toasts);
    this.connection.open();
  }

  /** Where the notebook is now; it follows a rename. */
  get path(): string {
    return this.store.view?.path ?? this.#openedPath;
  }

  close(): void {
    this.hold.close();
    this.connection.close();
  }
}
