import MagicString, { type DecodedSourceMap } from "magic-string";
import type { CellAnalysis } from "./analyze.ts";
import { editAwaits } from "./edit-awaits.ts";
import { editDeclarations } from "./edit-declarations.ts";
import { editEvals } from "./edit-evals.ts";
import { editModules } from "./edit-modules.ts";
import { editReferences } from "./edit-references.ts";
import { SourceError } from "./parse.ts";
import { type CellEnvironment, type PlannedName, planNames } from "./plan.ts";
import { type Declared, declareLate, type OwnNames, type Rewriting } from "./rewriting.ts";

export interface RewrittenCell {
  /** An expression that gives the cell's async function: `(context, ...holders) => Promise<{ v } | undefined>`. */
  readonly code: string;
  /** Makes the map from `code` back to the text that was given: wanted only when something went wrong. */
  readonly map: () => DecodedSourceMap;
  /** The names whose holders are passed, in order. */
  readonly holders: readonly string[];
  /** An expression that writes the cell's locals to their holders; valid inside of the cell's function. */
  readonly save: string;
  readonly declares: readonly Declared[];
}

/**
 * Turns a cell into one async function whose variables outlive it: KERNEL.md, "Evaluation".
 * The positions of the cell's own text are kept in the map.
 *
 * @param code the cell's JavaScript, as it was analysed
 * @throws SourceError for what has no meaning in a cell
 */
export function rewriteCell(
  code: string,
  analysis: CellAnalysis,
  environment: CellEnvironment,
): RewrittenCell {
  refuseFixedNames(analysis);
  const planned = planNames(analysis, environment);
  const own = ownNames(code);
  const p = `${own.prefix}_p`;
  const saved = planned.filter((name) => name.mode === "local" && name.changes);
  const values = [
    `${own.prefix}.p = ${p}`,
    ...saved.map(({ name }) => `${own.holder(name)}.v = ${name}`),
  ].join(", ");
  const save = `${own.prefix}.isOver || (${values})`; // a cell that was stopped and comes back later changes nothing
  const rewriting: Rewriting = {
    text: new MagicString(`${code}\n\n`),
    code,
    analysis,
    names: new Map(planned.map((name) => [name.name, name])),
    own,
    environment,
    prologue: [`let ${p} = 0;`],
    declares: [],
    save,
    flagged: new Set(),
  };
  const disposes = disposalOf(analysis);
  close(rewriting, disposes); // before anything is moved behind it: magic-string 1.4 loses a moved range otherwise
  editReferences(rewriting);
  editEvals(rewriting);
  if (planned.some((name) => name.changes)) editAwaits(rewriting);
  editDeclarations(rewriting);
  editModules(rewriting);
  bindLocals(rewriting, planned);
  return finish(rewriting, planned, disposes);
}

const FIXED: ReadonlySet<string> = new Set(["undefined", "NaN", "Infinity"]);

/** As in a script: a cell's names are seen by every later cell, and nobody expects another `undefined` there. */
function refuseFixedNames({ declarations }: CellAnalysis): void {
  const found = declarations.find(({ name }) => FIXED.has(name));
  if (!found) return;
  const { start } = found.definitions[0]!.name as unknown as { start: number };
  throw new SourceError(
    `'${found.name}' is a value of JavaScript itself and cannot be declared: choose another name`,
    start,
  );
}

function ownNames(code: string): OwnNames {
  let prefix = "$hf";
  while (code.includes(prefix)) prefix = `$${prefix}`;
  return {
    prefix,
    holder: (name) => `${prefix}$${name}`,
    late: (name) => `${prefix}_late_${name}`,
  };
}

function bindLocals(rewriting: Rewriting, planned: readonly PlannedName[]): void {
  const { prologue, own, flagged } = rewriting;
  for (const { name, mode, kind, declaration } of planned) {
    const isFunction = declaration !== null && kind === "function";
    if (mode === "local" && !isFunction) prologue.push(`let ${name} = ${own.holder(name)}.v;`);
    if (mode === "holder" && isFunction) prologue.push(`${own.holder(name)}.v = ${name};`);
    if (kind === "function" || kind === "var") prologue.push(`${declareLate(rewriting, name)};`);
    if (mode === "builtin") prologue.push(`const ${name} = ${own.prefix}.builtins.${name};`);
    if (mode === "late")
      prologue.push(`const ${own.late(name)} = ${own.prefix}.late(${JSON.stringify(name)});`);
    if (flagged.has(name)) prologue.push(`let ${own.prefix}_is_${name} = false;`);
  }
}

type Disposal = "no" | "sync" | "async";

/** How the cell ends what its top-level `using` declarations opened. */
function disposalOf({ program }: CellAnalysis): Disposal {
  const kinds = program.body.map((statement) =>
    statement.type === "VariableDeclaration" ? statement.kind : "var",
  );
  return kinds.includes("await using") ? "async" : kinds.includes("using") ? "sync" : "no";
}

function close({ text, code, own, save }: Rewriting, disposal: Disposal): void {
  const using = `${own.prefix}_using`;
  const dispose = disposal === "async" ? `await ${using}.d();` : `${using}.d();`;
  const end = disposal === "no" ? "" : `} catch (e) { ${using}.e = e; } finally { ${dispose} } `;
  text.update(code.length, code.length + 1, `\n${end}} finally { ${save}; }\n`);
}

function finish(
  rewriting: Rewriting,
  planned: readonly PlannedName[],
  disposal: Disposal,
): RewrittenCell {
  const { text, own, prologue, declares, save } = rewriting;
  const holders = planned
    .filter(({ mode }) => mode === "local" || mode === "holder")
    .map(({ name }) => name);
  const parameters = [own.prefix, ...holders.map((name) => own.holder(name))].join(", ");
  const open =
    disposal === "no" ? "" : ` const ${own.prefix}_using = ${own.prefix}.usingCtx(); try {`;
  text.prepend(
    `(async function ${own.prefix}_cell(${parameters}) { "use strict"; ${prologue.join(" ")} try {${open}\n`,
  );
  text.append("})");
  return {
    code: text.toString(),
    map: () => text.generateDecodedMap({ hires: "boundary", source: "cell.js" }),
    holders,
    save,
    declares,
  };
}
