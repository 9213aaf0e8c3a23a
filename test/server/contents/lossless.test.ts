import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  applyOperation,
  type NotebookState,
  type Operation,
  openNotebookState,
} from "../../../kernels/protocol/index.ts";
import { parseNotebook } from "../../../server/contents/notebook-file.ts";
import { notebookText } from "../../../server/contents/notebook-text.ts";
import { ODD_NOTEBOOKS } from "./odd-notebooks.ts";

function open(text: string) {
  const file = parseNotebook(Buffer.from(text), { name: "a.ipynb", hash: "h" });
  const facts = { notebookId: "n", path: "a.ipynb", lastExecution: 0 };
  return { original: file.original, state: openNotebookState(file.notebook, facts), file };
}

function apply(state: NotebookState, op: Operation): NotebookState {
  const result = applyOperation(state, op, { seq: 1, at: 1, id: "w:1", by: "Ana" });
  if (!result.ok) throw new Error(result.problem.detail);
  return result.state;
}

/** As it comes back from the journal: equal, and made of other objects. */
const replayed = (state: NotebookState): NotebookState =>
  JSON.parse(JSON.stringify(state)) as NotebookState;

const edit: Operation = {
  type: "setSource",
  cellId: "first",
  revision: 0,
  change: [[1, "edited"]],
};

describe.each(Object.entries(ODD_NOTEBOOKS))("a notebook with %s", (_, text) => {
  test("opens, and is the same file when nothing or another cell was edited", () => {
    const { state, original } = open(text);
    // Cells without an id get one, which the file has to say: the rest stays.
    const withIds = (written: string): string =>
      written.replace(/,?\s*"id"\s*:\s*"[0-9a-f]{12}"/, "");
    for (const now of [state, replayed(state)]) {
      expect(withIds(notebookText(now, original))).toBe(text);
      const edited = notebookText(apply(now, edit), original);
      expect(open(edited).state.cells[0]?.source).toBe("edited");
      const at = (s: string): number => s.indexOf('"outputs"', s.indexOf('"source"'));
      expect(withIds(edited).slice(at(withIds(edited)))).toBe(text.slice(at(text)));
      expect(edited.slice(0, edited.indexOf('"source"'))).toBe(
        text.slice(0, text.indexOf('"source"')),
      );
    }
  });

  test("is the same file after a cell was added, moved and deleted again", () => {
    const { state, original } = open(text);
    const added = apply(state, {
      type: "insert",
      cellId: "new",
      cellType: "code",
      source: "2",
      after: "first",
    });
    const written = notebookText(added, original);
    expect(open(written).state.cells.map(({ source }) => source)).toEqual(
      added.cells.map(({ source }) => source),
    );
    const moved = apply(added, { type: "move", cellId: "first", after: "new" });
    expect(open(notebookText(moved, original)).state.cells[1]?.id).toBe("first");
    const back = apply(moved, { type: "delete", cellId: "new" });
    expect(notebookText(back, original)).toBe(notebookText(state, original));
  });
});

/** JSON as others write it: any value, any white space, numbers of any form. */
const space = fc.constantFrom("", " ", "\n", "\t", "\r\n  ");
const number = fc.constantFrom(
  "1.0",
  "-0",
  "1e-05",
  "NaN",
  "-Infinity",
  "12345678901234567890",
  "0",
  "3",
);
const { value: odd } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    number,
    fc.constantFrom("null", "true", '"\\u0061\\/"', '"\\ud800"', "[]", "{ }", '""'),
    fc.string().map((text) => JSON.stringify(text)),
    fc
      .tuple(space, fc.array(tie("value"), { maxLength: 3 }))
      .map(([s, items]) => `[${s}${items.join(`,${s}`)}${s}]`),
    fc
      .tuple(
        space,
        fc.array(fc.tuple(fc.constantFrom("a", "b", "__proto__", "text/plain", ""), tie("value")), {
          maxLength: 3,
        }),
      )
      .map(
        ([s, items]) =>
          `{${s}${items.map(([k, v]) => `${JSON.stringify(k)}${s}:${s}${v}`).join(`${s},${s}`)}${s}}`,
      ),
  ),
}));
const member = fc.tuple(
  fc.constantFrom("metadata", "source", "outputs", "execution_count", "attachments", "other"),
  odd,
);
const outputs = fc
  .array(fc.tuple(fc.constantFrom("stream", "display_data", "error", "odd"), odd, odd), {
    maxLength: 2,
  })
  .map(
    (list) =>
      `"outputs":[${list.map(([type, a, b]) => `{"output_type":"${type}","data":${a},"text":${b}}`).join(", ")}]`,
  );
const cell = fc
  .tuple(
    fc.constantFrom('"code"', '"markdown"', '"raw"', '"sql"', "null", "7"),
    fc.array(member, { maxLength: 4 }),
    outputs,
    space,
  )
  .map(
    ([type, members, list, s]) =>
      (i: number) =>
        `{${s}"cell_type":${type},"id":"c${i}",${[list, ...members.map(([k, v]) => `"${k}":${v}`)].join(`${s},${s}`)}${s}}`,
  );

