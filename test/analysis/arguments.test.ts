import { rm } from "node:fs/promises";
import { runInNewContext } from "node:vm";
import { afterAll, describe, expect, test } from "vitest";
import { estimatorClasses } from "../../kernels/analysis/doors/model-from-json.ts";
import * as analysis from "../../kernels/analysis/index.ts";
import { optionTables } from "./all-option-tables.ts";
import { badValues, faultOf } from "./bad-inputs.ts";
import {
  features,
  functionCalls,
  methodCalls,
  neededOptions,
  openMethods,
  type ValidCall,
} from "./valid-calls.ts";

type Work = (...values: unknown[]) => unknown;
type Class = new (...values: unknown[]) => Record<string, Work>;

const { KFold } = analysis;
const isClass = (value: unknown) => /^class\b/.test(Function.prototype.toString.call(value));
const exported = Object.entries(analysis).filter(([, value]) => typeof value === "function");
const functions = exported.filter(([, value]) => !isClass(value)) as unknown as [string, Work][];
const splitters = ["KFold", "StratifiedKFold", "GroupKFold", "TimeSeriesSplit"];

afterAll(() => rm(functionCalls.writeCsv!.args[1] as string, { force: true }));

/** Whether the source of a function names a parameter for options: a new function is seen the day it exists. */
function takesOptions(work: unknown): boolean {
  return parametersOf(work).includes("options");
}

/** The names of the parameters in the source of a function or a class. */
function parametersOf(work: unknown): string[] {
  const source = Function.prototype.toString.call(work);
  const start = isClass(work) ? source.indexOf("constructor(") : 0;
  const open = source.indexOf("(", start);
  if (start < 0 || open < 0) return [];
  const parts = [""];
  for (let at = open + 1, depth = 0; at < source.length; at++) {
    const sign = source[at]!;
    if (depth === 0 && sign === ")") break;
    if ("([{".includes(sign)) depth++;
    if (")]}".includes(sign)) depth--;
    if (depth === 0 && sign === ",") parts.push("");
    else parts[parts.length - 1] += sign;
  }
  return parts.map((part) =>
    part
      .split("=")[0]!
      .trim()
      .replace(/^\.{3}/, ""),
  );
}

/** What an error must be: ours, with a code, and a message that says what, got, and what is expected or to do. */
async function complaint(label: string, work: () => unknown): Promise<string[]> {
  try {
    await work();
  } catch (error) {
    const ours = error instanceof analysis.AnalysisError;
    if (!ours) return [`${label}: ${(error as Error).name}: ${(error as Error).message}`];
    const fault = faultOf(error);
    if (fault !== undefined) return [`${label} ${fault}: ${error.message}`];
    const whole = (error.got ?? error.file) && (error.expected ?? error.action);
    return whole ? [] : [`${label} says too little: ${error.message}`];
  }
  return [`${label} was not refused`];
}

/** Values of a kind that an argument is not, null first. */
function wrongFor(valid: unknown): readonly [string, unknown][] {
  const all: [string, unknown][] = [
    ["null", null],
    ["a number", 5],
    ["a text", "no such folder/text"],
    ["an object", { a: 1 }],
    ["true", true],
    ["a symbol", Symbol("s")],
  ];
  const kind = typeof valid;
  return all.filter(([name]) => {
    if (kind === "number") return name !== "a number";
    if (kind === "string") return name !== "a text";
    const list = Array.isArray(valid) || ArrayBuffer.isView(valid);
    return kind !== "object" || list || name !== "an object" || isTable(valid);
  });
}
const isTable = (value: unknown) => value instanceof analysis.Table;

async function argumentFaults(
  name: string,
  { args, options, open = [], also = [] }: ValidCall,
  call: (...values: unknown[]) => unknown,
): Promise<string[]> {
  const faults: string[] = [];
  const tail = options === undefined ? [] : [options];
  for (const [place, valid] of args.entries()) {
    if (open.includes(place)) continue;
    for (const [label, bad] of wrongFor(valid)) {
      if (place === 0 && also.includes(label)) continue;
      const given = [...args.slice(0, place), bad, ...args.slice(place + 1), ...tail];
      faults.push(...(await complaint(`${name}(${place}: ${label})`, () => call(...given))));
    }
  }
  return faults;
}

