import {
  applyOperation,
  type CellState,
  type ClientOperation,
  type NotebookState,
  type Place,
} from "../../kernels/protocol/index.ts";
import type { Outgoing } from "./outbox.ts";
import type { PendingText } from "./pending-text.ts";

/** Operations that the person sees before the server has confirmed them. */
function isShownAtOnce(op: ClientOperation): boolean {
  switch (op.type) {
    case "insert":
    case "delete":
    case "restore":
    case "move":
    case "setType":
      return true;
    case "setSource":
    case "setMetadata":
    case "run":
    case "cancel":
    case "clear":
    case "startOver":
    case "restart":
    case "restoreVariables":
    case "forgetVariables":
    case "save":
    case "resolveConflict":
      return false;
    default:
      return op satisfies never;
  }
}

/** What the person sees: the confirmed state, then the own structure changes, then the own typing. */
export class View {
  #texts = new WeakMap<CellState, CellState>();

  compute(
    confirmed: NotebookState,
    place: Place,
    unconfirmed: readonly Outgoing[],
    pending: ReadonlyMap<string, PendingText>,
  ): NotebookState {
    let view = confirmed;
    for (const entry of unconfirmed) {
      if (entry.kind !== "operation" || !isShownAtOnce(entry.op)) continue;
      const result = applyOperation(view, entry.op, { seq: place.seq, at: 0, id: "view", by: "" });
      if (result.ok) view = result.state;
    }
    if (pending.size === 0) return view;
    return { ...view, cells: view.cells.map((cell) => this.#withText(cell, pending.get(cell.id))) };
  }

  #withText(cell: CellState, pending: PendingText | undefined): CellState {
    if (!pending || pending.isEmpty) return cell;
    const source = pending.visible(cell.source);
    const known = this.#texts.get(cell);
    if (known?.source === source) return known;
    const shown = { ...cell, source };
    this.#texts.set(cell, shown);
    return shown;
  }
}
