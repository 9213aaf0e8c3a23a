import type { CellState, CellType, JsonObject } from "../../kernels/protocol/index.ts";
import type { NotebookStore } from "../store/notebook-store.ts";
import { randomId } from "../store/random-id.ts";
import type { KeyCommand } from "./keys.ts";
import type { Selection } from "./selection.ts";
import type { Toasts } from "./toasts.ts";

/** Everything that a person can do to the open notebook, by key, button or menu. */
export class NotebookCommands {
  #store: NotebookStore;
  #selection: Selection;
  #toasts: Toasts;

  constructor(store: NotebookStore, selection: Selection, toasts: Toasts) {
    this.#store = store;
    this.#selection = selection;
    this.#toasts = toasts;
  }

  get #cells(): readonly CellState[] {
    return this.#store.view?.cells ?? [];
  }

  get #index(): number {
    return this.#cells.findIndex((cell) => cell.id === this.#selection.cellId);
  }

  /** Does what a key means for the selected cell. */
  do(command: KeyCommand): void {
    switch (command) {
      case "edit":
        if (this.#selection.cellId !== undefined) this.#selection.edit(this.#selection.cellId);
        else if (this.#cells.length === 0) this.insert("end", "code", true);
        return;
      case "runAndAdvance":
        this.runAndAdvance();
        return;
      case "run":
        this.run();
        return;
      case "runAndInsert":
        this.run();
        this.insert("below", "code", true);
        return;
      case "insertAbove":
        this.insert("above", "code");
        return;
      case "insertBelow":
        this.insert("below", "code");
        return;
      case "delete":
        this.delete();
        return;
      case "toCode":
        this.setType("code");
        return;
      case "toMarkdown":
        this.setType("markdown");
        return;
      case "toRaw":
        this.setType("raw");
        return;
      case "next":
        this.#step(1);
        return;
      case "previous":
        this.#step(-1);
        return;
      case "moveUp":
        this.move(-1);
        return;
      case "moveDown":
        this.move(1);
        return;
      case "undoDelete":
        this.undoDelete();
        return;
      case "save":
        this.save();
        return;
      default:
        command satisfies never;
    }
  }

  /** Runs a cell (the selected one by default) and leaves its editor; Markdown is just shown. */
  run(cellId = this.#selection.cellId): void {
    const cell = this.#cells.find((c) => c.id === cellId);
    if (!cell) return;
    this.#selection.select(cell.id);
    if (cell.type === "code") this.#store.run([cell.id]);
  }

  /** Runs a cell whose results came from before: they are made anew, however young they are. */
  runAnew(cellId: string): void {
    this.#store.run([cellId], { anew: true });
  }

  /** Runs the selected cell and goes to the next; behind the last one a new cell is made. */
  runAndAdvance(): void {
    const next = this.#cells[this.#index + 1];
    this.run();
    if (next) this.#selection.select(next.id);
    else this.insert("below", "code", true);
  }

  runAll(): void {
    const cellIds = this.#cells.filter((cell) => cell.type === "code").map((cell) => cell.id);
    if (cellIds.length > 0) this.#store.run(cellIds);
  }

  stop(cellIds?: readonly string[]): void {
    this.#store.operate({ type: "cancel", ...(cellIds && { cellIds }) });
  }

  /** Empties the kernel; while a cell runs only after a second click. */
  restart(): void {
    const running = this.#cells.findIndex(({ run }) => run.status === "running");
    if (running < 0) {
      this.#store.operate({ type: "restart" });
      return;
    }
    this.#toasts.show({
      text: `Cell ${running + 1} is running`,
      detail: "A restart ends it. Variables as they were before it can be brought back.",
      action: {
        label: "Restart anyway",
        run: () => this.#store.operate({ type: "restart", force: true }),
      },
    });
  }

  /** Forgets what an interrupted run could go on with, then runs the cell from the beginning. */
  startOver(cellId: string): void {
    this.#store.operate({ type: "startOver", cellId });
    this.run(cellId);
  }

  /** Chooses how many items the maps and workflows of a cell take; undefined = all. */
  chooseSample(cellId: string, sample: string | undefined): void {
    const { metadata } = this.#cells.find(({ id }) => id === cellId) ?? { metadata: {} };
    const { holdfast } = metadata as { holdfast?: JsonObject };
    const { sample: _, ...rest } = holdfast ?? {};
    const value = sample === undefined ? rest : { ...rest, sample };
    const isEmpty = Object.keys(value).length === 0;
    this.#store.operate({
      type: "setMetadata",
      cellId,
      key: "holdfast",
      ...(!isEmpty && { value: value as JsonObject }),
    });
  }

  /** Brings the variables of the kernel before back. */
  restoreVariables(): void {
    this.#store.operate({ type: "restoreVariables" });
  }

  /** Forgets them, or that they were brought back. */
  forgetVariables(): void {
    this.#store.operate({ type: "forgetVariables" });
  }

  save(): void {
    this.#store.operate({ type: "save" });
  }

  /** Puts a new cell beside the selected one, or at the end, and selects it. */
  insert(where: "above" | "below" | "end", cellType: CellType, edit = false): void {
    const cells = this.#cells;
    const at = where === "end" || this.#index < 0 ? cells.length : this.#index;
    const before = where === "below" ? cells[Math.min(at, cells.length - 1)] : cells[at - 1];
    const cellId = randomId(8);
    this.#store.operate({
      type: "insert",
      cellId,
      after: before?.id ?? null,
      cellType,
      source: "",
    });
    if (edit) this.#selection.edit(cellId);
    else this.#selection.select(cellId);
  }

  /** Deletes a cell (the selected one by default) and offers to bring it back. */
  delete(cellId = this.#selection.cellId): void {
    const cells = this.#cells;
    const index = cells.findIndex((cell) => cell.id === cellId);
    const cell = cells[index];
    if (!cell) return;
    if (cell.run.status !== "idle") {
      this.#toasts.show({
        text: `This cell is ${cell.run.status}`,
        detail: "Stop it first, then delete it.",
        action: { label: "Stop", run: () => this.stop([cell.id]) },
      });
      return;
    }
    this.#selection.select((cells[index + 1] ?? cells[index - 1])?.id);
    this.#toasts.show({
      text: cell.type === "code" ? "Code cell deleted" : "Text cell deleted",
      action: { label: "Undo (Z)", run: () => this.undoDelete(cell.id) },
    });
    this.#store.operate({ type: "delete", cellId: cell.id });
  }

  /** Brings back the cell that was deleted last, or the one of that id. */
  undoDelete(cellId = this.#store.view?.deleted.at(-1)?.cell.id): void {
    if (cellId === undefined) return;
    this.#store.operate({ type: "restore", cellId });
    this.#selection.select(cellId);
  }

  /** Moves a cell (the selected one by default) by one place. */
  move(by: -1 | 1, cellId = this.#selection.cellId): void {
    const cells = this.#cells;
    const index = cells.findIndex((cell) => cell.id === cellId);
    const isPossible = index >= 0 && index + by >= 0 && index + by < cells.length;
    if (!isPossible || cellId === undefined) return;
    const after = by === 1 ? cells[index + 1] : cells[index - 2];
    this.#store.operate({ type: "move", cellId, after: after?.id ?? null });
  }

  setType(cellType: CellType, cellId = this.#selection.cellId): void {
    const cell = this.#cells.find((c) => c.id === cellId);
    if (cell && cell.type !== cellType)
      this.#store.operate({ type: "setType", cellId: cell.id, cellType });
  }

  resolveConflict(choice: "mine" | "theirs" | "copy"): void {
    this.#store.operate({ type: "resolveConflict", choice });
  }

  #step(by: -1 | 1): void {
    const cell = this.#cells[this.#index + by];
    if (cell) this.#selection.select(cell.id);
  }
}
