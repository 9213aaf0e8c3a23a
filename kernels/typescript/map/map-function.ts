import { outsideNames } from "../../source/index.ts";

/** A function that can be made again in a worker. */
export interface MovableFunction {
  /** An expression that gives it. */
  readonly code: string;
  /** Analysis functions that it uses. */
  readonly builtins: readonly string[];
  /** What it calls the kernel's own object, when it imports something. */
  readonly context: string | undefined;
}

/** A function takes something from around it that a worker does not have. */
class CaptureError extends Error {
  override readonly name = "HoldfastError";
  readonly code = "HF_RUN_CAPTURE";
}

/**
 * Checks that a function takes nothing from around it but JavaScript's own names and the analysis functions.
 *
 * @param isAnalysis tells whether a name is an analysis function
 * @throws CaptureError HF_RUN_CAPTURE naming every variable, and how to hand them over
 */
export async function movableFunction(
  name: string,
  fn: (...args: never[]) => unknown,
  isAnalysis: (name: string) => Promise<boolean>,
): Promise<MovableFunction> {
  const call = `runMap(${JSON.stringify(name)})`;
  const outside = outsideNames(Function.prototype.toString.call(fn));
  if (!outside)
    throw new CaptureError(
      `HF_RUN_CAPTURE: ${call}: a built-in or bound function has no text that a worker could run. Write (item) => … around it.`,
    );
  const builtins: string[] = [];
  const around: string[] = [];
  for (const free of outside.free) {
    if (await isAnalysis(free)) builtins.push(free);
    else if (!(free in globalThis) && free !== "undefined") around.push(free);
  }
  const captured = [...outside.notebook, ...around];
  if (captured.length > 0) {
    const list = captured.join(", ");
    throw new CaptureError(
      `HF_RUN_CAPTURE: ${call}: the function uses ${list} from around it, which a worker does not have. Hand ${captured.length === 1 ? "it" : "them"} over with { shared: { ${list} } } and read unit.shared.${captured[0]} in the function (item, unit) => …, or leave out workers.`,
    );
  }
  return { code: outside.code, builtins, context: outside.context };
}
