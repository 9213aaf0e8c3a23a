import { Listeners } from "../store/listeners.ts";

/** Where in a cell's text the editor starts, in UTF-16 units. */
export interface Caret {
  readonly anchor: number;
  readonly head: number;
}

/** Which cell the person is at, and whether they edit it (edit mode) or steer (command mode). */
export class Selection {
  readonly changed = new Listeners<[]>();
  #cellId: string | undefined;
  #isEditing = false;
  #typedAhead = "";
  #caret: Caret | "start" | "end" = "end";

  get cellId(): string | undefined {
    return this.#cellId;
  }

  get isEditing(): boolean {
    return this.#isEditing;
  }

  /** Where the editor of the selected cell starts. */
  get caret(): Caret | "start" | "end" {
    return this.#caret;
  }

  /** The editor of the selected cell goes for a moment, with its caret there. */
  keepCaret(caret: Caret): void {
    this.#caret = caret;
  }

  /** Keeps what was typed before the editor was there. */
  typeAhead(text: string): void {
    this.#typedAhead += text;
  }

  /** Gives what was typed before the editor was there, and forgets it. */
  takeTypedAhead(): string {
    const text = this.#typedAhead;
    this.#typedAhead = "";
    return text;
  }

  select(cellId: string | undefined): void {
    this.#set(cellId, false);
  }

  edit(cellId: string, caret: Caret | "start" | "end" = "end"): void {
    this.#caret = caret;
    this.#set(cellId, true);
  }

  #set(cellId: string | undefined, isEditing: boolean): void {
    if (cellId === this.#cellId && isEditing === this.#isEditing) return;
    this.#typedAhead = "";
    this.#cellId = cellId;
    this.#isEditing = isEditing;
    this.changed.call();
  }
}
