import { join } from "node:path";
import type { CompiledCell } from "../compile/compile-cell.ts";
import type { Position } from "../compile/syntax-error.ts";
import { readError } from "../display/read-error.ts";
import type { Parent } from "../process/output.ts";
import type { Missing } from "./variables.ts";

/** A cell that ran: its compiled form leads positions back, its parent gets late output and errors. */
export interface RanCell {
  readonly label: string;
  readonly cell: CompiledCell;
  readonly parent: Parent;
}

const MAX_CELLS = 5_000;

/** The newest executed cells by the file name of their script. */
export class CellRegistry {
  /** The notebook's. */
  readonly folder: string;
  /** What the file names of all cells begin with. */
  readonly mark: string;
  /** Why a name is not there that a cell would have declared. */
  whyMissing: (name: string) => Missing | undefined = () => undefined;
  readonly #cells = new Map<string, RanCell>();

  constructor(folder: string) {
    this.folder = folder;
    this.mark = join(folder, ".holdfast-cell-");
  }

  /** The file name of an execution's script. */
  filename(execution: number): string {
    return `${this.mark}${execution}.ts`;
  }

  add(ran: RanCell): void {
    this.#cells.set(ran.cell.filename, ran);
    if (this.#cells.size > MAX_CELLS) this.#cells.delete(this.#cells.keys().next().value!);
  }

  /** The cell of an execution. */
  current(parent: Parent | undefined): RanCell | undefined {
    return parent && this.#cells.get(this.filename(parent.execution));
  }

  get(filename: string): RanCell | undefined {
    return this.#cells.get(filename);
  }

  /** The cell in which the error was made or passed through first. */
  cellOf(error: unknown): RanCell | undefined {
    const stack = readError(error)?.stack ?? "";
    for (const match of stack.matchAll(/(?:\(|at |async )([^\s()][^()\n]*):\d+:\d+/g)) {
      const found = this.#cells.get(match[1]!);
      if (found) return found;
    }
    return undefined;
  }

  position(filename: string, at: Position): (Position & { ran: RanCell }) | undefined {
    const ran = this.#cells.get(filename);
    const original = ran?.cell.positions.original(at);
    return ran && original ? { ...original, ran } : undefined;
  }
}
