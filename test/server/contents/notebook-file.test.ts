import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  applyOperation,
  type NotebookState,
  type Operation,
  openNotebookState,
  textChangeBetween,
} from "../../../kernels/protocol/index.ts";
import {
  type NotebookFile,
  parseNotebook,
  readNotebookFile,
} from "../../../server/contents/notebook-file.ts";
import { notebookText } from "../../../server/contents/notebook-text.ts";
import { newNotebookText } from "../../../server/contents/untitled.ts";
import { tempFolder } from "../temp-folder.ts";
import { schemaFaults } from "./notebook-schema.ts";

const read = (text: string | Uint8Array): NotebookFile =>
  parseNotebook(typeof text === "string" ? Buffer.from(text) : text, {
    name: "a.ipynb",
    hash: "h",
  });
const stateOf = (file: NotebookFile): NotebookState =>
  openNotebookState(file.notebook, { notebookId: "n", path: "a.ipynb", lastExecution: 0 });
const saved = (text: string): string => {
  const file = read(text);
  return notebookText(stateOf(file), file.original);
};
function apply(state: NotebookState, op: Operation): NotebookState {
  const result = applyOperation(state, op, { seq: 1, at: 1, id: "w:1", by: "Ana" });
  if (!result.ok) throw new Error(result.problem.detail);
  return result.state;
}
/** Every object as its entries by name: what two objects hold, whatever their keys are called. */
function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, sortedKeys(item)] as const);
  return entries.sort(([a], [b]) => (a < b ? -1 : 1));
}
/** A file as Jupyter writes it: keys sorted, one space, a final newline. */
const jupyter = `{
 "cells": [
  {
   "cell_type": "markdown",
   "id": "intro",
   "metadata": {},
   "source": [
    "# Grüße, 世界 \u{1f600}\\n",
    "text"
   ]
  },
  {
   "cell_type": "code",
   "execution_count": 2,
   "id": "b8f2",
   "metadata": {
    "tags": [
     "parameters"
    ]
   },
   "outputs": [
    {
     "name": "stdout",
     "output_type": "stream",
     "text": [
      "one\\n",
      "two"
     ]
    },
    {
     "data": {
      "application/vnd.vegalite.v5+json": {
       "data": {
        "values": []
       },
       "width": 1.0
      },
      "image/png": "iVBORw0KGgo=\\n",
      "text/plain": [
       "[1]"
      ]
     },
     "execution_count": 2,
     "metadata": {},
     "output_type": "execute_result"
    }
   ],
   "source": []
  }
 ],
 "metadata": {
  "big": 12345678901234567890,
  "kernelspec": {
   "display_name": "Python 3",
   "language": "python",
   "name": "python3"
  },
  "tiny": 1e-05
 },
 "nbformat": 4,
 "nbformat_minor": 5
}
`;

