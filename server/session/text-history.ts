import { ChangeSet } from "@codemirror/state";
import {
  type ClientOperation,
  type NotebookState,
  type Problem,
  problem,
  type TextChange,
} from "../../kernels/protocol/index.ts";

type SetSource = Extract<ClientOperation, { type: "setSource" }>;

/** How many changes of a cell's text are kept: a change that is based on an older revision is refused. */
const MAX_CHANGES = 500;

/** The newest changes of each cell's text, to lead a change that was made before them to the newest revision. */
export class TextHistory {
  readonly #changes = new Map<string, { revision: number; change: ChangeSet }[]>();

  /** Leads a change to the newest revision; the later operation is mapped, the server's order wins the left side. */
  transform(state: NotebookState, op: SetSource): SetSource | Problem {
    const cell = state.cells.find(({ id }) => id === op.cellId);
    if (!cell) return problem("HF_CELL_NOT_FOUND", `Cell ${op.cellId} does not exist`);
    let change: ChangeSet;
    try {
      change = ChangeSet.fromJSON(op.change);
    } catch (error) {
      return problem("HF_CHANGE_INVALID", `The change cannot be read: ${(error as Error).message}`);
    }
    const over = (this.#changes.get(op.cellId) ?? []).filter(
      ({ revision }) => revision >= op.revision,
    );
    if (op.revision > cell.revision || over.length !== cell.revision - op.revision) {
      const facts = {
        got: `revision ${op.revision}`,
        expected: `revision ${cell.revision - (this.#changes.get(op.cellId)?.length ?? 0)} to ${cell.revision}`,
      };
      return problem("HF_REVISION_STALE", `The change of cell ${op.cellId} is too old`, facts);
    }
    try {
      for (const earlier of over) change = change.map(earlier.change);
    } catch {
      return problem(
        "HF_CHANGE_INVALID",
        `The change does not span revision ${op.revision} of cell ${op.cellId}`,
      );
    }
    if (change.length !== cell.source.length) {
      return problem(
        "HF_CHANGE_INVALID",
        `The change spans ${change.length} characters, cell ${op.cellId} has ${cell.source.length}`,
      );
    }
    return { ...op, revision: cell.revision, change: change.toJSON() as TextChange };
  }

  /** Remembers a change that was accepted. */
  remember(op: SetSource): void {
    const changes = this.#changes.get(op.cellId) ?? [];
    changes.push({ revision: op.revision, change: ChangeSet.fromJSON(op.change) });
    if (changes.length > MAX_CHANGES) changes.shift();
    this.#changes.set(op.cellId, changes);
  }
}
