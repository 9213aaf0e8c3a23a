import type { Frame } from "../columns/frame.ts";

/**
 * Shows a frame through the part of Arrow's interface that tools look at (`numRows`, `numCols`, `schema.fields`, `getChild`), as
 * views on the same memory.
 */
export interface ArrowView {
  readonly numRows: number;
  readonly numCols: number;
  readonly schema: { readonly fields: readonly { readonly name: string; readonly type: string }[] };
  getChild(name: string): {
    readonly length: number;
    readonly nullCount: number;
    get(i: number): unknown;
    toArray(): ArrayLike<unknown>;
  } | null;
}

/** Makes the view; see `ArrowView`. */
export function toArrowView(from: Frame): ArrowView {
  return {
    numRows: from.length,
    numCols: from.columns.length,
    schema: { fields: from.columns.map(({ name, type }) => ({ name, type })) },
    getChild(name) {
      const column = from.columns.find((candidate) => candidate.name === name);
      if (column === undefined) return null;
      const plain =
        column.type === "float64" || column.type === "float32" || column.type === "int32";
      return {
        length: column.length,
        nullCount: column.missing,
        get: (i) => column.at(i),
        toArray: () => (plain && column.missing === 0 ? column.data : column.toArray()),
      };
    },
  };
}
