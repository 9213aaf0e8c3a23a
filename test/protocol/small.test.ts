import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  durationText,
  encodeFrame,
  errorCodes,
  executionId,
  executionNumber,
  type Frame,
  FrameReader,
  fencingToken,
  HoldfastError,
  isCellId,
  isProgress,
  MAX_FRAME,
  openNotebookState,
  parseOperationId,
  percent,
  problem,
  problemText,
  progressText,
  readNotebook,
  toNotebook,
  toProblem,
} from "../../kernels/protocol/index.ts";

describe("ids", () => {
  test("an execution's number comes back from its id", () => {
    expect([executionId("nb", 7), executionNumber("nb.12")]).toEqual(["nb.7", 12]);
  });

  test("an operation id is a client and a number", () => {
    expect(parseOperationId("w-1:20")).toEqual({ clientId: "w-1", n: 20 });
    for (const id of ["server", "w:", ":1", "w:-1", "w:1.5", "w:01", "w 1:1", 5, null])
      expect(parseOperationId(id)).toBeUndefined();
  });

  test("a cell id is what nbformat allows", () => {
    expect(["a", "a-b_C9", "x".repeat(64)].every(isCellId)).toBe(true);
    expect(["", "a b", "ü", "x".repeat(65), "a\n", 1, null].some(isCellId)).toBe(false);
  });

  test("fencing tokens sort as text like their numbers", () => {
    const part = fc.tuple(fc.nat(2 ** 24 - 1), fc.nat({ max: 2 ** 31 }));
    fc.assert(
      fc.property(part, part, ([e1, c1], [e2, c2]) => {
        const [a, b] = [fencingToken(e1, c1), fencingToken(e2, c2)];
        expect(a).toMatch(/^[0-9a-f]{16}$/);
        expect(Math.sign(e1 - e2 || c1 - c2)).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
    );
    expect(fencingToken(9000, 3)).toBe("0023280000000003");
  });
});

describe("FrameReader", () => {
  const frames: Frame[] = [
    { kind: 0, execution: 1, n: 0, payload: new TextEncoder().encode('{"a":1}') },
    { kind: 2, execution: 4_000_000_000, n: 1, payload: new Uint8Array(70_000).fill(7) },
    { kind: 1, execution: 0, n: 2, payload: new Uint8Array() },
  ];
  const bytes = Buffer.concat(frames.map(encodeFrame));
  const plain = (list: readonly Frame[]) => list.map((f) => ({ ...f, payload: [...f.payload] }));

  test("puts frames together, wherever the stream is cut", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 12 }), (cuts) => {
        const places = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
        const reader = new FrameReader();
        const read = places
          .slice(1)
          .flatMap((end, i) => reader.push(bytes.subarray(places[i], end)));
        expect(plain(read)).toEqual(plain(frames));
        expect(reader.pending).toBe(0);
      }),
      { numRuns: 50 },
    );
    const reader = new FrameReader();
    const bytewise = [...bytes.subarray(0, 300)].flatMap((byte) =>
      reader.push(Uint8Array.of(byte)),
    );
    expect(plain(bytewise)).toEqual(plain(frames.slice(0, 1)));
  });

  test("gives up on an impossible length", () => {
    for (const length of [0, 8, MAX_FRAME + 1, 0xffffffff]) {
      const head = new Uint8Array(4);
      new DataView(head.buffer).setUint32(0, length, true);
      expect(() => new FrameReader().push(head)).toThrow(RangeError);
    }
  });
});

