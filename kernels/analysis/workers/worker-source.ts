import { AnalysisError } from "../base/errors.ts";

/** How to start a worker thread: a file, or the text of a program. */
export type WorkerSource =
  | { readonly file: URL }
  /** CommonJS, as `new Worker(text, { eval: true })` takes it. */
  | { readonly text: string };

let source: Promise<WorkerSource> | undefined;

/**
 * Finds the program of the worker threads: `unit-worker.js` in the room `worker/` of the build (for importers), and beside the chunks of the
 * bundle (for the kernel). TypeScript sources have no such file, and Node 20 cannot run TypeScript in a worker: there it is bundled on first use.
 *
 * @throws HF_WORKER_FAILED when there is neither; work never falls back to one thread without saying so
 */
export function workerSource(): Promise<WorkerSource> {
  const isBuilt = /\/workers\/[^/]*$/.test(import.meta.url);
  const program = isBuilt ? "../worker/unit-worker.js" : "./unit-worker.js";
  source ??= import.meta.url.endsWith(".ts")
    ? bundled()
    : Promise.resolve({ file: new URL(program, import.meta.url) });
  return source;
}

interface Bundler {
  build(options: object): Promise<{ outputFiles: { text: string }[] }>;
}

async function bundled(): Promise<WorkerSource> {
  const { fileURLToPath } = await import("node:url");
  // Not a plain import: built code never comes here, and a bundler must not pack the bundler.
  const name = "esbuild";
  let esbuild: Bundler;
  try {
    esbuild = (await import(/* @vite-ignore */ name)) as Bundler;
  } catch (cause) {
    throw new AnalysisError("HF_WORKER_FAILED", {
      what: "cannot start worker threads from TypeScript sources without esbuild",
      action: "Build the project (npm run build) and import it from dist, or use workers: 1.",
      cause,
    });
  }
  const { outputFiles } = await esbuild.build({
    entryPoints: [fileURLToPath(new URL("../worker/unit-worker.ts", import.meta.url))],
    bundle: true,
    write: false,
    platform: "node",
    format: "cjs",
    target: "node20",
    logLevel: "silent",
  });
  return { text: outputFiles[0].text };
}
