import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import * as analysis from "../../kernels/analysis/index.ts";
import { badValues, faultOf } from "./bad-inputs.ts";
import { failure } from "./fixtures.ts";

const { Column, Table } = analysis;

type Work = (...values: unknown[]) => unknown;

const rows = Array.from({ length: 24 }, (_, i) => [i % 7, (i * 5) % 11, i / 3]);
const classes = rows.map((_, i) => (i % 3 ? "a" : "b"));
const numbers = rows.map((_, i) => i * 1.5 + (i % 4));
const table = Table.from({
  x: rows.map((r) => r[0]),
  y: rows.map((r) => r[1]),
  c: classes,
  n: numbers,
});

/** Names of methods that are no door for a caller, read from the sources. */
const inner = new Set(["openFit"]);
const folder = fileURLToPath(new URL("../../kernels/analysis/", import.meta.url));
for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }))
  if (name.endsWith(".ts"))
    for (const match of readFileSync(folder + name, "utf8").matchAll(
      /(?:protected|private) (?:abstract |override |async |static )*(\w+)\(/g,
    ))
      inner.add(match[1] as string);

const exported = Object.entries(analysis).filter(
  (entry): entry is [string, never] => typeof entry[1] === "function",
) as [string, Work & (new (...values: unknown[]) => Record<string, Work>)][];
const isClass = (value: unknown) => /^class\b/.test(Function.prototype.toString.call(value));
const functions = exported.filter(([, value]) => !isClass(value));
const made = exported.filter(([, value]) => isClass(value));

function methodsOf(prototype: object): string[] {
  const names = new Set<string>();
  for (let at = prototype; at !== Object.prototype; at = Object.getPrototypeOf(at))
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(at)))
      if (typeof value === "function" && name !== "constructor" && !inner.has(name))
        names.add(name);
  return [...names];
}

function call(subject: Record<string, Work>, method: string, ...values: unknown[]): unknown {
  return (subject[method] as Work).apply(subject, values);
}

/** Does something that should work or fail in words, and notes a message that is none. */
async function tried(faults: string[], label: string, work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    const fault = faultOf(error);
    if (fault !== undefined) faults.push(`${label} ${fault}: ${(error as Error).message}`);
  }
}

describe("bad input", () => {
  test("there is much to walk over", () => {
    expect(functions.length).toBeGreaterThan(60);
    expect(made.length).toBeGreaterThan(40);
    expect(faultOf(new TypeError("Cannot read properties of undefined"))).toBe("is the engine's");
    expect(faultOf(new Error("got 1 rows"))).toBe("has a wrong plural");
  });

  test.each(functions)("%s fails in words", async (name, work) => {
    const faults: string[] = [];
    for (const [label, bad] of badValues) {
      await tried(faults, `${name}(${label})`, () => work(bad));
      await tried(faults, `${name}(${label}, ${label})`, () => work(bad, bad));
      for (const good of [table, numbers, rows, 5, "no such folder/x"])
        await tried(faults, `${name}(good, ${label})`, () => work(good, bad));
      for (const good of [numbers, classes])
        await tried(faults, `${name}(good, good, ${label})`, () => work(good, good, bad));
    }
    expect(faults).toEqual([]);
  });

  test.each(made)("%s fails in words", async (name, Class) => {
    const faults: string[] = [];
    for (const [label, bad] of badValues)
      await tried(faults, `new ${name}(${label})`, () => new Class(bad));
    let plain: Record<string, Work>;
    try {
      plain = new Class();
    } catch {
      return expect(faults).toEqual([]);
    }
    const fitted = new Class();
    for (const target of [numbers, classes])
      await tried([], name, () => fitted.fit?.(rows, target));
    for (const method of methodsOf(Class.prototype))
      for (const [label, bad] of badValues) {
        const about = `${name}.${method}`;
        await tried(faults, `${about}(${label})`, () => call(plain, method, bad));
        if (!method.startsWith("fit")) {
          await tried(faults, `fitted ${about}(${label})`, () => call(fitted, method, bad));
          await tried(faults, `fitted ${about}(rows, ${label})`, () =>
            call(fitted, method, rows, bad),
          );
          continue;
        }
        await tried(faults, `${about}(${label}, y)`, () => call(new Class(), method, bad, classes));
        await tried(faults, `${about}(rows, ${label})`, () => call(new Class(), method, rows, bad));
        await tried(faults, `${about}(table, ${label})`, () =>
          call(new Class(), method, table, bad),
        );
      }
    expect(faults).toEqual([]);
  });

  test.each([
    ["Table", table, Table.prototype],
    ["Column", table.column("x"), Column.prototype],
    ["Column of text", table.column("c"), Column.prototype],
  ] as [string, unknown, object][])(
    "the methods of %s fail in words",
    async (name, subject, prototype) => {
      const faults: string[] = [];
      const doors = subject as Record<string, Work>;
      for (const method of methodsOf(prototype))
        for (const [label, bad] of badValues)
          for (const before of [[], ["x"], [table], [{ x: "sum" }]])
            await tried(faults, `${name}.${method}(… ${label})`, () =>
              call(doors, method, ...before, bad),
            );
      expect(faults).toEqual([]);
    },
  );

  test.each([
    ["trainClassifiers", ["target", "features", "models", "cv", "sample", "workers"]],
    ["trainRegressors", ["target", "features", "models", "cv", "sample", "workers"]],
    ["detectAnomalies", ["features", "contamination", "methods", "sample"]],
    ["cluster", ["features", "clusters", "k", "sample", "workers"]],
    [
      "clean",
      [
        "types",
        "missingWords",
        "dayFirst",
        "duplicatesOn",
        "outliers",
        "fill",
        "skip",
        "case",
        "numbers",
      ],
    ],
    ["rfm", ["customer", "date", "amount", "order", "asOf"]],
    [
      "readCsv",
      [
        "delimiter",
        "quote",
        "header",
        "types",
        "columns",
        "missing",
        "skipRows",
        "maxRows",
        "encoding",
        "signal",
      ],
    ],
    ["readJson", ["path", "types", "missing", "header", "skipRows", "encoding"]],
  ] as [string, string[]][])("the options of %s fail in words", async (name, options) => {
    const faults: string[] = [];
    const work = functions.find(([own]) => own === name)?.[1] as Work;
    const source =
      name === "readCsv"
        ? Buffer.from("a,b\n1,x\n")
        : name === "readJson"
          ? Buffer.from('[{"a": 1}]')
          : table;
    const good =
      name === "trainClassifiers"
        ? { target: "c", models: ["naiveBayes"] }
        : name === "trainRegressors"
          ? { target: "n", models: ["ridge"] }
          : {};
    for (const option of options)
      for (const [label, bad] of badValues)
        await tried(faults, `${name}({ ${option}: ${label} })`, () =>
          work(source, { ...good, [option]: bad }),
        );
    expect(faults).toEqual([]);
  });
});

