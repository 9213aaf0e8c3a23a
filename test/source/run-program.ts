import { Script } from "node:vm";
import { analyzeCell, parseCell, plainNames, rewriteCell } from "../../kernels/source/index.ts";
import { CellContext, type CellServices } from "../../kernels/typescript/runtime/cell-context.ts";
import { type HalfCell, Variables } from "../../kernels/typescript/runtime/variables.ts";

const FUEL = 3_000;
const sourceText = Function.prototype.toString;

/** What a program said: its log, and the error that ended it. */
export interface Said {
  readonly log: string[];
  readonly error: string | null;
}

type CellFunction = (
  context: CellContext,
  ...holders: unknown[]
) => Promise<{ v: unknown } | undefined>;

const services: CellServices = {
  builtins: {},
  meta: { url: "file:///n.ipynb", filename: "/n.ipynb", dirname: "/", resolve: (s) => s },
  import: async (specifier) => {
    throw new Error(`no module ${specifier}`);
  },
};

function globalOf(name: string): { readonly value: unknown } | undefined {
  const globals = globalThis as unknown as Record<string, unknown>;
  return name in globals ? { value: globals[name] } : undefined;
}

/** Runs cells one after another, as the kernel does, without a kernel. */
export class CellRunner {
  readonly variables = new Variables();

  async run(source: string): Promise<unknown> {
    const { variables } = this;
    const analysis = analyzeCell(parseCell(source));
    const rewritten = rewriteCell(
      source,
      analysis,
      variables.environment(() => false),
    );
    const script = new Script(rewritten.code, { filename: "cell.js" });
    variables.capture(analysis);
    const context = new CellContext(services, variables, rewritten);
    let half: HalfCell | undefined = { label: "a cell", outside: globalOf };
    try {
      const run = script.runInThisContext() as CellFunction;
      const holders = rewritten.holders.map((name) => variables.holder(name));
      const result = await run.call(undefined, context, ...holders);
      half = undefined;
      return result?.v;
    } finally {
      const isAbsent = (name: string): boolean => context.isAbsent(name);
      variables.declare(rewritten.declares, context.p, isAbsent, undefined, half);
    }
  }
}

/** Runs cells; the first one that throws ends the program, and `last` runs in any case. */
export async function runAsCells(cells: readonly string[], last = ""): Promise<Said> {
  const runner = new CellRunner();
  return withTools(async () => {
    let failed: unknown;
    let hasFailed = false;
    for (const cell of cells) {
      try {
        await runner.run(cell);
      } catch (error) {
        failed = error;
        hasFailed = true;
        break;
      }
    }
    await runner.run(last);
    if (hasFailed) throw failed;
  });
}

/** Runs a program as one plain async function; `last` is the body of a function in its scope that runs in any case. */
export async function runAsScript(program: string, last = ""): Promise<Said> {
  const code = `(async function () { "use strict"; let $error, $failed = false; let $last;
    await (async function () { $last = function () {\n${last}\n};\n${program}\n})()
      .catch((error) => { $error = error; $failed = true; });
    $last(); if ($failed) throw $error; })`;
  const script = new Script(code, { filename: "plain.js" });
  return withTools(() => (script.runInThisContext() as () => Promise<void>)());
}

async function withTools(run: () => Promise<void>): Promise<Said> {
  const log: string[] = [];
  let fuel = FUEL;
  Object.assign(globalThis, {
    log: (...values: unknown[]) => {
      if (log.length < 2_000) log.push(values.map((value) => show(value, 3)).join(" "));
    },
    tick: () => {
      if (--fuel < 0) throw new RangeError("out of fuel");
    },
  });
  Function.prototype.toString = () => "source"; // a rewritten function's own text is the one thing that differs
  try {
    await run();
    return { log, error: null };
  } catch (error) {
    return { log, error: show(error, 1) };
  } finally {
    Function.prototype.toString = sourceText;
  }
}

function show(value: unknown, depth: number): string {
  if (value instanceof Error) return `${value.name}: ${plainNames(value.message)}`;
  if (typeof value === "function")
    return `[${/^class\b/.test(sourceText.call(value)) ? "class" : "function"} ${value.name}]`;
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value !== "object" || value === null)
    return Object.is(value, -0) ? "-0" : String(value);
  if (depth === 0) return "…";
  if (Array.isArray(value)) return `[${value.map((item) => show(item, depth - 1)).join(", ")}]`;
  const name = Object.getPrototypeOf(value)?.constructor?.name ?? "null";
  const entries = Object.keys(value).map(
    (key) => `${key}: ${show((value as Record<string, unknown>)[key], depth - 1)}`,
  );
  return `${name === "Object" ? "" : name}{${entries.join(", ")}}`;
}
