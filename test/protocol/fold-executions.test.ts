import { describe, expect, test } from "vitest";
import { PROGRESS_MIME } from "../../kernels/protocol/index.ts";
import { apply, cell, idle, message, notebook, reply, run, started, stream } from "./given.ts";

const statuses = (state: ReturnType<typeof notebook>): string[] =>
  state.cells.map((c) => `${c.id} ${c.run.status} ${c.run.outcome}`);

describe("run", () => {
  test("accepts cells in the order given, with the text that they have", () => {
    const { state, actions } = apply(notebook(), run("b", "a"));
    expect(actions).toEqual(["enqueue nb.1", "enqueue nb.2"]);
    expect(state.executions[0]).toEqual({
      id: "nb.1",
      cellId: "b",
      source: "b",
      revision: 0,
      parameters: null,
      priority: "normal",
      batch: "w:1",
      by: "Ana",
      acceptedAt: 1000,
      state: "queued",
      replied: null,
      idle: false,
    });
    expect(state.lastExecution).toBe(2);
    expect(statuses(state).slice(0, 3)).toEqual(["a queued none", "b queued none", "c idle none"]);
  });

  test("joins an equal request that waits or runs, also within one request", () => {
    const { state, actions } = apply(notebook(), run("a"), started(1), run("a", "b", "b"));
    expect(actions).toEqual(["enqueue nb.2"]);
    expect(state.executions.map((e) => e.cellId)).toEqual(["a", "b"]);
  });

  test("queues a request with other text; of other parameters the newest replaces what waits", () => {
    const { state, actions } = apply(
      notebook(),
      run("a"),
      { type: "setSource", cellId: "a", revision: 0, change: [1, [0, "!"]] },
      run("a"),
      { type: "run", cellIds: ["a"], sourceRevisions: [1], parameters: { n: 1 }, priority: "high" },
    );
    expect(state.executions.map((e) => [e.source, e.revision, e.parameters, e.priority])).toEqual([
      ["a", 0, null, "normal"],
      ["a!", 1, { n: 1 }, "high"],
    ]);
    expect(actions.slice(-2)).toEqual(["finished nb.2 superseded", "enqueue nb.3"]);
  });

  test("refuses to take the kernel from a cell that runs, unless it is forced", () => {
    const running = apply(notebook(), run("a"), started(1)).state;
    expect(apply(running, { type: "restart" }).refused).toBe("HF_LOCK_BUSY");
    expect(apply(running, { type: "restart", force: true }).actions).toEqual(["restartKernel"]);
  });

  test("one that gave way waits again under its own number, and its batch waits with it", () => {
    const gone = apply(
      notebook(),
      run("a", "b"),
      started(1),
      reply(1, "a", "error", "Preempted"),
      idle(1, "a"),
    );
    expect(gone.actions).toEqual(["requeue"]);
    expect(gone.state.executions.map((e) => [e.id, e.state, e.replied, e.idle])).toEqual([
      ["nb.1", "queued", null, false],
      ["nb.2", "queued", null, false],
    ]);
    expect(statuses(gone.state)[0]).toBe("a queued preempted");
    const again = apply(gone.state, started(1), reply(1, "a"), idle(1, "a"));
    expect(again.actions).toEqual(["finished nb.1 ok"]);
  });

  test("variables come back only while nothing runs, and only when there are some", () => {
    const offered = apply(notebook(), {
      type: "variables",
      variables: { state: "offered", count: 1, at: 1, missing: [] },
    }).state;
    expect(apply(offered, { type: "restoreVariables" }).actions).toEqual(["restoreVariables"]);
    expect(apply(notebook(), { type: "restoreVariables" }).actions).toEqual([]);
    const waiting = apply(offered, run("a")).state;
    expect(apply(waiting, { type: "restoreVariables" }).refused).toBe("HF_LOCK_BUSY");
  });

  test("leaves out Markdown and empty cells, and refuses all when one is not there", () => {
    const { state, actions } = apply(notebook(), run("m"));
    expect([state.executions, actions]).toEqual([[], []]);
    const refused = apply(notebook(), run("a", "z"));
    expect(refused.refused).toBe("HF_CELL_NOT_FOUND");
    expect(refused.state.executions).toEqual([]);
  });

  test("refuses more than 10,000 that wait", () => {
    const { executions } = apply(notebook(), run("b")).state;
    const many = Array.from({ length: 10_000 }, (_, i) => ({
      ...executions[0]!,
      id: `nb.${i}` as const,
    }));
    expect(apply(notebook({ executions: many }), run("a")).refused).toBe("HF_QUEUE_FULL");
  });
});

