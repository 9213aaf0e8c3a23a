import { parentPort, workerData } from "node:worker_threads";
import { useKernels } from "../wasm/module.ts";
import type { UnitReply, UnitRequest, WorkerStart } from "../workers/task.ts";
import { failureOf } from "../workers/unit-failure.ts";
import { unitMaker } from "./unit-maker.ts";

/** A worker thread: makes the units it is asked for, until it is told by shared memory that they are no longer wanted. */
const { task, cancel, kernels } = workerData as WorkerStart;
useKernels(kernels);
const maker = unitMaker(task);

parentPort!.on("message", ({ index }: UnitRequest) => {
  maker.then(
    (make) => answer(index, make),
    // A task that cannot be opened ends the thread, and with it the work.
    (error: unknown) => {
      throw error;
    },
  );
});

function answer(index: number, make: (index: number) => object): void {
  if (Atomics.load(cancel, 0) !== 0) return;
  let unit: object;
  try {
    unit = make(index);
  } catch (error) {
    parentPort!.postMessage({ index, failure: failureOf(error) } satisfies UnitReply);
    return;
  }
  const buffers = new Set<ArrayBuffer>();
  for (const value of Object.values(unit))
    if (ArrayBuffer.isView(value) && value.buffer instanceof ArrayBuffer) buffers.add(value.buffer);
  parentPort!.postMessage({ index, unit } satisfies UnitReply, [...buffers]);
}
