import { describe, expect, test } from "vitest";
import {
  isUnsaved,
  newCellState,
  openCellState,
  toNotebookCell,
} from "../../kernels/protocol/index.ts";
import { apply, cell, idle, ids, notebook, reply, run, started, stream } from "./given.ts";

describe("insert", () => {
  const insert = (cellId: string, after: string | null) =>
    ({ type: "insert", cellId, after, cellType: "code", source: "new" }) as const;

  test("places a fresh cell behind another, first with null, last when that one is gone", () => {
    expect(ids(apply(notebook(), insert("n", "a")).state)).toBe("anbcm");
    expect(ids(apply(notebook(), insert("n", null)).state)).toBe("nabcm");
    expect(ids(apply(notebook(), insert("n", "gone")).state)).toBe("abcmn");
    expect(cell(apply(notebook(), insert("n", "a")).state, "n")).toEqual(
      newCellState("n", "code", "new"),
    );
  });

  test("refuses an id that exists or was deleted a moment ago", () => {
    expect(apply(notebook(), insert("a", null)).refused).toBe("HF_CELL_EXISTS");
    expect(apply(notebook(), { type: "delete", cellId: "a" }, insert("a", null)).refused).toBe(
      "HF_CELL_EXISTS",
    );
  });

  test("makes the notebook unsaved", () => {
    expect(isUnsaved(notebook())).toBe(false);
    expect(isUnsaved(apply(notebook(), insert("n", null)).state)).toBe(true);
  });
});

describe("delete", () => {
  test("takes the cell out and remembers where it was", () => {
    const { state } = apply(notebook(), { type: "delete", cellId: "b" });
    expect(ids(state)).toBe("acm");
    expect(state.deleted).toEqual([{ cell: newCellState("b", "code", "b"), after: "a" }]);
  });

  test("remembers the newest 20", () => {
    const cells = Array.from({ length: 25 }, (_, i) => newCellState(`x${i}`, "code", ""));
    const ops = cells.map(({ id }) => ({ type: "delete", cellId: id }) as const);
    const { state } = apply(notebook({ cells }), ...ops);
    expect(state.deleted.map((d) => d.cell.id)).toEqual(cells.slice(5).map((c) => c.id));
  });

  test("refuses a cell that is not there, waits or runs", () => {
    expect(apply(notebook(), { type: "delete", cellId: "z" }).refused).toBe("HF_CELL_NOT_FOUND");
    expect(apply(notebook(), run("a"), { type: "delete", cellId: "a" }).refused).toBe(
      "HF_LOCK_BUSY",
    );
    expect(apply(notebook(), run("a"), started(1), { type: "delete", cellId: "a" }).refused).toBe(
      "HF_LOCK_BUSY",
    );
  });
});

describe("restore", () => {
  test("brings a cell back to where it was, outputs included", () => {
    const ran = apply(notebook(), run("b"), started(1), stream(1, "b", "out")).state;
    const before = { ...ran, executions: [] };
    const { state } = apply(
      before,
      { type: "delete", cellId: "b" },
      { type: "restore", cellId: "b" },
    );
    expect(state.cells).toEqual(before.cells);
    expect(state.deleted).toEqual([]);
  });

  test("puts it last when the cell before it is gone, too", () => {
    const { state } = apply(
      notebook(),
      { type: "delete", cellId: "b" },
      { type: "delete", cellId: "a" },
      { type: "restore", cellId: "b" },
    );
    expect(ids(state)).toBe("cmb");
  });

  test("refuses what was not deleted", () => {
    expect(apply(notebook(), { type: "restore", cellId: "a" }).refused).toBe("HF_NOTHING_DELETED");
  });
});

describe("move", () => {
  test.each([
    ["c", null, "cabm"],
    ["a", "c", "bcam"],
    ["a", "m", "bcma"],
    ["b", "a", "abcm"],
    ["a", "gone", "bcma"],
  ])("puts %s behind %s: %s", (cellId, after, order) => {
    expect(ids(apply(notebook(), { type: "move", cellId, after }).state)).toBe(order);
  });

  test("refuses a cell that is not there, and a cell behind itself", () => {
    expect(apply(notebook(), { type: "move", cellId: "z", after: null }).refused).toBe(
      "HF_CELL_NOT_FOUND",
    );
    expect(apply(notebook(), { type: "move", cellId: "a", after: "a" }).refused).toBe(
      "HF_REQUEST_INVALID",
    );
  });
});

