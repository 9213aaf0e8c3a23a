import { binaryLogLoss, type Loss } from "./losses.ts";
import { WasmLogistic } from "./wasm-logistic.ts";

/** Raw predictions and their derivatives, output after output; every implementation gives the same bits. */
export interface Derivatives {
  readonly raw: Float64Array;
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
  /** Sets gradient and hessian from the raw predictions. */
  derive(): void;
}

/** Opens the derivatives of a loss: in WebAssembly where there is such and it pays, else in TypeScript. */
export function openDerivatives(loss: Loss, target: Float64Array): Derivatives {
  const fast = loss === binaryLogLoss ? WasmLogistic.open(target) : undefined;
  return fast ?? new ScriptDerivatives(loss, target);
}

/** `Derivatives` in TypeScript. */
export class ScriptDerivatives implements Derivatives {
  readonly #loss: Loss;
  readonly #target: Float64Array;
  readonly raw: Float64Array;
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;

  constructor(loss: Loss, target: Float64Array) {
    const length = loss.outputs * target.length;
    this.#loss = loss;
    this.#target = target;
    this.raw = new Float64Array(length);
    this.gradient = new Float64Array(length);
    this.hessian = new Float64Array(length);
  }

  derive(): void {
    this.#loss.derive(this.raw, this.#target, this.gradient, this.hessian);
  }
}
