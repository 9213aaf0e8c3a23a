import {
  type ClientOperation,
  findCell,
  type NotebookState,
  type TextChange,
} from "../../kernels/protocol/index.ts";
import { PendingText, toChangeSet, toTextChange } from "./pending-text.ts";

type SetSource = Extract<ClientOperation, { type: "setSource" }>;

/** The unconfirmed typing of all cells, kept in step with what the server puts in order. */
export class TextSync {
  readonly pending = new Map<string, PendingText>();
  #changed: (cellId: string, change: TextChange) => void;

  /** @param changed told when the text that the person sees changes, but not by their own typing */
  constructor(changed: (cellId: string, change: TextChange) => void) {
    this.#changed = changed;
  }

  /** Takes a change of the text that the person sees. */
  edit(cellId: string, change: TextChange): void {
    const pending = this.pending.get(cellId) ?? new PendingText();
    pending.edit(toChangeSet(change));
    this.pending.set(cellId, pending);
  }

  /** The operation to send for a cell, or undefined when nothing waits. */
  send(state: NotebookState, cellId: string): SetSource | undefined {
    const cell = findCell(state, cellId);
    const change = cell && this.pending.get(cellId)?.send();
    if (!cell || !change) return undefined;
    return { type: "setSource", cellId, revision: cell.revision, change: toTextChange(change) };
  }

  /** A change entered the order, after `before`. */
  follow(op: SetSource, isOwn: boolean, before: NotebookState): void {
    const change = toChangeSet(op.change);
    const pending = this.pending.get(op.cellId);
    const cell = findCell(before, op.cellId);
    if (!pending || !cell) {
      this.#changed(op.cellId, op.change);
      return;
    }
    const visible = isOwn ? pending.confirm(change, cell.source) : pending.receive(change);
    this.#dropIfEmpty(op.cellId);
    if (visible && !visible.empty) this.#changed(op.cellId, toTextChange(visible));
  }

  /**
   * All confirmed texts were replaced.
   *
   * @param sentCellId the cell whose sent change the new state contains
   */
  rebase(before: NotebookState, after: NotebookState, sentCellId?: string): void {
    for (const old of before.cells) {
      const now = findCell(after, old.id);
      if (!now) continue;
      const pending = this.pending.get(old.id) ?? new PendingText();
      const change = pending.rebase(old.source, now.source, sentCellId === old.id);
      this.#dropIfEmpty(old.id);
      if (!change.empty) this.#changed(old.id, toTextChange(change));
    }
  }

  /** True when something waits for a cell that exists. */
  hasAny(state: NotebookState): boolean {
    return [...this.pending.keys()].some((cellId) => findCell(state, cellId) !== undefined);
  }

  #dropIfEmpty(cellId: string): void {
    if (this.pending.get(cellId)?.isEmpty) this.pending.delete(cellId);
  }
}
