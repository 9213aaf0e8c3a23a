import {
  type ErrorContent,
  type ExecuteRequest,
  INTERRUPTED,
  isObject,
  type Json,
  type MimeBundle,
  PREEMPTED,
} from "../../protocol/index.ts";
import type { CellAnalysis } from "../../source/index.ts";
import { type CompiledCell, compileCell } from "../compile/compile-cell.ts";
import { CellSyntaxError } from "../compile/syntax-error.ts";
import type { Displayed } from "../display/displayed.ts";
import { mimeBundle } from "../display/mime-bundle.ts";
import { describeError, describeSyntaxError } from "../errors/describe-error.ts";
import type { Introspection } from "../introspect/introspection.ts";
import type { Output, Parent } from "../process/output.ts";
import type { Runs } from "../run/runs.ts";
import { CellContext, type CellServices } from "../runtime/cell-context.ts";
import type { CellRegistry } from "../runtime/cell-registry.ts";
import type { Interrupts } from "../runtime/interrupts.ts";
import type { ProgressBars } from "../runtime/progress.ts";
import type { ServerCalls } from "../runtime/server-calls.ts";
import type { HalfCell, Variables } from "../runtime/variables.ts";
import { restoreVariables } from "../snapshot/restore.ts";
import type { Snapshots } from "../snapshot/snapshots.ts";
import type { AnalysisNames } from "./analysis-names.ts";

/** What an execution works with: one for the life of a kernel. */
export interface Runtime {
  readonly output: Output;
  readonly displayed: Displayed;
  readonly variables: Variables;
  readonly registry: CellRegistry;
  readonly services: CellServices;
  readonly bars: ProgressBars;
  readonly interrupts: Interrupts;
  readonly runs: Runs;
  readonly calls: ServerCalls;
  readonly snapshots: Snapshots;
  readonly introspection: Introspection;
  /** Resolves when every built-in name is known. */
  readonly analysis: Promise<AnalysisNames>;
}

type CellFunction = (
  context: CellContext,
  ...holders: unknown[]
) => Promise<{ v: unknown } | undefined>;

/**
 * Runs one execute_request: busy, execute_input, what the cell says, its result or error, execute_reply and
 * last of all idle. Never rejects.
 */
export async function execute(
  runtime: Runtime,
  request: ExecuteRequest,
  execution: number,
): Promise<void> {
  const { output, bars, registry, snapshots } = runtime;
  const { sample } = request.metadata;
  const parent: Parent = {
    header: request.header,
    execution,
    ...(typeof sample === "string" && { sample }),
  };
  const began = performance.now();
  const { code } = request.content;
  await snapshots.cellBegins(code);
  const count = Number(request.metadata.executionCount ?? 0);
  const label = `cell [${count}]`;
  output.attribute(parent);
  output.say("status", { execution_state: "busy" });
  output.say("execute_input", { code, execution_count: count });
  if (request.content.store_history && !request.content.silent)
    runtime.introspection.history.add(count, code);
  bars.begin(parent);
  let outcome: Outcome;
  try {
    const analysis = await runtime.analysis;
    const { parameters, restore, as } = request.metadata;
    if (isObject(parameters)) runtime.variables.assign(parameters);
    const n = typeof as === "number" ? as : execution;
    outcome =
      restore === undefined
        ? await evaluate(runtime, analysis, { code, label, n }, parent)
        : await restoreAll(runtime, analysis, { restore, parent });
  } catch (error) {
    const failed =
      error instanceof CellSyntaxError
        ? describeSyntaxError(error, code, label)
        : describeError(error, registry);
    outcome = { failed };
  }
  output.attribute(parent);
  await runtime.runs.settle(execution);
  output.attribute(parent);
  const { shown } = outcome;
  const givesWay = runtime.interrupts.hasGivenWay(execution);
  const failed = givesWay ? preemptedError : outcome.failed;
  if (shown) output.say("execute_result", { data: shown, metadata: {}, execution_count: count });
  if (
    failed &&
    !givesWay &&
    (failed.ename !== INTERRUPTED || runtime.interrupts.wasInterrupted(execution))
  )
    output.say("error", failed);
  bars.end();
  output.say(
    "execute_reply",
    failed
      ? { status: "error", execution_count: count, ...failed }
      : { status: "ok", execution_count: count, payload: [], user_expressions: {} },
  );
  output.say("status", { execution_state: "idle" });
  if (!request.content.silent) await snapshots.cellEnded(parent, performance.now() - began);
}