/** Every wrong value of every option, and of the options as a whole. */
async function optionFaults(
  name: string,
  needed: object,
  call: (options: unknown) => unknown,
): Promise<string[]> {
  const table = optionTables.get(name);
  if (table === undefined) return [`${name} takes options but has no table of them`];
  const faults: string[] = [];
  for (const bad of [null, 5, "text", [1, 2], true, () => 1, new Map(), new Date(0), new KFold()])
    faults.push(...(await complaint(`${name}(${String(bad)})`, () => call(bad))));
  faults.push(
    ...(await complaint(`${name}({ noSuchOption })`, () => call({ ...needed, noSuchOption: 1 }))),
  );
  for (const [option, rule] of Object.entries(table.rules))
    for (const [label, bad] of badValues) {
      if (bad === undefined || rule.accepts(bad)) continue;
      const about = `${name}({ ${option}: ${label} })`;
      const work = () => call({ ...needed, [option]: bad });
      faults.push(...(await complaint(about, work)));
      const message = await Promise.resolve()
        .then(work)
        .catch((error: Error) => error.message);
      if (!String(message).includes(`"${option}"`))
        faults.push(`${about} does not name it: ${message}`);
    }
  return faults;
}

describe("every exported function", () => {
  test("has a working call here, and works", async () => {
    expect(functions.map(([name]) => name).filter((name) => !(name in functionCalls))).toEqual([]);
    for (const [name, work] of functions) {
      if (name === "readParquet") continue;
      const { args, options } = functionCalls[name]!;
      await work(...args, ...(options === undefined ? [] : [options]));
    }
    expect(functions.filter(([, work]) => takesOptions(work)).length).toBeGreaterThan(35);
  });

  test.each(functions)(
    "%s refuses null and arguments of a wrong kind in words",
    async (name, work) => {
      expect(await argumentFaults(name, functionCalls[name]!, work)).toEqual([]);
    },
  );

  test.each(functions.filter(([, work]) => takesOptions(work)))(
    "%s refuses unknown options and wrong values of each",
    async (name, work) => {
      const { args, options = {} } = functionCalls[name]!;
      expect(await optionFaults(name, options, (given) => work(...args, given))).toEqual([]);
    },
  );
});