describe("setSource", () => {
  const set = (revision: number, change: (number | [number, ...string[]])[]) =>
    ({ type: "setSource", cellId: "a", revision, change }) as const;

  test("applies a change of the newest revision and counts it up", () => {
    const { state } = apply(notebook(), set(0, [1, [0, "b", "c"]]), set(1, [[1], 3]));
    expect(cell(state, "a")).toMatchObject({ source: "b\nc", revision: 2 });
  });

  test("refuses a change of another revision, of another length, and of a cell that is gone", () => {
    expect(apply(notebook(), set(1, [1])).refused).toBe("HF_REVISION_STALE");
    expect(apply(notebook(), set(0, [2])).refused).toBe("HF_CHANGE_INVALID");
    expect(apply(notebook({ cells: [] }), set(0, [1])).refused).toBe("HF_CELL_NOT_FOUND");
  });
});

describe("setType", () => {
  test("a cell that is code again shows what it showed, also after two other types", () => {
    const said = [stream(1, "a", "out"), reply(1, "a"), idle(1, "a")];
    const ran = apply(notebook(), run("a"), started(1), ...said).state;
    const shown = ran.cells[0]!;
    const other = apply(ran, { type: "setType", cellId: "a", cellType: "markdown" }).state;
    expect(other.cells[0]).toMatchObject({ outputs: [], executionCount: null });
    expect(toNotebookCell(other.cells[0]!)).not.toHaveProperty("outputs");
    const raw = apply(other, { type: "setType", cellId: "a", cellType: "raw" }).state;
    const back = apply(raw, { type: "setType", cellId: "a", cellType: "code" }).state;
    expect(back.cells[0]).toEqual(shown);
    expect(shown.outputs.length).toBeGreaterThan(0);
  });

  const set = (cellId: string, cellType: "code" | "markdown" | "raw") =>
    ({ type: "setType", cellId, cellType }) as const;

  test("keeps id, source, revision and metadata, and puts what the code showed aside", () => {
    const ran = apply(notebook(), run("a"), started(1), stream(1, "a", "out")).state;
    const cells = ran.cells.map((c) =>
      c.id === "a"
        ? { ...c, metadata: { k: 1 }, revision: 7, run: { ...c.run, status: "idle" as const } }
        : c,
    );
    const { state } = apply({ ...ran, executions: [], cells }, set("a", "markdown"));
    expect(cell(state, "a")).toEqual({
      ...newCellState("a", "markdown", "a"),
      metadata: { k: 1 },
      revision: 7,
      asCode: expect.objectContaining({ outputs: cell(ran, "a").outputs }),
    });
  });

  test("keeps attachments between Markdown and raw", () => {
    const attachments = { "a.png": { "image/png": "AA" } };
    const cells = [{ ...newCellState("m", "markdown", ""), attachments }];
    expect(cell(apply(notebook({ cells }), set("m", "raw")).state, "m")).toMatchObject({
      attachments,
    });
    expect(cell(apply(notebook({ cells }), set("m", "code")).state, "m")).not.toHaveProperty(
      "attachments",
    );
  });

  test("changes nothing when it has the type, and refuses a cell that runs or is gone", () => {
    const { state } = apply(notebook(), set("a", "code"));
    expect(isUnsaved(state)).toBe(false);
    expect(apply(notebook(), run("a"), set("a", "raw")).refused).toBe("HF_LOCK_BUSY");
    expect(apply(notebook(), set("z", "raw")).refused).toBe("HF_CELL_NOT_FOUND");
  });
});

describe("setMetadata", () => {
  test("sets and removes one key of a cell or of the notebook", () => {
    const { state } = apply(
      notebook({ metadata: { keep: true } }),
      { type: "setMetadata", cellId: "a", key: "tags", value: ["x"] },
      { type: "setMetadata", cellId: null, key: "title", value: "t" },
      { type: "setMetadata", cellId: null, key: "author", value: null },
    );
    expect([cell(state, "a").metadata, state.metadata]).toEqual([
      { tags: ["x"] },
      { keep: true, title: "t", author: null },
    ]);
    const removed = apply(state, { type: "setMetadata", cellId: null, key: "title" }).state;
    expect(removed.metadata).toEqual({ keep: true, author: null });
  });

  test("refuses a cell that is not there", () => {
    const op = { type: "setMetadata", cellId: "z", key: "k", value: 1 } as const;
    expect(apply(notebook(), op).refused).toBe("HF_CELL_NOT_FOUND");
  });
});

