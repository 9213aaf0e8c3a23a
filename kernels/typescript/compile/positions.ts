import { originalPositionFor, type SourceMapInput, TraceMap } from "@jridgewell/trace-mapping";
import type { Position } from "./syntax-error.ts";

/** Leads positions of generated code back through several maps, the newest first. */
export class Positions {
  readonly #maps: (() => SourceMapInput)[];
  #traces: TraceMap[] | undefined;

  constructor(maps: (() => SourceMapInput)[]) {
    this.#maps = maps;
  }

  /** The place in the cell's own text, or undefined for code that holdfast added. */
  original(position: Position): Position | undefined {
    this.#traces ??= this.#maps.map((map) => new TraceMap(map()));
    let found: Position = position;
    for (const trace of this.#traces) {
      const { line, column } = originalPositionFor(trace, {
        line: found.line,
        column: found.column - 1,
      });
      if (line === null) return undefined;
      found = { line, column: column + 1 };
    }
    return found;
  }
}

/** The map of oxc's mappings for one source. */
export function sourceMapOf(mappings: string): SourceMapInput {
  return { version: 3, sources: ["cell.ts"], names: [], mappings };
}
