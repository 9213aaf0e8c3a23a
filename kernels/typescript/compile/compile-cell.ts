import { Script } from "node:vm";
import type { SourceMapInput } from "@jridgewell/trace-mapping";
import {
  analyzeCell,
  type CellAnalysis,
  type CellEnvironment,
  type Declared,
  parseCell,
  type RepeatableDeclaration,
  repeatableDeclarations,
  rewriteCell,
  SourceError,
  withoutSamples,
} from "../../source/index.ts";
import { type Erased, eraseTypes } from "./erase-types.ts";
import { endsWithLikelyObject, withObject } from "./object-literal.ts";
import { Positions, sourceMapOf } from "./positions.ts";
import { CellSyntaxError, offsetAt, positionAt } from "./syntax-error.ts";
import { withHint } from "./syntax-hints.ts";

export interface CompiledCell {
  readonly source: string;
  readonly filename: string;
  /** Its completion value is the cell's function. */
  readonly script: Script;
  readonly holders: readonly string[];
  readonly save: string;
  readonly declares: readonly Declared[];
  /** What it does with names. */
  readonly analysis: CellAnalysis;
  /** Its functions, classes and imports: a new kernel can evaluate them again. */
  readonly repeatable: () => readonly RepeatableDeclaration[];
  /** Its text without the samples that its maps choose. */
  readonly sampleless: () => string;
  readonly positions: Positions;
}

/**
 * Compiles a cell: types away, scopes analysed, rewritten, parsed by V8. Nothing runs.
 *
 * @param filename a path inside of the notebook's folder, one for each execution
 * @throws CellSyntaxError with the position in the cell's own text
 */
export function compileCell(
  source: string,
  filename: string,
  environment: CellEnvironment,
): CompiledCell {
  try {
    const read = readCell(source);
    return compileRead(source, read, filename, environment);
  } catch (error) {
    throw withHint(error, source);
  }
}

/** A cell without its types, analysed. */
interface ReadCell {
  readonly erased: Erased;
  readonly analysis: CellAnalysis;
  /** From the erased code back to the cell's own text. */
  readonly maps: (() => SourceMapInput)[];
}

/** Reads a cell; one that ends with an object literal is read as if that stood in parentheses. */
function readCell(source: string): ReadCell {
  // It would be a template that is called as a function, which always throws: never what is meant.
  if (/^\s*```/.test(source)) throw new CellSyntaxError("Unexpected fence", source.search(/\S/));
  let read: ReadCell;
  try {
    read = readText(source, source, []);
  } catch (error) {
    const object = error instanceof CellSyntaxError ? withObject(source) : undefined;
    if (!object) throw error;
    return readText(object.code, source, [object.map]);
  }
  const object = endsWithLikelyObject(read.analysis.program) ? withObject(source) : undefined;
  return object ? readText(object.code, source, [object.map]) : read;
}

function readText(text: string, source: string, before: (() => SourceMapInput)[]): ReadCell {
  const erased = eraseTypes(text, { lowerUsing: false });
  const maps = [mapOf(erased.mappings), ...before];
  return { erased, analysis: analyze(erased.code, maps, source), maps };
}

function compileRead(
  source: string,
  { erased: first, analysis: read, maps }: ReadCell,
  filename: string,
  environment: CellEnvironment,
): CompiledCell {
  let erased = first;
  let analysis = read;
  if (hasNestedUsing(erased.code, analysis)) {
    const marked = markTopUsing(erased.code, analysis);
    erased = eraseTypes(marked, { lowerUsing: true });
    maps.unshift(mapOf(erased.mappings));
    analysis = analyze(unmarkTopUsing(erased.code), maps, source);
    erased = { ...erased, code: unmarkTopUsing(erased.code) };
  }
  try {
    const rewritten = rewriteCell(erased.code, analysis, environment);
    const script = new Script(rewritten.code, { filename });
    const { holders, save, declares } = rewritten;
    const positions = new Positions([() => rewritten.map() as SourceMapInput, ...maps]);
    return {
      source,
      filename,
      script,
      holders,
      save,
      declares,
      analysis,
      sampleless: () => withoutSamples(erased.code, analysis),
      repeatable: () => repeatableDeclarations(erased.code, analysis.program),
      positions,
    };
  } catch (error) {
    throw inOwnText(error, erased.code, maps, source);
  }
}

function mapOf(mappings: string): () => SourceMapInput {
  return () => sourceMapOf(mappings);
}

function analyze(code: string, maps: (() => SourceMapInput)[], source: string): CellAnalysis {
  try {
    return analyzeCell(parseCell(code));
  } catch (error) {
    throw inOwnText(error, code, maps, source);
  }
}

/** Leads a syntax error of generated code back to the cell's own text. */
function inOwnText(
  error: unknown,
  code: string,
  maps: (() => SourceMapInput)[],
  source: string,
): unknown {
  if (!(error instanceof SourceError)) return error;
  const position = new Positions(maps).original(positionAt(code, error.offset)) ?? {
    line: 1,
    column: 1,
  };
  const isDecorator = code[error.offset] === "@";
  const message = isDecorator
    ? "HF_SOURCE_DECORATOR: Decorators are not supported in cells. Call the decorator as a function, or move the class to a local file that is built."
    : error.message;
  return new CellSyntaxError(message, offsetAt(source, position));
}

const USING = /\busing\b/;

function hasNestedUsing(code: string, { program }: CellAnalysis): boolean {
  if (!USING.test(code)) return false;
  const top = program.body.filter(
    (s) => s.type === "VariableDeclaration" && s.kind.endsWith("using"),
  ).length;
  return (code.match(/\busing\b/g)?.length ?? 0) > top;
}

const MARK = "const __hf_using__";

/** Hides the cell's own `using` declarations from oxc, which would put the whole cell into one block. */
function markTopUsing(code: string, { program }: CellAnalysis): string {
  let marked = code;
  for (const statement of [...program.body].reverse()) {
    if (statement.type !== "VariableDeclaration" || !statement.kind.endsWith("using")) continue;
    const first = statement.declarations[0]!.start;
    const mark = `${MARK}${statement.kind === "using" ? "s" : "a"} = 0, `;
    marked = marked.slice(0, statement.start) + mark + marked.slice(first);
  }
  return marked;
}

function unmarkTopUsing(code: string): string {
  return code.replace(/const __hf_using__([sa]) = 0, /g, (_, kind) =>
    kind === "s" ? "using " : "await using ",
  );
}
