import { dirname, join } from "node:path";
import { bareNode, median, timed } from "./harness/measure.mjs";
import { BenchServer, holdfast, temporary, withServer, writeNotebook } from "./harness/server.mjs";

export const name = "start";

const N = 7;

export async function rows() {
  return [
    ...(await commands()),
    await newNotebook(),
    ...(await coldKernel()),
    ...(await coldAnalysis()),
  ];
}

/** `--version`, a server's start to HTTP 200, and `node -e 0` in turn. */
async function commands() {
  const version = [];
  const bare = [];
  const server = [];
  for (let i = 0; i < N; i++) {
    bare.push(await bareNode());
    version.push((await holdfast(["--version"])).ms);
    const started = await BenchServer.start();
    server.push(started.readyMs);
    await started.close();
  }
  const reference = median(bare);
  const facts = { unit: "ms", reference, referenceName: "node -e 0" };
  return [
    { ...facts, name: "server start to HTTP 200", value: median(server), target: 1000 },
    { ...facts, name: "holdfast --version", value: median(version), target: 2 * reference },
  ];
}

/** From the request for a new notebook to the result of its first cell; a warm kernel stands by. */
function newNotebook() {
  return withServer(async (server) => {
    const times = [];
    for (let i = 0; i < N; i++) {
      await new Promise((resolve) => setTimeout(resolve, 1500)); // until the next spare is warm
      let tab;
      times.push(
        await timed(async () => {
          const made = await server.fetch("/api/contents/", {
            method: "POST",
            body: JSON.stringify({ type: "notebook" }),
          });
          tab = await server.tab((await made.json()).path);
          await tab.evaluate("1+1");
        }),
      );
      tab.close();
    }
    return {
      name: "new notebook to first result, warm spare",
      value: median(times),
      unit: "ms",
      target: 50,
    };
  });
}

/** Kernels of the built server without a spare; `open` gives one that a notebook has opened. */
async function bareKernels() {
  const { Kernels } = await import("../../dist/server/kernel/kernels.js");
  const { kernelEntry } = await import("../../dist/server/kernel/child-process.js");
  const { kernelEnvironment } = await import("../../dist/server/kernel/environment.js");
  const { makeMessage } = await import("../../dist/kernels/protocol/index.js");
  const folder = temporary();
  const notebookPath = join(folder.root, "a.ipynb");
  writeNotebook(notebookPath, []);
  const kernels = await Kernels.open({
    entry: kernelEntry(),
    maxKernels: N + 1,
    heapMb: 512,
    env: kernelEnvironment(process.env),
    spare: false,
  });
  const open = async () => {
    const kernel = await kernels.take();
    let ended = () => {};
    let failed;
    let count = 0;
    const none = () => {};
    const message = ({ header, content }) => {
      if (header.msg_type === "error") failed = content.evalue;
      if (header.msg_type === "status" && content.execution_state === "idle") ended();
    };
    const events = { message, progress: none, heartbeat: none, chunk: none, raw: none, died: none };
    kernel.open({ notebookPath, cwd: dirname(notebookPath), env: {} }, events);
    return {
      /** Milliseconds from a cell's request to its end. */
      run: (code) =>
        timed(async () => {
          await new Promise((resolve) => {
            ended = resolve;
            kernel.send(request(makeMessage, code), ++count);
          });
          if (failed !== undefined) throw new Error(`${code}: ${failed}`);
        }),
      end: async () => {
        kernel.kill("the bench is over");
        await kernel.died;
      },
    };
  };
  const close = async () => {
    await kernels.close();
    folder.end();
  };
  return { open, close };
}

function request(makeMessage, code) {
  return makeMessage({ session: "bench", username: "bench" }, "shell", "execute_request", {
    code,
    silent: false,
    store_history: true,
    user_expressions: {},
    allow_stdin: false,
    stop_on_error: true,
  });
}

/** A kernel without a spare: from the start of its process to the reply to its first cell. */
async function coldKernel() {
  const kernels = await bareKernels();
  const cold = [];
  const bare = [];
  try {
    for (let i = 0; i < N; i++) {
      bare.push(await bareNode());
      let kernel;
      cold.push(
        await timed(async () => {
          kernel = await kernels.open();
          await kernel.run("1+1");
        }),
      );
      await kernel.end();
    }
  } finally {
    await kernels.close();
  }
  const reference = median(bare);
  return [
    {
      name: "kernel cold start to first result",
      value: median(cold),
      unit: "ms",
      reference,
      referenceName: "node -e 0",
      target: 1.6 * reference + 150,
    },
  ];
}

/** Cells that are the first of their kernel to use analysis functions. */
const FIRST_USES = {
  "one file": 'await readCsv(new TextEncoder().encode("a,b\\n1,2\\n")); 0',
  "a forest": "new RandomForestClassifier(); 0",
  "a workflow": 'await trainClassifiers(new Table({ a: [1] }), { target: "b" }).catch(() => 0)',
};

/** What the first use of an analysis function costs a cell, beside a cell of the same kernel that uses none. */
async function coldAnalysis() {
  const kernels = await bareKernels();
  const costs = Object.fromEntries(Object.keys(FIRST_USES).map((use) => [use, []]));
  try {
    for (let i = 0; i < N; i++)
      for (const [use, code] of Object.entries(FIRST_USES)) {
        const kernel = await kernels.open();
        await kernel.run("1+1");
        const plain = await kernel.run("1+2");
        costs[use].push((await kernel.run(code)) - plain);
        await kernel.end();
      }
  } finally {
    await kernels.close();
  }
  return Object.entries(costs).map(([use, times]) => ({
    name: `cold cost of analysis, ${use}`,
    value: median(times),
    unit: "ms",
    target: 30,
  }));
}
