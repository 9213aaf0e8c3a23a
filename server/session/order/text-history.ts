import { ChangeSet } from "@codemirror/state";
import {
  type ClientOperation,
  type NotebookState,
  type Operation,
  type Problem,
  problem,
  type TextChange,
} from "../../../kernels/protocol/index.ts";

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
      change = ChangeSet.fromJSON(op.change.filter(changesOrKeeps));
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

  /** Follows an operation that was accepted: changes are remembered as long as they lead to a cell's text. */
  follow(op: Operation): void {
    if (op.type === "setSource") this.#remember(op);
    else if (op.type === "insert") this.#changes.delete(op.cellId);
    else if (op.type === "replaced") this.#changes.clear();
  }

  #remember(op: SetSource): void {
    const changes = this.#changes.get(op.cellId) ?? [];
    changes.push({ revision: op.revision, change: ChangeSet.fromJSON(op.change) });
    if (changes.length > MAX_CHANGES) changes.shift();
    this.#changes.set(op.cellId, changes);
  }
}

/** Sections of no length say nothing, and a change that has some cannot be mapped. */
function changesOrKeeps(section: TextChange[number]): boolean {
  if (typeof section === "number") return section > 0;
  const [deleted, ...lines] = section;
  return deleted > 0 || lines.join("\n") !== "";
}
