import { dirname } from "node:path";
import {
  type ExecuteRequest,
  type JupyterMessage,
  type KernelHandover,
  PROTOCOL_VERSION,
} from "../../protocol/index.ts";
import { displayFunctions } from "../display/display.ts";
import { Displayed } from "../display/displayed.ts";
import { describeError } from "../errors/describe-error.ts";
import { sayWhereItEnds } from "../errors/process-end.ts";
import { withOwnLines } from "../errors/stack-frames.ts";
import { Introspection } from "../introspect/introspection.ts";
import { Maps } from "../map/maps.ts";
import { Modules } from "../modules/modules.ts";
import { Boundary } from "../process/boundary.ts";
import type { Guard } from "../process/guard.ts";
import type { Output } from "../process/output.ts";
import { Runs } from "../run/runs.ts";
import { type AskFunctions, askFunctions } from "../runtime/ask.ts";
import { CellRegistry } from "../runtime/cell-registry.ts";
import { Interrupts } from "../runtime/interrupts.ts";
import { lockFunction } from "../runtime/lock.ts";
import { Pending } from "../runtime/pending.ts";
import { ProgressBars } from "../runtime/progress.ts";
import { ServerCalls } from "../runtime/server-calls.ts";
import { captureStreams } from "../runtime/streams.ts";
import { attributeTimers } from "../runtime/timers.ts";
import { Variables } from "../runtime/variables.ts";
import { Snapshots } from "../snapshot/snapshots.ts";
import { hashOf } from "../state/chunks.ts";
import { knowClasses } from "../state/class-codecs.ts";
import { loadAnalysis } from "./analysis-families.ts";
import { AnalysisNames } from "./analysis-names.ts";
import { cellBuiltins } from "./builtins.ts";
import { execute, type Runtime } from "./execute.ts";

/** A kernel that serves a notebook. */
export interface RunningKernel {
  /** Runs cells one after another. */
  execute(request: ExecuteRequest, execution: number): void;
  /** Answers any other request. */
  answer(message: JupyterMessage): void;
  /** Takes a chunk that something asked for. */
  arrived(hash: string, bytes: Uint8Array): void;
  readonly interrupts: Interrupts;
}

/** Makes a spare kernel the kernel of a notebook. */
export function startRuntime(
  handover: KernelHandover,
  output: Output,
  guard: Guard,
): RunningKernel {
  process.chdir(handover.cwd);
  Object.assign(process.env, handover.env);
  const calls = new ServerCalls(output);
  let canAsk = false;
  const ask = askFunctions({
    output,
    slot: guard.input,
    handshake: guard.handshake,
    canAsk: () => canAsk,
  });
  const runtime = createRuntime(handover, output, guard, { calls, ask });
  captureStreams(output);
  output.ownLines = (text) => withOwnLines(text, runtime.registry);
  showStrayErrors(runtime);
  showWarnings();
  process.on("exit", () => output.flush()); // what a cell printed before it ended the process
  sayWhereItEnds(output, runtime.registry);
  let last = Promise.resolve();
  const pending = new Pending();
  return {
    execute(request, execution) {
      last = last.then(() => {
        pending.begin();
        canAsk = request.content.allow_stdin;
        return execute(runtime, request, execution);
      });
    },
    answer(message) {
      const { header } = message;
      switch (header.msg_type) {
        case "holdfast_reply":
          calls.answered(message);
          break;
        case "kernel_info_request":
          output.reply("kernel_info_reply", kernelInfo(), header);
          break;
        case "holdfast_pending_request":
          output.reply("holdfast_pending_reply", { pending: pending.count }, header);
          break;
        case "holdfast_save_request":
          void runtime.snapshots
            .saveAll()
            .then(() => output.reply("holdfast_save_reply", { status: "ok" }, header));
          break;
        default: // a question about names and text; nobody waits for an answer to anything else
          void runtime.introspection.answer(message).then((reply) => {
            if (reply) output.reply(reply.type, reply.content, header);
          });
      }
    },
    arrived: (hash, bytes) => calls.arrived(hash, bytes),
    interrupts: runtime.interrupts,
  };
}

function createRuntime(
  { notebookPath }: KernelHandover,
  output: Output,
  guard: Guard,
  { calls, ask }: { calls: ServerCalls; ask: AskFunctions },
): Runtime {
  const timers = attributeTimers(output);
  const interrupts = new Interrupts({
    handshake: guard.handshake,
    boundary: new Boundary(),
    onStart: () => guard.wake(),
    onStop: (execution) => timers.clear(execution),
  });
  const displayed = new Displayed();
  const bars = new ProgressBars(output, guard);
  const lock = lockFunction(calls, interrupts, output);
  const builtins: Record<string, unknown> = {};
  const loadAll = async (): Promise<void> => (await analysis).loadAll();
  const runs = new Runs({ calls, output, interrupts, bars, ready: loadAll });
  knowClasses(builtins);
  const folder = dirname(notebookPath);
  const registry = new CellRegistry(folder);
  const maps = new Maps({
    runs,
    output,
    folder,
    source: () => hashOf(registry.current(output.parent)?.cell.sampleless() ?? ""),
    chosen: () => output.parent?.sample,
    isAnalysis: async (name) => (await analysis).has(name),
  });
  const modules = new Modules(notebookPath, {
    holdfast: async () => {
      await loadAll();
      return builtins;
    },
    "holdfast/analysis": loadAnalysis,
  });
  Object.defineProperties(
    builtins,
    Object.getOwnPropertyDescriptors(
      cellBuiltins({
        display: displayFunctions(output, displayed),
        bars,
        modules,
        interrupts,
        lock,
        runs,
        maps,
        ask,
      }),
    ),
  );
  const analysis = AnalysisNames.open(builtins);
  const variables = new Variables();
  registry.whyMissing = (name) => variables.whyMissing(name);
  return {
    output,
    displayed,
    variables,
    introspection: new Introspection({ variables, builtins, folder, loadBuiltins: loadAll }),
    registry,
    services: { builtins, meta: modules.meta, import: modules.import },
    bars,
    interrupts,
    runs,
    calls,
    snapshots: new Snapshots({ output, calls, variables, ready: loadAll }),
    analysis,
  };
}

/** An error that nobody catches is shown under the cell that made it; the kernel lives on. */
function showStrayErrors({ output, registry }: Runtime): void {
  const show = (error: unknown): void => {
    const before = output.parent;
    const owner = registry.cellOf(error)?.parent;
    if (owner) output.attribute(owner);
    output.say("error", describeError(error, registry));
    output.attribute(before);
  };
  process.on("unhandledRejection", show);
  process.on("uncaughtException", show);
}

/** Node's notes about features that holdfast uses on purpose are not the cell's. */
function showWarnings(): void {
  process.removeAllListeners("warning");
  process.on("warning", (warning) => {
    if (warning.name !== "ExperimentalWarning")
      process.stderr.write(`${warning.name}: ${warning.message}\n`);
  });
}

function kernelInfo(): Record<string, never> {
  return {
    status: "ok",
    protocol_version: PROTOCOL_VERSION,
    implementation: "holdfast",
    implementation_version: "0.1.0",
    language_info: {
      name: "typescript",
      version: process.versions.node,
      mimetype: "text/typescript",
      file_extension: ".ts",
      pygments_lexer: "typescript",
      codemirror_mode: { name: "javascript", typescript: true },
      nbconvert_exporter: "script",
    },
    banner: `holdfast, TypeScript on Node ${process.versions.node}`,
    help_links: [],
  } as unknown as Record<string, never>;
}