describe("a target that does not suit", () => {
  const count = (n: number) => Array.from({ length: n }, (_, i) => i);
  const {
    crossValScore,
    KFold,
    LinearRegression,
    LogisticRegression,
    trainClassifiers,
    trainRegressors,
  } = analysis;

  test("rows that are no lists, and splitters given rows, are told what to pass", async () => {
    const flat = await failure(() => new LinearRegression().fit([1, 2, 3] as never, [1, 2, 3]));
    expect(flat.message).toContain(
      "got the number 1 as row 0, expected a list of numbers for each row. Put each value into a list of its own: [[1], [2], [3]].",
    );
    const split = await failure(() => new KFold({ nSplits: 5 }).split([[1], [2], [3]] as never));
    expect(split.message).toBe(
      "KFold.split needs the number of rows: got a list of 3, expected an integer of at least 0. Pass its length.",
    );
  });

  test("constant, continuous, of text, or with a class of one row: it is said in these words", async () => {
    const x = count(40);
    const cases: [Promise<unknown> | (() => unknown), string, string][] = [
      [
        trainRegressors(Table.from({ x, y: x.map(() => 5) }), { target: "y" }),
        "HF_MODEL_TARGET",
        "the target is constant",
      ],
      [
        trainClassifiers(Table.from({ x, y: x.map(() => "a") }), { target: "y" }),
        "HF_MODEL_ONE_CLASS",
        'a constant target: only "a"',
      ],
      [
        trainClassifiers(Table.from({ x, y: x.map((i) => i / 7) }), { target: "y" }),
        "HF_MODEL_TARGET",
        "the target is continuous",
      ],
      [
        trainRegressors(Table.from({ x, y: x.map((i) => `t${i}`) }), { target: "y" }),
        "HF_MODEL_NOT_NUMERIC",
        "needs a target of numbers",
      ],
      [
        trainClassifiers(Table.from({ x, y: x.map((i) => (i === 4 ? "b" : "a")) }), {
          target: "y",
        }),
        "HF_MODEL_TARGET",
        'the class "b" with one row',
      ],
      [
        crossValScore(
          new LogisticRegression(),
          x.map((i) => [i]),
          x.map((i) => (i === 4 ? "b" : "a")),
        ),
        "HF_MODEL_TARGET",
        'the class "b" with one row',
      ],
      [
        () =>
          new LogisticRegression().fit(
            x.map((i) => [i]),
            x.map((i) => i / 7),
          ),
        "HF_MODEL_TARGET",
        "the target is continuous",
      ],
      [
        () =>
          new LogisticRegression().fit(
            x.map((i) => [i]),
            x.map(() => 1),
          ),
        "HF_MODEL_ONE_CLASS",
        "a constant target: only 1",
      ],
      [
        () =>
          new LinearRegression().fit(
            x.map((i) => [i]),
            x.map(String) as never,
          ),
        "HF_MODEL_NOT_NUMERIC",
        "needs a target of numbers",
      ],
    ];
    for (const [work, code, words] of cases) {
      const error = await failure(() => (typeof work === "function" ? work() : work));
      expect(error).toMatchObject({ code });
      expect(error.message).toContain(words);
      expect(faultOf(error)).toBeUndefined();
    }
  });

  test("a rare class among others is noted, and columns that are constant are named once", async () => {
    const y = count(30).map((i) => (i === 4 ? "rare" : i % 2 ? "a" : "b"));
    const { summary } = await trainClassifiers(Table.from({ x: count(30), y }), {
      target: "y",
      models: ["naiveBayes"],
    });
    expect(summary).toContain('The class "rare" has one row');
    const error = await failure(() => analysis.cluster(Table.from({ x: Array(20).fill(3) })));
    expect(error.message).toBe(
      'cluster has no column to learn from: got "x" (all its values are equal). Name the columns with features: [ … ].',
    );
  });
});
