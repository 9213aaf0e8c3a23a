import { describe, expect, test } from "vitest";
import { dependenciesOf, type Executed, preludeOf } from "../../../server/variables/executed.ts";

function history(
  ...cells: readonly (readonly [cellId: string, declares: string, mentions: string])[]
): Executed[] {
  return cells.map(([cellId, declares, mentions], i) => ({
    n: i + 1,
    cellId,
    source: cellId,
    generation: 1,
    declares: declares.split(" ").filter(Boolean),
    mentions: [...declares.split(" "), ...mentions.split(" ")].filter(Boolean),
  }));
}

function prelude(executions: readonly Executed[], cellId: string): number[] {
  return preludeOf(executions, { cellId, source: cellId, generation: 2 }).map(({ n }) => n);
}

describe("what runs again before a cell goes on", () => {
  test("is what it needs, what that needs, and what only changes a value", () => {
    const cells = history(
      ["load", "rows", "readCsv"],
      ["other", "weather", "readCsv"],
      ["sort", "", "rows"],
      ["split", "train test", "rows"],
      ["fit", "", "train console"],
    );
    expect(prelude(cells, "fit")).toEqual([1, 3, 4]);
    expect(prelude(cells, "other")).toEqual([]);
  });

  test("finds a later cell that changes what a function of an earlier one uses", () => {
    const cells = history(["def", "base plus", ""], ["raise", "", "base"], ["fit", "", "plus"]);
    expect(prelude(cells, "fit")).toEqual([1, 2]);
  });

  test("leaves out what the new kernel has, and what the cell declares itself", () => {
    const cells = [
      ...history(["load", "rows", ""], ["set", "limit", ""], ["fit", "model", "rows limit model"]),
      {
        n: 4,
        cellId: "load",
        source: "load",
        generation: 2,
        declares: ["rows"],
        mentions: ["rows"],
      },
    ];
    expect(prelude(cells, "fit")).toEqual([2]);
  });

  test("takes each execution as it was executed, also twice, and not those after the cell", () => {
    const cells = history(
      ["n", "n", ""],
      ["more", "", "n"],
      ["more", "", "n"],
      ["fit", "", "n"],
      ["late", "", "n"],
    );
    expect(prelude(cells, "fit")).toEqual([1, 2, 3]);
  });

  test("is, of variables that came back, what touched them since, also behind a function", () => {
    const cells = history(
      ["def", "base plus", ""],
      ["raise", "", "base"],
      ["other", "x", ""],
      ["fit", "", "plus"],
    );
    const held = { names: new Set(["base", "plus"]), generation: 1, n: 1 };
    const facts = { cellId: "fit", source: "fit", generation: 2 };
    expect(preludeOf(cells, facts, held).map(({ n }) => n)).toEqual([2]);
    expect(preludeOf(cells, facts, { ...held, n: 3 })).toEqual([]);
    expect(preludeOf(cells, facts, { ...held, generation: 0 }).map(({ n }) => n)).toEqual([1, 2]);
  });

  test("makes a variable anew when a cell has to run again that touched it", () => {
    const cells = history(
      ["n", "n", ""],
      ["more", "socket", "n"],
      ["helper", "log", ""],
      ["fit", "", "socket log"],
    );
    const held = { names: new Set(["n", "log"]), generation: 1, n: 3 };
    const facts = { cellId: "fit", source: "fit", generation: 2 };
    expect(preludeOf(cells, facts, held).map(({ n }) => n)).toEqual([1, 2]);
  });

  test("is nothing for a cell whose text never ran", () => {
    expect(
      preludeOf(history(["a", "x", ""]), { cellId: "a", source: "new", generation: 2 }),
    ).toEqual([]);
  });
});

describe("what a resume has to find equal", () => {
  test("is the newest text of each cell that declared what is needed; looking at a value does not count", () => {
    const cells = history(
      ["load", "rows", ""],
      ["look", "", "rows console"],
      ["load", "rows", "path"],
      ["split", "train", "rows"],
      ["fit", "model", "train rows"],
    ).map((e) => ({ ...e, source: `${e.cellId} ${e.n}` }));
    expect(dependenciesOf(cells, 5)).toEqual(["load 3", "split 4"]);
    expect(dependenciesOf(cells, 9)).toEqual([]);
  });
});