describe("notebookText", () => {
  test("gives back a file of Jupyter byte for byte", () => {
    expect(saved(jupyter)).toBe(jupyter);
    expect(schemaFaults(jupyter)).toEqual([]);
  });

  test("keeps CR LF of a file, and CR LF inside of sources", () => {
    const file = jupyter
      .replaceAll("\n", "\r\n")
      .replace('世界 \u{1f600}\\n"', '世界 \u{1f600}\\r\\n"');
    expect(saved(file)).toBe(file);
  });

  test("an edited source keeps the CR LF that it had", () => {
    const file = read(jupyter.replace('世界 \u{1f600}\\n"', '世界 \u{1f600}\\r\\n"'));
    const state = stateOf(file);
    const source = state.cells[0]!.source;
    const change = textChangeBetween(source, `${source}\nmore`);
    const edited = apply(state, { type: "setSource", cellId: "intro", revision: 0, change });
    expect(notebookText(edited, file.original)).toContain('"text\\r\\n",\n    "more"');
  });

  test("keeps the order of keys of a file, also in outputs, and puts new keys last", () => {
    const text = `{
 "nbformat": 4,
 "nbformat_minor": 5,
 "metadata": {
  "z": 1,
  "a": 2
 },
 "cells": [
  {
   "id": "c",
   "cell_type": "code",
   "source": [
    "1"
   ],
   "metadata": {},
   "execution_count": null,
   "outputs": [
    {
     "output_type": "stream",
     "name": "stdout",
     "text": [
      "x"
     ]
    }
   ]
  }
 ]
}
`;
    expect(saved(text)).toBe(text);
    const file = read(text);
    const state = apply(stateOf(file), { type: "setMetadata", cellId: null, key: "b", value: 3 });
    expect(notebookText(state, file.original)).toBe(text.replace('"a": 2', '"a": 2,\n  "b": 3'));
  });

  test("keeps keys that the format does not know, of the notebook, of cells and of outputs", () => {
    const text = `{
 "cells": [
  {
   "cell_type": "code",
   "execution_count": null,
   "id": "c",
   "metadata": {},
   "outputs": [
    {
     "data": {},
     "extra": 1.0,
     "metadata": {},
     "output_type": "display_data"
    }
   ],
   "source": [],
   "strange": {
    "a": -0
   }
  }
 ],
 "metadata": {},
 "nbformat": 4,
 "nbformat_minor": 7,
 "our: own": [
  1E400
 ]
}
`;
    expect(saved(text)).toBe(text);
  });

  test("a changed number is written as it is, its neighbours as they were", () => {
    const file = read('{"nbformat":4,"nbformat_minor":5,"metadata":{"a":1.0,"b":2.0},"cells":[]}');
    const state = apply(stateOf(file), { type: "setMetadata", cellId: null, key: "a", value: 5 });
    expect(notebookText(state, file.original)).toContain('{"a":5,"b":2.0}');
  });

  test("splits text at the places where Jupyter splits it", () => {
    const file = read(
      JSON.stringify({
        nbformat: 4,
        nbformat_minor: 5,
        metadata: {},
        cells: [
          {
            id: "c",
            cell_type: "code",
            metadata: {},
            execution_count: null,
            source: "a\n\nb\n",
            outputs: [
              {
                output_type: "stream",
                name: "stdout",
                text: "1\r2\r\n3\v4\f5\u001c6\u00857\u20288",
              },
              {
                output_type: "display_data",
                metadata: {},
                data: {
                  "image/svg+xml": "a\nb",
                  "application/javascript": "a\nb",
                  "image/png": "a\nb",
                },
              },
            ],
          },
        ],
      }),
    );
    const written = JSON.parse(notebookText(file.notebook)) as {
      cells: [{ source: unknown; outputs: [{ text: unknown }, { data: unknown }] }];
    };
    const [{ source, outputs }] = written.cells;
    expect(source).toEqual(["a\n", "\n", "b\n"]);
    expect(outputs[0].text).toEqual([
      "1\r",
      "2\r\n",
      "3\v",
      "4\f",
      "5\u001c",
      "6\u0085",
      "7\u2028",
      "8",
    ]);
    expect(outputs[1].data).toEqual({
      "image/svg+xml": ["a\n", "b"],
      "application/javascript": ["a\n", "b"],
      "image/png": "a\nb",
    });
  });

  test("a new notebook is valid and the same when it is read and saved", () => {
    const text = newNotebookText();
    expect(schemaFaults(text)).toEqual([]);
    expect(saved(text)).toBe(text);
  });

  test("writes outputs of a kernel with sorted keys, without display ids", () => {
    const state = stateOf(read(newNotebookText()));
    const cell = state.cells[0]!;
    const output = { output_type: "display_data", data: {}, metadata: {}, displayId: "d" } as const;
    const text = notebookText({ ...state, cells: [{ ...cell, outputs: [output] }] });
    expect(schemaFaults(text)).toEqual([]);
    expect(text).toContain('"data": {},\n     "metadata": {},\n     "output_type": "display_data"');
  });

  test("what was upgraded from an older version is a valid 4.5", () => {
    const old = {
      nbformat: 3,
      nbformat_minor: 0,
      metadata: { name: "" },
      worksheets: [
        {
          cells: [
            { cell_type: "heading", level: 1, source: "t" },
            {
              cell_type: "code",
              input: "1",
              outputs: [{ output_type: "pyout", prompt_number: 1, text: "1", metadata: {} }],
            },
          ],
        },
      ],
    };
    const v3 = saved(JSON.stringify(old));
    expect(schemaFaults(v3)).toEqual([]);
    const v40 = saved(
      '{"nbformat":4,"nbformat_minor":0,"metadata":{"orig_nbformat":3},"cells":[{"cell_type":"raw","metadata":{},"source":[]}]}',
    );
    expect(schemaFaults(v40)).toEqual([]);
    expect(saved(v40)).toBe(v40);
  });

  test("any notebook is the same after saving and reading, valid, and saved to the same text again", () => {
    const key = fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom("a", "10", "ü"));
    const metadata = fc.dictionary(
      key.map((k) => `x${k}`),
      fc.jsonValue({ maxDepth: 3 }),
      { maxKeys: 4 },
    );
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.stringMatching(/^([a-z]|\n|\r\n|\u2028){0,30}$/),
    );
    const lines = fc.oneof(text, fc.array(text, { maxLength: 4 }));
    const data = fc.record(
      { "text/plain": lines, "application/json": fc.jsonValue({ maxDepth: 3 }), "image/png": text },
      { requiredKeys: [] },
    );
    const output = fc.oneof(
      fc.record({
        output_type: fc.constant("stream"),
        name: fc.constantFrom("stdout", "stderr"),
        text: lines,
      }),
      fc.record({ output_type: fc.constant("display_data"), data, metadata }),
      fc.record({
        output_type: fc.constant("execute_result"),
        data,
        metadata,
        execution_count: fc.option(fc.nat()),
      }),
      fc.record({
        output_type: fc.constant("error"),
        ename: text,
        evalue: text,
        traceback: fc.array(text, { maxLength: 3 }),
      }),
    );
    const id = fc.stringMatching(/^[a-zA-Z0-9_-]{1,8}$/);
    const cell = fc.oneof(
      fc.record({
        id,
        cell_type: fc.constant("code"),
        metadata,
        source: lines,
        outputs: fc.array(output, { maxLength: 4 }),
        execution_count: fc.option(fc.nat()),
      }),
      fc.record(
        {
          id,
          cell_type: fc.constantFrom("markdown", "raw"),
          metadata,
          source: lines,
          attachments: fc.dictionary(key, data, { maxKeys: 2 }),
        },
        { requiredKeys: ["id", "cell_type", "metadata", "source"] },
      ),
    );
    const notebook = fc.record({
      nbformat: fc.constant(4),
      nbformat_minor: fc.constant(5),
      metadata,
      cells: fc.uniqueArray(cell, { selector: (c) => c.id, maxLength: 5 }),
    });
    fc.assert(
      fc.property(notebook, fc.constantFrom(undefined, 1, 2), (value, indent) => {
        const first = read(JSON.stringify(value, null, indent));
        const written = notebookText(stateOf(first), first.original);
        expect(schemaFaults(written)).toEqual([]);
        const second = read(written);
        expect(second.notebook).toEqual(first.notebook);
        expect(notebookText(stateOf(second), second.original)).toBe(written);
      }),
      { numRuns: 300 },
    );
  });
});