describe("started", () => {
  test("clears the cell's outputs, counts, and shows since when it runs", () => {
    const before = apply(
      notebook(),
      run("a"),
      started(1),
      stream(1, "a", "x"),
      reply(1, "a"),
      idle(1, "a"),
    );
    const { state } = apply(before.state, run("a"), started(2));
    expect(cell(state, "a")).toMatchObject({
      outputs: [],
      executionCount: 2,
      run: { status: "running", outcome: "none", execId: "nb.2", revision: 0, endedAt: null },
    });
    expect(state.executionCount).toBe(2);
  });

  test("refuses an execution that does not wait", () => {
    expect(apply(notebook(), started(1)).refused).toBe("HF_REQUEST_INVALID");
  });
});

describe("the end of an execution", () => {
  test("comes when reply and idle are both in, whatever their order", () => {
    for (const [first, second] of [
      [reply(1, "a"), idle(1, "a")],
      [idle(1, "a"), reply(1, "a")],
    ] as const) {
      const half = apply(notebook(), run("a"), started(1), first);
      expect(half.actions).toEqual([]);
      expect(cell(half.state, "a").run.status).toBe("running");
      const { state, actions } = apply(half.state, second);
      expect(actions).toEqual(["finished nb.1 ok"]);
      expect(cell(state, "a").run).toMatchObject({ status: "idle", outcome: "ok" });
      expect(state.executions).toEqual([]);
    }
  });

  test("skips the rest of its batch after an error, and only that", () => {
    const { state, actions } = apply(
      notebook(),
      run("a", "b"),
      run("c"),
      started(1),
      reply(1, "a", "error"),
      idle(1, "a"),
    );
    expect(actions).toEqual(["finished nb.1 error", "finished nb.2 skipped"]);
    expect(statuses(state).slice(0, 3)).toEqual([
      "a idle error",
      "b idle skipped",
      "c queued none",
    ]);
  });

  test("is called cancelled when the kernel was interrupted", () => {
    const { actions } = apply(
      notebook(),
      run("a"),
      started(1),
      idle(1, "a"),
      reply(1, "a", "error", "Interrupted"),
    );
    expect(actions).toEqual(["finished nb.1 cancelled"]);
  });

  test("lets no progress bar run on", () => {
    const progress = {
      id: "p",
      name: "Load",
      done: 1,
      total: 2,
      startedAt: 0,
      updatedAt: 0,
      state: "running",
      etaSeconds: 9,
    };
    const { state } = apply(
      notebook(),
      run("a"),
      started(1),
      message(1, "a", "display_data", { data: { [PROGRESS_MIME]: progress }, metadata: {} }),
      reply(1, "a", "error"),
      idle(1, "a"),
    );
    const { etaSeconds: _, ...rest } = progress;
    expect(cell(state, "a").outputs).toEqual([
      {
        output_type: "display_data",
        metadata: {},
        data: {
          [PROGRESS_MIME]: { ...rest, updatedAt: 5000, state: "failed" },
          "text/plain": "Load 50 % (1 of 2), failed after 5 s",
        },
      },
    ]);
  });
});

describe("ended", () => {
  test("ends without reply and idle, with the error that it brings", () => {
    const error = { output_type: "error", ename: "KernelDied", evalue: "", traceback: [] } as const;
    const { state, actions } = apply(notebook(), run("a", "b"), started(1), {
      type: "ended",
      execId: "nb.1",
      outcome: "died",
      error,
    });
    expect(actions).toEqual(["finished nb.1 died", "finished nb.2 skipped"]);
    expect(cell(state, "a")).toMatchObject({ outputs: [error], run: { outcome: "died" } });
  });

  test("of an execution that is gone changes nothing", () => {
    const start = notebook();
    const { state } = apply(start, { type: "ended", execId: "nb.9", outcome: "died" });
    expect({ ...state, clients: {} }).toEqual(start);
  });
});

describe("cancel", () => {
  test("interrupts what runs and drops what waits, of the chosen cells or of all", () => {
    const before = apply(notebook(), run("a", "b", "c"), started(1)).state;
    const some = apply(before, { type: "cancel", cellIds: ["b"] });
    expect(some.actions).toEqual(["finished nb.2 cancelled"]);
    expect(statuses(some.state).slice(0, 3)).toEqual([
      "a running none",
      "b idle cancelled",
      "c queued none",
    ]);
    const all = apply(before, { type: "cancel" });
    expect(all.actions).toEqual([
      "interrupt nb.1",
      "finished nb.2 cancelled",
      "finished nb.3 cancelled",
    ]);
    expect(all.state.executions.map((e) => e.id)).toEqual(["nb.1"]);
  });
});

