import "../../client/theme/before-paint.ts";
import "../../client/elements/hf-app.ts";
import type { HfCell } from "../../client/elements/hf-cell.ts";
import {
  type ExecutionMessage,
  makeMessage,
  type NotebookCell,
} from "../../kernels/protocol/index.ts";
import { until } from "./assert.ts";
import { LiveServer } from "./live-server.ts";
import { serve } from "./network.ts";

let app: HTMLElement | undefined;

/** Opens the whole page on a notebook with these cells. */
export async function openPage(cells: readonly NotebookCell[]): Promise<LiveServer> {
  closePage();
  const server = new LiveServer(cells);
  server.operate({ type: "kernel", status: "idle", generation: 1 });
  serve(server, ["test.ipynb", "other.ipynb"]);
  history.replaceState(null, "", `/notebooks/test.ipynb${location.search}`);
  app = document.createElement("hf-app");
  document.body.append(app);
  await until(() => document.querySelector(".notebook"), "the notebook is open");
  await until(() => document.querySelectorAll("hf-cell").length === cells.length, "its cells");
  return server;
}

export function closePage(): void {
  app?.remove();
  app = undefined;
}

/** The element of the n-th cell, from 0. */
export function cellAt(n: number): HfCell {
  return document.querySelectorAll<HfCell>("hf-cell")[n]!;
}

/** The kernel of a test: says what it is told about the execution that it was given. */
export class FakeKernel {
  #server: LiveServer;
  #n: number;
  #cellId: string;

  /** @param n the number of the execution */
  constructor(server: LiveServer, cellId: string, n: number) {
    this.#server = server;
    this.#cellId = cellId;
    this.#n = n;
    server.operate({ type: "started", execId: server.execution(n) });
  }

  say(type: ExecutionMessage["header"]["msg_type"], content: object): void {
    const channel = type === "execute_reply" ? "shell" : "iopub";
    const origin = { session: "k", username: "k" };
    const message = makeMessage(origin, channel, type, content as never) as ExecutionMessage;
    this.#server.say(this.#server.execution(this.#n), this.#cellId, message);
  }

  print(text: string, name: "stdout" | "stderr" = "stdout"): void {
    this.say("stream", { name, text });
  }

  end(): void {
    this.say("execute_reply", {
      status: "ok",
      execution_count: this.#n,
      payload: [],
      user_expressions: {},
    });
    this.say("status", { execution_state: "idle" });
  }
}
