import { describe, expect, test } from "vitest";
import {
  cellInFile,
  HoldfastError,
  type NotebookOutput,
  outputInFile,
  readNotebook,
} from "../../kernels/protocol/index.ts";

let made = 0;
const newId = (): string => `new-${++made}`;
const v4 = (cells: unknown[], minor = 5, metadata: unknown = {}): unknown => ({
  nbformat: 4,
  nbformat_minor: minor,
  metadata,
  cells,
});
const code = (rest: object = {}) => ({
  id: "c",
  cell_type: "code",
  metadata: {},
  source: "",
  outputs: [],
  execution_count: null,
  ...rest,
});
const outputs = (...list: unknown[]): unknown => v4([code({ outputs: list })]);

function refusal(value: unknown) {
  try {
    readNotebook(value, newId);
  } catch (error) {
    if (error instanceof HoldfastError)
      return { code: error.code, detail: error.message, ...error.facts };
    throw error;
  }
  return undefined;
}

describe("readNotebook", () => {
  test("joins arrays of lines in sources, streams, data and attachments", () => {
    const value = v4([
      code({
        source: ["a\n", "b"],
        execution_count: 3,
        outputs: [
          { output_type: "stream", name: "stdout", text: ["x\n", "y"] },
          {
            output_type: "execute_result",
            execution_count: 3,
            data: { "text/plain": ["1\n", "2"], "application/json": ["kept", "as it is"] },
            metadata: { isolated: true },
          },
          { output_type: "error", ename: "E", evalue: "v", traceback: ["t"] },
        ],
      }),
      {
        id: "m",
        cell_type: "markdown",
        metadata: { tags: ["x"] },
        source: ["# A"],
        attachments: { "a.png": { "image/png": ["AA", "BB"] } },
      },
    ]);
    expect(readNotebook(value, newId)).toEqual({
      upgraded: false,
      newIds: false,
      notebook: {
        nbformat: 4,
        nbformat_minor: 5,
        metadata: {},
        cells: [
          {
            id: "c",
            cell_type: "code",
            metadata: {},
            source: "a\nb",
            execution_count: 3,
            outputs: [
              { output_type: "stream", name: "stdout", text: "x\ny" },
              {
                output_type: "execute_result",
                execution_count: 3,
                data: { "text/plain": "1\n2", "application/json": ["kept", "as it is"] },
                metadata: { isolated: true },
              },
              { output_type: "error", ename: "E", evalue: "v", traceback: ["t"] },
            ],
          },
          {
            id: "m",
            cell_type: "markdown",
            metadata: { tags: ["x"] },
            source: "# A",
            attachments: { "a.png": { "image/png": "AABB" } },
          },
        ],
      },
    });
  });

  test("makes line ends of sources LF and leaves those of streams, where CR has a meaning", () => {
    const value = v4([
      code({
        source: "a\r\nb\rc",
        outputs: [{ output_type: "stream", name: "stdout", text: "1%\r2%\r\n" }],
      }),
    ]);
    expect(readNotebook(value, newId).notebook.cells[0]).toMatchObject({
      source: "a\nb\nc",
      outputs: [{ text: "1%\r2%\r\n" }],
    });
  });

  test("keeps unknown keys and values of metadata, data and outputs", () => {
    const strange = { a: [null, { deep: [1.5, "ü"] }], "": false };
    const output = {
      output_type: "display_data",
      data: { "application/x-strange": "?", "application/vnd.x+json": strange },
      metadata: strange,
      more: strange,
    };
    const value = v4([code({ metadata: strange, outputs: [output] })], 5, strange);
    const { notebook } = readNotebook(value, newId);
    expect(notebook.metadata).toEqual(strange);
    expect(notebook.cells[0]).toMatchObject({ metadata: strange, outputs: [output] });
  });

  test("fills in what is missing and harms nobody", () => {
    const value = { nbformat: 4, nbformat_minor: 5, cells: [{ id: "c", cell_type: "code" }] };
    expect(readNotebook(value, newId).notebook).toEqual({
      nbformat: 4,
      nbformat_minor: 5,
      metadata: {},
      cells: [code()],
    });
  });

  test("gives new ids to cells whose id is missing, taken or not allowed", () => {
    made = 0;
    const value = v4([code({ id: "a" }), code({ id: "a" }), code({ id: "a b" }), code({ id: 7 })]);
    const { notebook, newIds } = readNotebook(value, newId);
    expect(notebook.cells.map((cell) => cell.id)).toEqual(["a", "new-1", "new-2", "new-3"]);
    expect(newIds).toBe(true);
  });

  test("asks again when a new id is taken", () => {
    const ids = ["a", "a", "b"];
    const value = v4([code({ id: "a" }), code({ id: undefined })]);
    const { notebook } = readNotebook(value, () => ids.shift()!);
    expect(notebook.cells.map((cell) => cell.id)).toEqual(["a", "b"]);
  });

  test("upgrades 4.0 to 4.4 and keeps a later minor", () => {
    for (const minor of [0, 1, 2, 3, 4]) {
      const { notebook, upgraded, newIds } = readNotebook(
        v4([code({ id: undefined })], minor, { orig_nbformat: 3, kept: 1 }),
        newId,
      );
      expect({ ...notebook, cells: notebook.cells.length, upgraded, newIds }).toEqual({
        nbformat: 4,
        nbformat_minor: 5,
        metadata: { kept: 1 },
        cells: 1,
        upgraded: true,
        newIds: true,
      });
    }
    expect(readNotebook(v4([], 6), newId)).toMatchObject({
      notebook: { nbformat_minor: 6 },
      upgraded: false,
    });
  });

  test("upgrades nbformat 3: worksheets, headings, outputs and their MIME types", () => {
    made = 0;
    const value = {
      nbformat: 3,
      nbformat_minor: 0,
      metadata: { name: "old", signature: "x", kept: true },
      worksheets: [
        {
          metadata: {},
          cells: [
            { cell_type: "heading", level: 2, metadata: {}, source: ["A\n", "title"] },
            { cell_type: "html", metadata: {}, source: "<b>" },
            {
              cell_type: "code",
              collapsed: true,
              language: "python",
              metadata: {},
              prompt_number: 4,
              input: ["1\n", "2"],
              outputs: [
                { output_type: "stream", stream: "stderr", text: ["a\n"] },
                {
                  output_type: "pyout",
                  prompt_number: 4,
                  text: ["2"],
                  html: "<i>",
                  metadata: { png: { width: 3 } },
                },
                { output_type: "display_data", json: ['{"a":', "1}"], metadata: {} },
                { output_type: "pyerr", ename: "E", evalue: "v", traceback: [] },
              ],
            },
          ],
        },
        { cells: [{ cell_type: "raw", source: "second" }] },
      ],
    };
    expect(readNotebook(value, newId)).toEqual({
      upgraded: true,
      newIds: true,
      notebook: {
        nbformat: 4,
        nbformat_minor: 5,
        metadata: { kept: true },
        cells: [
          { id: "new-1", cell_type: "markdown", metadata: {}, source: "## A title" },
          { id: "new-2", cell_type: "markdown", metadata: {}, source: "<b>" },
          {
            id: "new-3",
            cell_type: "code",
            metadata: { collapsed: true },
            source: "1\n2",
            execution_count: 4,
            outputs: [
              { output_type: "stream", name: "stderr", text: "a\n" },
              {
                output_type: "execute_result",
                execution_count: 4,
                data: { "text/plain": "2", "text/html": "<i>" },
                metadata: { "image/png": { width: 3 } },
              },
              { output_type: "display_data", data: { "application/json": { a: 1 } }, metadata: {} },
              { output_type: "error", ename: "E", evalue: "v", traceback: [] },
            ],
          },
          { id: "new-4", cell_type: "raw", metadata: {}, source: "second" },
        ],
      },
    });
  });

  test.each([
    [[], "the notebook", "an array of 0", "an object"],
    [null, "the notebook", "null", "an object"],
    [{ nbformat: "four", cells: [] }, "nbformat", 'string "four"', "4, the version of the format"],
    [{ nbformat: 4.5, cells: [] }, "nbformat", "number 4.5", "4, the version of the format"],
    [{}, "nbformat", "nothing", "4, the version of the format"],
    [{ nbformat: 4 }, "cells", "nothing", "an array"],
    [{ nbformat: 4, cells: {} }, "cells", "an object with 0 keys", "an array"],
    [{ nbformat: 3, worksheets: 1 }, "worksheets", "number 1", "an array"],
    [
      { nbformat: 3, worksheets: [{ cells: "x" }] },
      "worksheets[0].cells",
      'string "x"',
      "an array",
    ],
  ])("refuses %j, which has no cells, and says where", (value, where, got, expected) => {
    expect(refusal(value)).toEqual({
      code: "HF_NOTEBOOK_INVALID",
      detail: `${where} is not what a notebook has there`,
      got,
      expected,
    });
  });

  test("refuses versions that it cannot read", () => {
    expect(refusal({ nbformat: 5 })).toMatchObject({
      code: "HF_NOTEBOOK_VERSION",
      got: "nbformat 5",
    });
    expect(refusal({ nbformat: 1 })).toMatchObject({
      code: "HF_NOTEBOOK_VERSION",
      action: "Open it once with Jupyter, which upgrades it.",
    });
  });

  test("reads a newer version that is shaped like 4, with a warning, and versions that are texts", () => {
    const newer = readNotebook({ nbformat: 5, nbformat_minor: 1, cells: [code()] }, newId);
    expect(newer.notebook).toMatchObject({ nbformat: 4, nbformat_minor: 1, cells: [code()] });
    expect(newer.warning).toContain("nbformat 5 is newer");
    const text = readNotebook({ nbformat: "4", nbformat_minor: "5", cells: [code()] }, newId);
    expect(text).toMatchObject({ upgraded: false, notebook: { nbformat_minor: 5 } });
    expect(readNotebook({ cells: null, nbformat: 4, nbformat_minor: 5 }, newId)).toMatchObject({
      notebook: { cells: [] },
    });
    expect(
      readNotebook(
        { nbformat: 2, worksheets: [{ cells: [{ cell_type: "code", input: "1" }] }] },
        newId,
      ),
    ).toMatchObject({
      notebook: { cells: [{ source: "1" }] },
    });
  });

  test.each([
    [{ metadata: [] }, { metadata: {} }],
    [{ metadata: null }, { metadata: {} }],
    [{ metadata: "x" }, { metadata: {} }],
    [{ source: 3 }, { source: "3" }],
    [{ source: null }, { source: "" }],
    [{ source: ["a", 1, null, ["b"], true] }, { source: "a1btrue" }],
    [{ source: { a: 1 } }, { source: '{"a":1}' }],
    [{ outputs: null }, { outputs: [] }],
    [{ execution_count: -1 }, { execution_count: null }],
    [{ execution_count: "7" }, { execution_count: 7 }],
    [{ execution_count: 1.5 }, { execution_count: null }],
    [{ execution_count: true }, { execution_count: null }],
  ])("reads what is of a wrong type as what it most nearly is: %j", (odd, read) => {
    expect(readNotebook(v4([code(odd)]), newId).notebook.cells[0]).toEqual({ ...code(), ...read });
  });

  test.each([
    [{ output_type: "stream", name: "stdout" }, { text: "" }],
    [
      { output_type: "stream", text: ["a", 1] },
      { name: "stdout", text: "a1" },
    ],
    [{ output_type: "display_data" }, { data: {}, metadata: {} }],
    [
      {
        output_type: "display_data",
        data: { "text/plain": 1, "text/html": null, "text/latex": ["a", 2] },
      },
      { data: { "text/plain": "1", "text/html": "", "text/latex": "a2" } },
    ],
    [{ output_type: "error" }, { ename: "Error", evalue: "", traceback: [] }],
    [{ output_type: "error", traceback: "t" }, { traceback: ["t"] }],
  ])("reads the output %j", (output, read) => {
    expect(readNotebook(outputs(output), newId).notebook.cells[0]).toMatchObject({
      outputs: [{ ...output, ...read }],
    });
  });

  test.each([
    [{ output_type: "future", x: 1 }],
    [{ output_type: "display_data", data: "x" }],
    [null],
    [7],
    ["x"],
    [[]],
    [{}],
  ])("keeps the output %j, shown as unknown", (output) => {
    const { notebook } = readNotebook(outputs(output), newId);
    const [shown] = (notebook.cells[0] as unknown as { outputs: NotebookOutput[] }).outputs;
    expect(shown).toMatchObject({
      data: { "text/plain": expect.stringContaining("Unknown output") as string },
    });
    expect(outputInFile(shown!)).toEqual(output);
  });

  test.each([[{ id: "u", cell_type: "sql", x: [1] }], [{ id: "u" }], [null], [7], ["x"], [[1]]])(
    "keeps the cell %j, shown as unknown",
    (cell) => {
      const { notebook } = readNotebook(v4([cell]), newId);
      expect(notebook.cells[0]).toMatchObject({
        cell_type: "raw",
        source: expect.stringContaining("Unknown cell") as string,
      });
      expect(cellInFile(notebook.cells[0]!)).toEqual(cell);
    },
  );
});
