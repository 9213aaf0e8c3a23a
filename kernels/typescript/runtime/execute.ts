import { join } from "node:path";
import { type ExecuteRequest, INTERRUPTED } from "../../protocol/index.ts";
import { compileCell } from "../compile/compile-cell.ts";
import { CellSyntaxError } from "../compile/syntax-error.ts";
import { mimeBundle } from "../display/mime-bundle.ts";
import type { Output, Parent } from "../process/output.ts";
import type { Runs } from "../run/runs.ts";
import { CellContext, type CellServices } from "./cell-context.ts";
import type { CellRegistry } from "./cell-registry.ts";
import { describeError, describeSyntaxError } from "./describe-error.ts";
import type { Interrupts } from "./interrupts.ts";
import type { ProgressBars } from "./progress.ts";
import type { Variables } from "./variables.ts";

/** What an execution works with: one for the life of a kernel. */
export interface Runtime {
  readonly cwd: string;
  readonly output: Output;
  readonly variables: Variables;
  readonly registry: CellRegistry;
  readonly services: CellServices;
  readonly bars: ProgressBars;
  readonly interrupts: Interrupts;
  readonly runs: Runs;
  /** Resolves when every built-in name is known. */
  readonly ready: Promise<void>;
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
  const { output, bars, registry } = runtime;
  const parent: Parent = { header: request.header, execution };
  const { code } = request.content;
  const count = Number(request.metadata.executionCount ?? 0);
  const label = `cell [${count}]`;
  output.attribute(parent);
  output.say("status", { execution_state: "busy" });
  output.say("execute_input", { code, execution_count: count });
  bars.begin(parent);
  try {
    await runtime.ready;
    const value = await evaluate(runtime, code, label, parent);
    output.attribute(parent);
    if (value !== undefined)
      output.say("execute_result", {
        data: await mimeBundle(value),
        metadata: {},
        execution_count: count,
      });
    await runtime.runs.settle(execution);
    bars.end();
    output.say("execute_reply", {
      status: "ok",
      execution_count: count,
      payload: [],
      user_expressions: {},
    });
  } catch (error) {
    output.attribute(parent);
    await runtime.runs.settle(execution);
    output.attribute(parent);
    const described =
      error instanceof CellSyntaxError
        ? describeSyntaxError(error, code, label)
        : describeError(error, registry);
    if (described.ename !== INTERRUPTED || runtime.interrupts.wasInterrupted(execution))
      output.say("error", described);
    bars.end();
    output.say("execute_reply", { status: "error", execution_count: count, ...described });
  }
  output.say("status", { execution_state: "idle" });
}

async function evaluate(
  runtime: Runtime,
  code: string,
  label: string,
  parent: Parent,
): Promise<unknown> {
  const { variables, services, registry, interrupts } = runtime;
  const filename = join(runtime.cwd, `.holdfast-cell-${parent.execution}.ts`);
  const cell = compileCell(
    code,
    filename,
    variables.environment((name) => name in services.builtins),
  );
  registry.add({ label, cell, parent });
  variables.capture(cell.captures);
  const context = new CellContext(services, variables, cell.save);
  try {
    const run = cell.script.runInThisContext() as CellFunction;
    const holders = cell.holders.map((name) => variables.holder(name));
    const result = await interrupts.during(parent.execution, () =>
      run.call(undefined, context, ...holders),
    );
    return result?.v;
  } finally {
    variables.declare(cell.declares, context.p, (name) => context.isAbsent(name));
  }
}
