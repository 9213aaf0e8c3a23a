import { dirname, join } from "node:path";
import { bareNode, median, timed } from "./harness/measure.mjs";
import { BenchServer, holdfast, temporary, withServer, writeNotebook } from "./harness/server.mjs";

export const name = "start";

const N = 7;

export async function rows() {
  return [...(await commands()), await newNotebook(), ...(await coldKernel())];
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

/** A kernel without a spare: from the start of its process to the reply to its first cell. */
async function coldKernel() {
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
  const request = makeMessage({ session: "bench", username: "bench" }, "shell", "execute_request", {
    code: "1+1",
    silent: false,
    store_history: true,
    user_expressions: {},
    allow_stdin: false,
    stop_on_error: true,
  });
  const cold = [];
  const bare = [];
  try {
    for (let i = 0; i < N; i++) {
      bare.push(await bareNode());
      let kernel;
      cold.push(
        await timed(async () => {
          kernel = await kernels.take();
          await new Promise((resolve) => {
            const message = ({ header, content }) => {
              if (header.msg_type === "status" && content.execution_state === "idle") resolve();
            };
            const none = () => {};
            const events = {
              message,
              progress: none,
              heartbeat: none,
              chunk: none,
              raw: none,
              died: none,
            };
            kernel.open({ notebookPath, cwd: dirname(notebookPath), env: {} }, events);
            kernel.send(request, 1);
          });
        }),
      );
      kernel.kill("the bench is over");
      await kernel.died;
    }
  } finally {
    await kernels.close();
    folder.end();
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
