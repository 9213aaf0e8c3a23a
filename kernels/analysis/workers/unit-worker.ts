import { parentPort, workerData } from "node:worker_threads";
import { type UnitReply, type UnitRequest, unitMaker, type WorkerStart } from "./task.ts";

/** A worker thread: makes the units it is asked for, until it is told by shared memory that they are no longer wanted. */
const { task, cancel } = workerData as WorkerStart;
const make = unitMaker(task);

parentPort!.on("message", ({ index }: UnitRequest) => {
  if (Atomics.load(cancel, 0) !== 0) return;
  const unit = make(index);
  const buffers = Object.values(unit)
    .filter(ArrayBuffer.isView)
    .map((view) => view.buffer as ArrayBuffer);
  parentPort!.postMessage({ index, unit } satisfies UnitReply, buffers);
});