/** Brings back what a kernel before saved of its variables, and tells the server what came. */
async function restoreAll(
  runtime: Runtime,
  analysis: AnalysisNames,
  { restore, parent }: { readonly restore: Json; readonly parent: Parent },
): Promise<Outcome> {
  await analysis.loadAll(); // tables and models come back as what they were
  const { calls, variables, snapshots, output } = runtime;
  const came = await restoreVariables(restore, {
    calls,
    variables,
    parent,
    evaluate: async (code, n) => {
      try {
        const { failed } = await evaluate(
          runtime,
          analysis,
          { code, label: `execution ${n}`, n },
          parent,
        );
        return failed && `${failed.ename}: ${failed.evalue}`;
      } catch (error) {
        return String(error);
      }
    },
    restored: (groups) => snapshots.restored(groups),
  });
  output.tell("holdfast_restored", came as unknown as Record<string, Json>, parent);
  return {};
}

/** The end of a cell that runs again after something urgent. */
const preemptedError: ErrorContent = { ename: PREEMPTED, evalue: "It gave way", traceback: [] };

/** How a cell ended: what its value shows, or what it threw. */
interface Outcome {
  readonly shown?: MimeBundle;
  readonly failed?: ErrorContent;
}

/** @param cell.n the execution that its declarations are remembered as of */
async function evaluate(
  runtime: Runtime,
  analysis: AnalysisNames,
  { code, label, n }: { readonly code: string; readonly label: string; readonly n: number },
  parent: Parent,
): Promise<Outcome> {
  const { variables, services, registry, interrupts } = runtime;
  const filename = registry.filename(parent.execution);
  const cell = compileCell(
    code,
    filename,
    variables.environment((name) => Object.hasOwn(services.builtins, name)),
  );
  registry.add({ label, cell, parent });
  const declares = cell.declares.map(({ name }) => name);
  runtime.output.tell("holdfast_cell", { declares, mentions: [...cell.analysis.mentions] }, parent);
  variables.capture(cell.analysis);
  await loadUsed(cell.analysis, analysis, variables);
  runtime.displayed.forget();
  const context = new CellContext(services, variables, cell);
  let isWhole = false;
  try {
    const run = cell.script.runInThisContext() as CellFunction;
    const holders = cell.holders.map((name) => variables.holder(name));
    // Showing its value and its error may run code of the cell's own: that can be stopped, too.
    return await interrupts.during(parent.execution, async (): Promise<Outcome> => {
      try {
        const result = await run.call(undefined, context, ...holders);
        isWhole = true;
        if (context.isOver) return {}; // it was stopped while it waited, and comes back: it says nothing
        runtime.output.attribute(parent);
        return await shownOf(runtime, cell, result?.v);
      } catch (error) {
        return context.isOver ? {} : { failed: describeError(error, registry) };
      }
    });
  } finally {
    context.isOver = true;
    const isAbsent = (name: string): boolean => context.isAbsent(name);
    const half = isWhole ? undefined : { label, outside: outsideOf(services.builtins) };
    variables.declare(cell.declares, context.p, isAbsent, { source: code, n }, half);
    const currentOf = (name: string): unknown => variables.holder(name).v;
    runtime.snapshots.repeatables.add(cell.repeatable(), n, currentOf);
  }
}

/** What the last expression of a cell shows: its value, but nothing for what `display` gave. */
async function shownOf(
  { displayed }: Runtime,
  { analysis: { program } }: CompiledCell,
  value: unknown,
): Promise<Outcome> {
  if (displayed.isOnly(value) && !isNamed(program)) {
    await Promise.all(Array.isArray(value) ? value : [value]); // an error of it is an error of the cell
    return {};
  }
  return value === undefined ? {} : { shown: await mimeBundle(value) };
}

/** The last expression is a name or a text by itself: whoever writes that wants to see it. */
function isNamed({ body }: CellAnalysis["program"]): boolean {
  const last = body.findLast(({ type }) => type === "ExpressionStatement");
  if (last?.type !== "ExpressionStatement") return false;
  const { expression } = last;
  const inner = expression.type === "AwaitExpression" ? expression.argument : expression;
  return ["Identifier", "MemberExpression", "Literal"].includes(inner.type);
}

/** What a name means that no cell declares. */
function outsideOf(builtins: Readonly<Record<string, unknown>>): HalfCell["outside"] {
  return (name) => {
    if (Object.hasOwn(builtins, name)) return { value: builtins[name] };
    return name in globalThis
      ? { value: (globalThis as Record<string, unknown>)[name] }
      : undefined;
  };
}

/** Loads the analysis functions that a cell uses; code that it evaluates may use any. */
async function loadUsed(
  { free, evals }: CellAnalysis,
  analysis: AnalysisNames,
  variables: Variables,
): Promise<void> {
  if (evals.length > 0) return analysis.loadAll();
  await analysis.load(free.map(({ name }) => name).filter((name) => !variables.isDeclared(name)));
}
