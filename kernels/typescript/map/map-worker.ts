import { createRequire, isBuiltin } from "node:module";
import { pathToFileURL } from "node:url";
import { workerData } from "node:worker_threads";
import * as analysis from "../../analysis/index.ts";
import { knowClasses, putTogether, takeApart } from "../state/class-codecs.ts";
import type { WorkerUnit } from "./map-options.ts";
import type { MapJob, MapReply, MapTask } from "./map-pool.ts";

type Work = (item: unknown, unit: WorkerUnit) => unknown;

const builtins = analysis as unknown as Readonly<Record<string, unknown>>;
knowClasses(builtins);
// Tinypool's own data comes first.
const [, job] = workerData as [unknown, MapJob];
const work = makeWork(job);
const shared = putTogether(job.shared);

/** One item in a worker thread. */
export async function doItem({ index, key, item }: MapTask): Promise<MapReply> {
  const began = performance.now();
  const random = analysis.stream(job.seed, job.name, key);
  const result = takeApart(await work(putTogether(item), { index, key, random, shared }));
  return { result, seconds: (performance.now() - began) / 1000 };
}

/** Makes the function again, with the analysis functions that it uses. */
function makeWork({ code, names, context = "$hf", folder }: MapJob): Work {
  const require = createRequire(`${folder}/`);
  const own = {
    import: (specifier: string): Promise<unknown> =>
      import(isBuiltin(specifier) ? specifier : pathToFileURL(require.resolve(specifier)).href),
    meta: { dirname: folder },
  };
  const make = new Function(context, ...names, `"use strict"; return (${code});`);
  return make(own, ...names.map((name) => builtins[name])) as Work;
}