describe("any odd notebook", () => {
  test("is byte for byte the same but for what was edited", () => {
    const all = fc.tuple(fc.array(cell, { maxLength: 4 }), odd, space, fc.boolean());
    fc.assert(
      fc.property(all, ([cells, metadata, s, mark]) => {
        const first = `{"cell_type":"markdown","id":"first","metadata":${metadata},"source":"1"}`;
        const list = [first, ...cells.map((make, i) => make(i))];
        const text = `${mark ? "\ufeff" : ""}{${s}"metadata":${metadata},${s}"cells":[${s}${list.join(`${s},${s}`)}${s}],"nbformat":4,"nbformat_minor":5${s}}${s}`;
        const { state, original } = open(text);
        for (const now of [state, replayed(state)]) {
          expect(notebookText(now, original)).toBe(text);
          const edited = notebookText(apply(now, edit), original);
          const at = edited.indexOf(first.slice(0, -4));
          expect(
            edited.slice(0, at) +
              first +
              edited.slice(edited.indexOf("]", edited.indexOf('edited"')) + 2),
          ).toBe(text);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("trials", () => {
  const trial = (name: string): string =>
    readFileSync(new URL(`../../fixtures/trials/${name}.ipynb`, import.meta.url), "utf8");

  test.each(["12-metadata-list", "12b-unknown-output-type", "13-nan-in-json"])(
    "%s opens and stays as it is",
    (name) => {
      const { state, original } = open(trial(name));
      expect(notebookText(state, original)).toBe(trial(name));
    },
  );

  test("what is unknown is shown by its name, and is neither edited nor run; NaN is shown", () => {
    const { state } = open(trial("12b-unknown-output-type"));
    expect(state.cells[0]?.outputs[0]).toMatchObject({
      data: { "text/plain": expect.stringContaining('"future output"') as string },
    });
    expect(state.cells[1]).toMatchObject({
      type: "raw",
      source: expect.stringContaining('"future cell"') as string,
    });
    const facts = { seq: 1, at: 1, id: "w:1", by: "Ana" };
    for (const op of [
      { type: "setType", cellId: "b", cellType: "code" },
      { type: "setMetadata", cellId: "b", key: "a", value: 1 },
      { type: "setSource", cellId: "b", revision: 0, change: [] },
    ] as const)
      expect(applyOperation(state, op, facts)).toMatchObject({
        ok: false,
        problem: { code: "HF_CELL_UNKNOWN" },
      });
    expect(open(trial("13-nan-in-json")).state.cells[0]?.metadata).toEqual({ p: "NaN" });
  });
});

/** What is no notebook, and the words that say so. */
const REFUSED: readonly (readonly [string | Uint8Array, RegExp])[] = [
  ["", /is empty/],
  [" \n", /is empty/],
  ['{"cells": [], "nbformat": 4,}', /line 1, column 29: a comma stands before this }/],
  ['{\n "cells": [1,],\n "nbformat": 4}', /line 2, column 14: a comma stands before this \]/],
  ['{\n "cells": [], // none\n "nbformat": 4}', /line 2, column 15: a comment/],
  ['{\r\n /* x */ "cells": []}', /line 2, column 2: a comment/],
  ["{'cells': []}", /line 1, column 2: single quotes/],
  ['{"cells": [] "nbformat": 4}', /line 1, column 14: a comma or } is missing/],
  ['{"cells": []', /the text ends, though "}"/],
  ['{"cells" []}', /line 1, column 10: a colon is missing/],
  ['{"cells": undefined}', /"undefined", which is no value of JSON/],
  ['{"cells": [01]}', /line 1, column 12/],
  ['{"cells": []} {}', /something follows/],
  ['{"cells": ["a\nb"]}', /line 1, column 12: a text that does not end/],
  [
    '{"cells": [\n<<<<<<< HEAD\n1\n=======\n2\n>>>>>>> other\n]}',
    /conflict markers of Git, at line 2/,
  ],
  ["<!DOCTYPE html>\n<html></html>", /a web page/],
  ["<html lang=en>", /a web page/],
  ["version https://git-lfs.github.com/spec/v1\noid sha256:0\n", /Git LFS/],
  [Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0), /a ZIP archive/],
  [Uint8Array.of(0x1f, 0x8b, 8, 0), /gzip/],
  [new Uint8Array(100), /zero bytes/],
  [Buffer.from('\ufeff{"cells": []}', "utf16le"), /UTF-16/],
  [Buffer.from('{"cells": []}', "utf16le"), /UTF-16/],
  [Uint8Array.of(0x7b, 0xff), /not UTF-8/],
  ["[".repeat(600) + "]".repeat(600), /nested deeper than 500/],
  ["[1, 2]", /the notebook is not what/],
  ['"x"', /the notebook is not what/],
  ["{}", /nbformat is not what/],
  ['{"nbformat": 5}', /nbformat 5 cannot be read/],
  ['{"nbformat": 1, "cells": []}', /nbformat 1 cannot be read/],
];

test("more cells or outputs than can be held are refused in words", () => {
  const list = (n: number, text: string): string => `[${Array(n).fill(text).join()}]`;
  const outputs = `[{"cell_type":"code","outputs":${list(300_001, "1")}}]`;
  for (const [cells, words] of [
    [list(200_001, "{}"), /has too many cells/],
    [outputs, /has too many outputs/],
  ] as const)
    expect(() => open(`{"nbformat":4,"nbformat_minor":5,"cells":${cells}}`)).toThrow(words);
});

test.each(REFUSED)("%j is refused in words", (text, words) => {
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  expect(() => parseNotebook(bytes, { name: "a.ipynb", hash: "h" })).toThrow(words);
});