describe("kernel", () => {
  test("shows the kernel, and starts the count anew with another generation", () => {
    const before = apply(notebook(), run("a"), started(1)).state;
    const same = apply(before, { type: "kernel", status: "busy", generation: 0 }).state;
    expect([same.executionCount, same.kernel]).toEqual([1, { status: "busy", generation: 0 }]);
    const next = { type: "kernel", status: "dead", generation: 1, detail: "SIGKILL" } as const;
    const other = apply(before, next).state;
    expect([other.executionCount, other.kernel]).toEqual([
      0,
      { status: "dead", generation: 1, detail: "SIGKILL" },
    ]);
  });
});

describe("output", () => {
  const running = () => apply(notebook(), run("a", "b"), started(1)).state;
  const display = (n: number, cellId: string, text: string, display_id?: string) =>
    message(n, cellId, "display_data", {
      data: { "text/plain": text },
      metadata: {},
      ...(display_id && { transient: { display_id } }),
    });

  test("of one stream that follows itself is one output", () => {
    const { state } = apply(
      running(),
      stream(1, "a", "1"),
      stream(1, "a", "2"),
      stream(1, "a", "!", "stderr"),
      stream(1, "a", "3"),
    );
    expect(cell(state, "a").outputs).toEqual([
      { output_type: "stream", name: "stdout", text: "12" },
      { output_type: "stream", name: "stderr", text: "!" },
      { output_type: "stream", name: "stdout", text: "3" },
    ]);
  });

  test("results and errors are kept as they come", () => {
    const { state } = apply(
      running(),
      message(1, "a", "execute_result", {
        data: { "text/plain": "1" },
        metadata: {},
        execution_count: 1,
      }),
      message(1, "a", "error", { ename: "E", evalue: "v", traceback: ["t"] }),
      message(1, "a", "execute_input", { code: "a", execution_count: 1 }),
    );
    expect(cell(state, "a").outputs).toEqual([
      {
        output_type: "execute_result",
        data: { "text/plain": "1" },
        metadata: {},
        execution_count: 1,
      },
      { output_type: "error", ename: "E", evalue: "v", traceback: ["t"] },
    ]);
  });

  test("clear_output clears at once, or with the next output", () => {
    const now = apply(
      running(),
      stream(1, "a", "1"),
      message(1, "a", "clear_output", { wait: false }),
    );
    expect(cell(now.state, "a").outputs).toEqual([]);
    const waiting = apply(
      running(),
      stream(1, "a", "1"),
      message(1, "a", "clear_output", { wait: true }),
    );
    expect(cell(waiting.state, "a").outputs).toHaveLength(1);
    const { state } = apply(waiting.state, stream(1, "a", "2"));
    expect(cell(state, "a").outputs).toEqual([
      { output_type: "stream", name: "stdout", text: "2" },
    ]);
    expect(cell(state, "a")).not.toHaveProperty("clearPending");
  });

  test("an update changes the display wherever it is shown, and nothing without an id", () => {
    const update = (display_id?: string) =>
      message(2, "b", "update_display_data", {
        data: { "text/plain": "new" },
        metadata: { m: 1 },
        transient: display_id === undefined ? {} : { display_id },
      });
    const shown = apply(running(), display(1, "a", "old", "d"), display(1, "a", "other")).state;
    const { state } = apply(shown, update("d"));
    expect(cell(state, "a").outputs).toEqual([
      {
        output_type: "display_data",
        data: { "text/plain": "new" },
        metadata: { m: 1 },
        displayId: "d",
      },
      { output_type: "display_data", data: { "text/plain": "other" }, metadata: {} },
    ]);
    for (const op of [update("unknown"), update()]) expect(apply(shown, op).state).toEqual(shown);
  });

  test("that comes after the end still goes to its cell, unless that ran again since", () => {
    const ended = apply(running(), reply(1, "a"), idle(1, "a")).state;
    const late = apply(ended, stream(1, "a", "timer")).state;
    expect(cell(late, "a").outputs).toHaveLength(1);
    const again = apply(late, run("a"), started(3), stream(1, "a", "too late")).state;
    expect(cell(again, "a").outputs).toEqual([]);
  });

  test("of a cell that is gone is dropped, its execution still ends", () => {
    const gone = { ...running(), cells: [] };
    const { actions } = apply(gone, stream(1, "a", "x"), reply(1, "a"), idle(1, "a"));
    expect(actions[0]).toBe("finished nb.1 ok");
  });
});

describe("opened", () => {
  test("is in the order, so that a replay numbers what runs after it as it was numbered", () => {
    const opened = apply(notebook(), run("a"), { type: "opened", lastExecution: 7 });
    expect(opened.state.kernel.status).toBe("none");
    const { state } = apply(opened.state, run("b"));
    expect(state.executions.at(-1)?.id).toBe("nb.8");
    expect(apply(state, { type: "opened", lastExecution: 3 }).state.lastExecution).toBe(8);
  });
});