describe("progress", () => {
  const progress = {
    id: "p",
    name: "Train models",
    done: 9,
    total: 20,
    etaSeconds: 98,
    startedAt: 0,
    updatedAt: 7000,
    state: "running",
  } as const;

  test("is said in one line", () => {
    expect(progressText(progress)).toBe("Train models 45 % (9 of 20), about 1 min 38 s left");
    expect(progressText({ ...progress, total: null, note: "x", state: "done" })).toBe(
      "Train models 9, x, done after 7 s",
    );
  });

  test("has whole percent that never say too much", () => {
    expect([
      percent({ done: 999, total: 1000 }),
      percent({ done: 5, total: 4 }),
      percent({ done: -1, total: 4 }),
      percent({ done: 1, total: 0 }),
      percent({ done: 1, total: null }),
    ]).toEqual([99, 100, 0, undefined, undefined]);
  });

  test.each([
    [-1, "0 s"],
    [0.04, "0 s"],
    [3, "3 s"],
    [9.97, "10 s"],
    [59.7, "1 min"],
    [98, "1 min 38 s"],
    [3600, "1 h"],
    [5400, "1 h 30 min"],
    [Number.NaN, "0 s"],
  ])("durationText(%s) is %s", (seconds, text) => {
    expect(durationText(seconds)).toBe(text);
  });

  test("is recognised, garbage is not", () => {
    expect(isProgress(progress)).toBe(true);
    expect(isProgress({ ...progress, state: "odd" })).toBe(false);
    fc.assert(fc.property(fc.anything(), (value) => void isProgress(value)));
  });
});

describe("errors", () => {
  test("every code has a status, a title and an advice", () => {
    for (const [code, { status, title, action }] of Object.entries(errorCodes)) {
      expect(code).toMatch(/^HF_[A-Z_]+$/);
      expect(status).toBeGreaterThanOrEqual(400);
      expect([
        code,
        title.endsWith("."),
        action.endsWith(".") || action.endsWith("LOCK file."),
      ]).toEqual([code, false, true]);
    }
  });

  test("travel as problems with their own facts", () => {
    const error = new HoldfastError("HF_FILE_NOT_FOUND", "a does not exist", { got: "x" });
    expect(toProblem(error)).toEqual({
      type: "https://holdfast.invalid/errors/HF_FILE_NOT_FOUND",
      title: "The file does not exist",
      status: 404,
      code: "HF_FILE_NOT_FOUND",
      detail: "a does not exist",
      got: "x",
      action: "Check the name; it may have been moved or deleted.",
    });
    expect(toProblem(new TypeError("oh"))).toMatchObject({ code: "HF_INTERNAL", detail: "oh" });
    expect(toProblem("text")).toMatchObject({ code: "HF_INTERNAL", detail: "text" });
  });

  test("are one line for a terminal, with what they say left alone", () => {
    const p = problem("HF_PATH_INVALID", "The path has '..'", { got: '"../x"' });
    expect(problemText(p)).toBe(
      "HF_PATH_INVALID: The path is not allowed. The path has '..'. Got \"../x\". Give a path inside of the served folder, without '..', backslashes or a leading '/'.",
    );
    expect(problemText(problem("HF_USAGE", "Ends with a point."))).toBe(
      "HF_USAGE: Wrong usage. Ends with a point. See holdfast --help.",
    );
  });
});

describe("toNotebook", () => {
  test("gives back what was read, without what only lives while it is open", () => {
    const value = {
      nbformat: 4,
      nbformat_minor: 5,
      metadata: { k: 1 },
      cells: [
        {
          id: "c",
          cell_type: "code",
          metadata: {},
          source: "1",
          outputs: [{ output_type: "display_data", data: {}, metadata: {} }],
          execution_count: 3,
        },
        { id: "m", cell_type: "markdown", metadata: {}, source: "x", attachments: { a: {} } },
        { id: "r", cell_type: "raw", metadata: {}, source: "y" },
      ],
    };
    const { notebook } = readNotebook(value, () => "new");
    const state = openNotebookState(notebook, { notebookId: "n", path: "p", lastExecution: 0 });
    const [cell] = state.cells;
    const shown = { ...cell!, outputs: [{ ...cell!.outputs[0]!, displayId: "d" }] };
    expect(toNotebook({ ...state, cells: [shown, ...state.cells.slice(1)] })).toEqual(value);
  });
});
