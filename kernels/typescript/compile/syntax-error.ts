/** A cell that cannot be compiled; `offset` is a UTF-16 position in the cell's own text. */
export class CellSyntaxError extends SyntaxError {
  override readonly name = "SyntaxError";
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** A place in a cell's own text; both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The position of a UTF-16 offset. */
export function positionAt(source: string, offset: number): Position {
  const before = source.slice(0, offset);
  const line = before.split("\n").length;
  return { line, column: offset - before.lastIndexOf("\n") };
}

/** The UTF-16 offset of a position, at most the length of the text. */
export function offsetAt(source: string, { line, column }: Position): number {
  const lines = source.split("\n").slice(0, line - 1);
  return Math.min(
    source.length,
    lines.reduce((sum, text) => sum + text.length + 1, 0) + column - 1,
  );
}
