import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { Positions, sourceMapOf } from "../compile/positions.ts";
import type { Position } from "../compile/syntax-error.ts";
import { eraseFile, isTypeScript } from "../modules/erase-file.ts";
import { stampOf } from "../modules/local-files.ts";

/** A place in a file beside the notebook. */
export interface LocalPlace {
  /** Relative to the notebook's folder. */
  readonly name: string;
  /** In the file's own text; undefined when it has changed since it was loaded. */
  readonly at: Position | undefined;
}

/** Leads a position in what Node loaded for a local file back to the file; undefined for any other address. */
export function localPlace(url: string, at: Position, folder: string): LocalPlace | undefined {
  const match = /^(file:[^?#]*)\?t=(\w+)(?:[&#].*)?$/s.exec(url);
  if (!match) return undefined;
  const path = fileURLToPath(match[1]!);
  return { name: relative(folder, path), at: positionIn(path, match[2]!, at) };
}

function positionIn(path: string, stamp: string, at: Position): Position | undefined {
  if (!isTypeScript(path)) return at;
  try {
    if (stampOf(path) !== stamp) return undefined;
    const { mappings } = eraseFile(path);
    return new Positions([() => sourceMapOf(mappings)]).original(at);
  } catch {
    return undefined; // it is gone, or no TypeScript any more
  }
}