describe("readNotebookFile", () => {
  test("gives the hash of the bytes, and the same new ids each time", async () => {
    const path = join(await tempFolder(), "a.ipynb");
    const text =
      '{"nbformat":4,"nbformat_minor":4,"metadata":{},"cells":[{"cell_type":"raw"},{"cell_type":"raw"}]}';
    await writeFile(path, text);
    const first = await readNotebookFile(path);
    expect(first.hash).toBe(createHash("sha256").update(text).digest("hex"));
    expect(first).toMatchObject({ upgraded: true, newIds: true });
    expect(new Set(first.notebook.cells.map((cell) => cell.id)).size).toBe(2);
    expect((await readNotebookFile(path)).notebook).toEqual(first.notebook);
  });

  test("takes a byte order mark off", () => {
    expect(read(`\ufeff${jupyter}`).notebook.cells).toHaveLength(2);
  });

  test.each([
    ["", { expected: "JSON" }, "a.ipynb is empty"],
    [
      '{"nbformat":4,',
      { got: 'the text ends, though "}" is still to come' },
      'a.ipynb is not JSON: line 1, column 15: the text ends, though "}" is still to come',
    ],
    [
      `{"nbformat":4,"nbformat_minor":5,"cells":[],"metadata":${"[".repeat(600)}${"]".repeat(600)}}`,
      { expected: "at most 500" },
      "a.ipynb is nested deeper than 500 levels",
    ],
    [
      '{"nbformat":4}',
      { got: "nothing", expected: "an array" },
      "a.ipynb: cells is not what a notebook has there",
    ],
    [Uint8Array.of(0x22, 0xff, 0x22), { expected: "UTF-8" }, "a.ipynb is not UTF-8 text"],
  ])("refuses a broken file %#", (bytes, facts, message) => {
    expect(() => read(bytes)).toThrow(
      expect.objectContaining({
        code: "HF_NOTEBOOK_INVALID",
        message,
        facts: expect.objectContaining(facts) as unknown,
      }) as Error,
    );
  });

  test.each([
    "__proto__",
    "constructor",
    "toString",
    "__defineGetter__",
    "hasOwnProperty",
    "prototype",
    "0",
    "",
  ])("keeps the key %j wherever a file has it", (key) => {
    const odd = `${JSON.stringify(key)}: {"a": ${JSON.stringify([key])}, ${JSON.stringify(key)}: 1}`;
    const bundle = `{"application/json": {${odd}}, "text/plain": ["x"]}`;
    const text = JSON.stringify(
      JSON.parse(`{"cells": [
        {"cell_type": "markdown", "id": "m", "metadata": {${odd}}, "source": [], "attachments": {"a.png": {"image/png": "AA=="}}, ${odd}},
        {"cell_type": "code", "execution_count": 1, "id": "c", "metadata": {${odd}}, "source": [], "outputs": [
          {"output_type": "display_data", "data": ${bundle}, "metadata": {${odd}}, ${odd}},
          {"output_type": "stream", "name": "stdout", "text": ["x"], ${odd}}
        ], ${odd}}
      ], "metadata": {${odd}}, "nbformat": 4, "nbformat_minor": 5, ${odd}}`),
    );
    const again = saved(text);
    const inOrder = (json: string) => sortedKeys(JSON.parse(json) as unknown);
    expect(inOrder(again)).toEqual(inOrder(text));
    expect(saved(again)).toBe(again);
    expect(({} as { a?: unknown }).a).toBeUndefined();
  });

  test("says what is in the way of reading", async () => {
    const folder = await tempFolder();
    await mkdir(join(folder, "d.ipynb"));
    await expect(readNotebookFile(join(folder, "no.ipynb"))).rejects.toMatchObject({
      code: "HF_FILE_NOT_FOUND",
    });
    await expect(readNotebookFile(join(folder, "d.ipynb"))).rejects.toMatchObject({
      code: "HF_FILE_UNREADABLE",
    });
  });
});