/** The methods of a class that take something. */
const taking = (Owner: { prototype: object; name: string }) =>
  Object.entries(Object.getOwnPropertyDescriptors(Owner.prototype)).filter(
    ([name, { value }]) =>
      typeof value === "function" &&
      name !== "constructor" &&
      !/^[^(]*\(\s*\)/.test(Function.prototype.toString.call(value)),
  );

describe("every method of a table and of groups", () => {
  test("that takes something has a working call here, and works", () => {
    const methods = [analysis.Table, analysis.GroupBy].flatMap((Owner) =>
      taking(Owner).map(([method]) => `${Owner.name}.${method}`),
    );
    expect(methods.filter((name) => !(name in methodCalls) && !openMethods.includes(name))).toEqual(
      [],
    );
    for (const [name, { on, args, options }] of Object.entries(methodCalls))
      invoke(on, name, ...args, ...(options === undefined ? [] : [options]));
  });

  test.each(Object.entries(methodCalls))(
    "%s refuses what is wrong in words",
    async (name, valid) => {
      const call: Work = (...given) => invoke(valid.on, name, ...given);
      const faults = await argumentFaults(name, valid, call);
      const method = name.split(".")[1]!;
      const source = Object.getPrototypeOf(valid.on)[method];
      if (takesOptions(source))
        faults.push(
          ...(await optionFaults(method, valid.options ?? {}, (given) =>
            call(...valid.args, given),
          )),
        );
      expect(faults).toEqual([]);
    },
  );
});

function invoke(on: object, name: string, ...args: unknown[]): unknown {
  return ((on as Record<string, Work>)[name.split(".")[1]!] as Work).apply(on, args);
}

describe("every class of models and splitters", () => {
  const { rows, numbers, classes } = features;
  const models = Object.entries(estimatorClasses) as unknown as [string, Class][];
  const makers = splitters.map((name) => [name, Reflect.get(analysis, name) as Class] as const);

  test("is known", () => {
    const known = new Set([...models.map(([name]) => name), ...splitters]);
    const withOptions = exported.filter(
      ([name, value]) => isClass(value) && !known.has(name) && takesOptions(value),
    );
    const bases = [
      "Classifier",
      "Estimator",
      "ProbabilisticClassifier",
      "Regressor",
      "SteppedEstimator",
      "Transformer",
    ];
    expect(withOptions.map(([name]) => name).filter((name) => !bases.includes(name))).toEqual([]);
  });

  test.each(makers)("new %s refuses unknown options and wrong values", async (name, Class) => {
    expect(await optionFaults(name, {}, (options) => new Class(options))).toEqual([]);
  });

  test.each(models)("%s refuses unknown options and wrong values", async (name, Class) => {
    const needed = neededOptions[name] ?? {};
    const fit = (options: unknown) => {
      const model = new Class(options);
      const y = model instanceof analysis.Classifier ? classes : numbers;
      return name === "LabelEncoder" ? model.fit!(y) : model.fit!(rows, y);
    };
    const faults = await optionFaults(name, needed, fit);
    expect(() => new Class({ ...needed, noSuchOption: 1 })).toThrow("noSuchOption");
    expect(faults).toEqual([]);
  });

  test.each(models.filter(([name]) => name !== "LabelEncoder"))(
    "the methods of %s refuse unknown options",
    async (name, Class) => {
      const model = new Class(neededOptions[name]) as Record<string, Work>;
      const y =
        model instanceof analysis.Classifier || name === "CalibratedClassifierCV"
          ? classes
          : numbers;
      await model.fit!(rows, name === "MultinomialNB" ? classes : y);
      const faults: string[] = [];
      for (let at = Class.prototype; at !== Object.prototype; at = Object.getPrototypeOf(at))
        for (const [method, { value }] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
          if (typeof value !== "function" || method === "constructor" || !takesOptions(value))
            continue;
          const places = parametersOf(value).indexOf("options");
          const before = [rows, y].slice(0, places);
          for (const bad of [null, 5, "x", [1, 2], { noSuchOption: 1 }])
            faults.push(
              ...(await complaint(`${name}.${method}(${JSON.stringify(bad)})`, () =>
                (model[method] as Work)(...before, bad),
              )),
            );
        }
      expect(faults).toEqual([]);
    },
  );

  test("options of another realm, without a prototype, or frozen are options", () => {
    const foreign = runInNewContext("({ nClusters: 2 })");
    const bare = Object.assign(Object.create(null), { nClusters: 2 });
    for (const options of [foreign, bare, Object.freeze({ nClusters: 2 })])
      expect(new analysis.KMeans(options).params.nClusters).toBe(2);
    expect(() => new analysis.KMeans(JSON.parse('{ "__proto__": 1 }'))).toThrow('"__proto__"');
  });

  test("seed and randomState are one option wherever there is one", () => {
    const seeded = [...models, ...makers].filter(
      ([name]) => optionTables.get(name)?.rules.randomState !== undefined,
    );
    expect(seeded.length).toBeGreaterThan(10);
    for (const [name, Class] of seeded) {
      const made = new Class({ ...neededOptions[name], seed: 7 }) as unknown as {
        params?: object;
        options?: object;
      };
      expect(made.params ?? made.options, name).toMatchObject({ randomState: 7 });
      const both = { ...neededOptions[name], seed: 7, randomState: 8 };
      expect(() => new Class(both)).toThrow("which are one option");
    }
  });
});