describe("clear", () => {
  const ran = () =>
    ({
      ...apply(notebook(), run("a"), started(1), stream(1, "a", "1"), run("b"), started(2)).state,
      executions: [],
    }) as const;

  test("takes outputs and count from the chosen cells, or from all", () => {
    const one = apply(ran(), { type: "clear", cellIds: ["b", "z"] }).state;
    expect(one.cells.map((c) => [c.outputs.length, c.executionCount])).toEqual([
      [1, 1],
      [0, 2],
      [0, null],
      [0, null],
    ]);
  });

  test("leaves the count of a cell that runs, and does not touch what is clear", () => {
    const before = ran();
    const { state } = apply(before, { type: "clear" });
    expect(state.cells.map((c) => c.executionCount)).toEqual([1, 2, null, null]);
    expect(cell(state, "c")).toBe(cell(before, "c"));
  });
});

describe("saved, renamed, conflict, resolved", () => {
  test("say what the file holds and where it is", () => {
    const { state } = apply(
      notebook(),
      { type: "delete", cellId: "a" },
      { type: "saved", seq: 1 },
      { type: "renamed", path: "y.ipynb" },
      { type: "conflict", reason: "changed on disk" },
    );
    expect(state).toMatchObject({ path: "y.ipynb", savedSeq: 1, conflict: "changed on disk" });
    expect(isUnsaved(state)).toBe(false);
    expect(apply(state, { type: "resolved", choice: "mine" }).state.conflict).toBeNull();
  });
});

describe("replaced", () => {
  const file = (id: string, source: string) =>
    ({ id, cell_type: "code", metadata: {}, source, outputs: [], execution_count: null }) as const;

  test("takes the document of the file, saved, without deleted cells", () => {
    const cells = [file("a", "theirs"), file("n", "new")];
    const { state } = apply(
      notebook(),
      { type: "delete", cellId: "b" },
      { type: "replaced", metadata: { k: 1 }, cells },
    );
    expect(state).toMatchObject({ metadata: { k: 1 }, deleted: [] });
    expect(ids(state)).toBe("an");
    expect(isUnsaved(state)).toBe(false);
    expect(cell(state, "n")).toEqual(openCellState(cells[1]!));
  });

  test("goes on with the revisions, so that a change of the old text is refused", () => {
    const change = { type: "setSource", cellId: "a", revision: 0, change: [1, [0, "!"]] } as const;
    const before = apply(notebook(), change).state;
    const cells = [file("a", "b!")];
    const replaced = apply(before, { type: "replaced", metadata: {}, cells }).state;
    expect(cell(replaced, "a").revision).toBe(2);
    const late = { type: "setSource", cellId: "a", revision: 1, change: [2, [0, "?"]] } as const;
    expect(apply(replaced, late).refused).toBe("HF_REVISION_STALE");
  });

  test("a cell that runs or waits is still shown so, and its output still arrives", () => {
    const running = apply(notebook(), run("a", "b"), started(1)).state;
    const cells = [file("a", "a"), file("b", "b")];
    const { state } = apply(
      running,
      { type: "replaced", metadata: {}, cells },
      stream(1, "a", "late"),
    );
    expect(state.cells.map((c) => [c.run.status, c.outputs.length])).toEqual([
      ["running", 1],
      ["queued", 0],
    ]);
  });
});

describe("restart, save, resolveConflict", () => {
  test("only ask the server to act", () => {
    const start = notebook();
    expect(apply(start, { type: "restart" }).actions).toEqual(["restartKernel"]);
    expect(apply(start, { type: "save" }).actions).toEqual(["save"]);
    expect(apply(start, { type: "resolveConflict", choice: "mine" }).actions).toEqual([]);
    expect(
      apply(notebook({ conflict: "x" }), { type: "resolveConflict", choice: "theirs" }).actions,
    ).toEqual(["resolveConflict theirs"]);
  });
});

describe("every operation of a client", () => {
  test("is remembered by its newest number, for the newest 200 clients", () => {
    let state = notebook();
    for (let i = 0; i < 205; i++) {
      state = apply(state, { type: "save" }).state;
      state = { ...state, clients: { ...state.clients, [`c${i}`]: i } };
    }
    const { clients } = apply(state, { type: "save" }).state;
    expect(Object.keys(clients).length).toBeLessThanOrEqual(200);
    expect(clients).toMatchObject({ w: 1, c204: 204 });
  });
});
