import { describe, expect, test } from "vitest";
import { estimatorClasses } from "../../kernels/analysis/doors/model-from-json.ts";
import * as analysis from "../../kernels/analysis/index.ts";
import {
  type AnalysisError,
  Estimator,
  type Features,
  modelFromJson,
  type SteppedEstimator,
  type Target,
} from "../../kernels/analysis/index.ts";
import { checkpointedRun } from "./checkpointed-run.ts";
import { estimatorsUnderTest, type Subject } from "./contract-subjects.ts";
import { failure } from "./fixtures.ts";

type Model = SteppedEstimator<object, unknown, unknown>;
interface Abilities {
  predict?(X: Features): ArrayLike<unknown>;
  predictProba?(X: Features): { data: Float64Array; rows: number; columns: number };
  transform?(X: Features): { data: Float64Array; rows: number; columns: number };
  classes_?: readonly unknown[];
  labels_?: Int32Array;
}

/** What a model answers; undefined when its class, or the one inside of it, cannot do that. */
function ask<T>(question: () => T): T | undefined {
  try {
    return question();
  } catch (error) {
    if ((error as AnalysisError).code === "HF_MODEL_ABILITY") return undefined;
    throw error;
  }
}

/** Everything a fitted model says about rows, as text, so that one different digit shows. */
function says(model: Model, X: Features): string {
  const able = model as unknown as Abilities;
  const answers = [
    JSON.parse(JSON.stringify(model)).learned,
    ask(() => able.predict && Array.from(able.predict(X))),
    ask(() => able.predictProba && Array.from(able.predictProba(X).data)),
    able.labels_ && Array.from(able.labels_),
    ask(() => able.transform && Array.from(able.transform(X).data)),
  ];
  expect(answers.some((answer) => Array.isArray(answer))).toBe(true);
  return JSON.stringify(answers);
}
const useOnce = (model: Model, X: Features) => {
  const able = model as unknown as Abilities;
  const used = (able.predict && ask(() => able.predict!(X))) ?? able.transform?.(X);
  // A class that only labels the rows of its fit has nothing to be used on: it must then have those labels.
  if (used !== undefined || able.labels_ !== undefined) return used;
  throw Object.assign(new Error("not fitted"), { code: "HF_MODEL_NOT_FITTED" });
};
/** Whether a class takes other rows than those of its fit. */
const takesRows = (model: Model) => {
  const { predict, transform } = model as unknown as Abilities;
  return predict !== undefined || transform !== undefined;
};
const learnedOf = (model: object) =>
  Object.entries(model).filter(([key, value]) => key.endsWith("_") && value !== undefined);
const code = async (work: () => unknown) => ((await failure(work)) as AnalysisError).code;

test("the list of estimators has every exported class, under its name, and no other", () => {
  const exported = Object.entries(analysis).filter(
    ([, value]) => typeof value === "function" && value.prototype instanceof Estimator,
  );
  const bases = [
    "Classifier",
    "ProbabilisticClassifier",
    "Regressor",
    "SteppedEstimator",
    "Transformer",
  ];
  const names = exported.map(([name]) => name).filter((name) => !bases.includes(name));
  expect(Object.keys(estimatorClasses).sort()).toEqual(names.sort());
  for (const { name, make } of estimatorsUnderTest) expect(make().name).toBe(name);
});

describe.each(estimatorsUnderTest)("$label", (subject: Subject) => {
  const { X, y, other, otherY } = subject;
  const make = () => subject.make() as unknown as Model;
  const fittedModel = () => make().fit(X, y);

  test("its constructor only stores", () => {
    const model = make();
    expect(learnedOf(model)).toEqual([]);
    expect(model.isFitted).toBe(false);
    expect(Object.isFrozen(model.params)).toBe(true);
  });

  test("refuses to work before fit", async () => {
    expect(await code(() => useOnce(make(), X))).toBe("HF_MODEL_NOT_FITTED");
  });

  test("keeps what it learned in properties whose names end in _, and forgets them when fitted again", () => {
    const model = fittedModel();
    expect(model.isFitted).toBe(true);
    expect(model.nFeaturesIn_).toBe(subject.width);
    const own = Object.keys(model).filter((key) => !key.endsWith("_"));
    expect(own.sort()).toEqual(["name", "params"]);
    const fresh = says(make().fit(other, otherY), other);
    expect(says(model.fit(other, otherY), other)).toBe(fresh);
  });

  test("does not change the features it is given", () => {
    const before = JSON.stringify(X);
    useOnce(fittedModel(), X);
    expect(JSON.stringify(X)).toBe(before);
  });

  test("fits with the same digits again, by fitAsync, and with any number of workers", async () => {
    const digits = says(fittedModel(), X);
    expect(says(fittedModel(), X)).toBe(digits);
    expect(says(await make().fitAsync(X, y), X)).toBe(digits);
    expect(says(await make().fitAsync(X, y, { workers: 3 }), X)).toBe(digits);
  });

  test("goes on from a checkpoint to the same digits", async () => {
    const digits = says(fittedModel(), X);
    const whole = checkpointedRun();
    await make().fitAsync(X, y, { run: whole.run });
    const steps = whole.last().first;
    expect(steps).toBeGreaterThan(0);
    for (const stop of new Set([1, 2, Math.floor(steps / 2), steps - 1])) {
      if (stop < 1 || stop >= steps) continue;
      const cut = checkpointedRun(undefined, stop);
      const model = make();
      await failure(() => model.fitAsync(X, y, { run: cut.run }));
      expect(learnedOf(model)).toEqual([]);
      const rest = checkpointedRun(cut.last());
      expect(says(await make().fitAsync(X, y, { run: rest.run }), X)).toBe(digits);
    }
    const done = checkpointedRun(whole.last());
    expect(says(await make().fitAsync(X, y, { run: done.run }), X)).toBe(digits);
  });

  test("comes back from JSON with identical learned values and predictions", () => {
    const model = fittedModel();
    const back = modelFromJson<Model>(JSON.stringify(model));
    expect(back).toBeInstanceOf(model.constructor);
    expect(says(back, X)).toBe(says(model, X));
    const unfitted = modelFromJson<Model>(JSON.parse(JSON.stringify(make())));
    expect(unfitted.isFitted).toBe(false);
    expect(says(unfitted.fit(X, y), X)).toBe(says(model, X));
  });

  test("clones into an unfitted one with the same options", () => {
    const model = fittedModel();
    const copy = model.clone();
    expect(copy.params).toEqual(model.params);
    expect(learnedOf(copy)).toEqual([]);
    expect(says(copy.fit(X, y), X)).toBe(says(model, X));
  });

  test("refuses an option that it does not have", async () => {
    expect(await code(() => make().clone({ noSuchOption: 1 } as object))).toBe("HF_MODEL_OPTION");
  });

  test("stays as it was when a fit fails", async () => {
    const model = fittedModel();
    const digits = says(model, X);
    await failure(() => model.fit([], [] as unknown as Target));
    expect(says(model, X)).toBe(digits);
  });

  test("names what is wrong with features", async () => {
    const model = fittedModel();
    const empty = Array.isArray(X) ? [] : (X as analysis.Table).slice(0, 0);
    expect(await code(() => make().fit(empty as Features, []))).toBe("HF_MODEL_SHAPE");
    if (!subject.numeric) return;
    const rows = X as number[][];
    const withValue = (value: unknown) =>
      rows.map((row, i) => (i === 5 ? [value as number, ...row.slice(1)] : row));
    expect(await code(() => make().fit(withValue(Number.POSITIVE_INFINITY), y))).toBe(
      "HF_MODEL_INFINITE",
    );
    expect(await code(() => make().fit(withValue("text"), y))).toBe("HF_MODEL_NOT_NUMERIC");
    if (takesRows(model))
      expect(
        await code(() =>
          useOnce(
            model,
            rows.map((row) => row.slice(1)),
          ),
        ),
      ).toBe("HF_MODEL_SHAPE");
    const missing = withValue(Number.NaN);
    if (model.allowsMissing) useOnce(make().fit(missing, y), missing);
    else {
      const error = (await failure(() => make().fit(missing, y))) as AnalysisError;
      expect(error).toMatchObject({ code: "HF_MODEL_MISSING_VALUE", row: 5 });
      // A scaler in front has given the columns names.
      expect(error.column).toMatch(/^x?0$/);
      if (takesRows(model))
        expect(await code(() => useOnce(model, missing))).toBe("HF_MODEL_MISSING_VALUE");
    }
  });

  test("names what is wrong with a target", async () => {
    if (y === undefined) return expect(() => make().fit(X)).not.toThrow();
    expect(await code(() => make().fit(X))).toBe("HF_MODEL_SHAPE");
    expect(await code(() => make().fit(X, Array.from(y as string[]).slice(1)))).toBe(
      "HF_MODEL_SHAPE",
    );
    const gap = Array.from(y as unknown[]);
    gap[3] = Number.NaN;
    expect(await code(() => make().fit(X, gap as string[]))).toBe("HF_MODEL_MISSING_VALUE");
    if (subject.kind === "regressor") {
      const words = Array.from(y as unknown[], String);
      expect(await code(() => make().fit(X, words))).toBe("HF_MODEL_NOT_NUMERIC");
    } else {
      const one = Array.from(y as unknown[], () => "same");
      expect(await code(() => make().fit(X, one))).toBe("HF_MODEL_ONE_CLASS");
    }
  });

  test("takes labels of any type", () => {
    if (subject.kind !== "classifier") return expect(fittedModel().isFitted).toBe(true);
    const words = y as string[];
    const numbers = words.map((label) => ["a", "b", "c"].indexOf(label));
    const model = fittedModel() as unknown as Required<Abilities>;
    const twin = make().fit(X, numbers) as unknown as Required<Abilities>;
    expect(model.classes_).toEqual(["a", "b", "c"]);
    expect(twin.classes_).toEqual([0, 1, 2]);
    expect(Array.from(model.predict(X))).toEqual(
      Array.from(twin.predict(X), (number) => ["a", "b", "c"][number as number]),
    );
    const flags = make().fit(
      X,
      words.map((label) => label === "b"),
    ) as unknown as Required<Abilities>;
    expect(flags.classes_).toEqual([false, true]);
    expect(new Set(Array.from(flags.predict(X), (label) => typeof label))).toEqual(
      new Set(["boolean"]),
    );
    const proba = (fittedModel() as Abilities).predictProba?.(X);
    for (let i = 0; i < (proba?.rows ?? 0); i++) {
      const row = proba!.data.subarray(i * 3, i * 3 + 3);
      expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
      expect(Math.min(...row)).toBeGreaterThanOrEqual(0);
    }
  });
});

test("a label encoder learns from labels alone", async () => {
  const encoder = new analysis.LabelEncoder();
  expect(await code(() => encoder.transform(["a"]))).toBe("HF_MODEL_NOT_FITTED");
  expect([...encoder.fitTransform(["b", "a", "b"])]).toEqual([1, 0, 1]);
  const back = modelFromJson<analysis.LabelEncoder>(JSON.stringify(encoder));
  expect(back.inverseTransform([1, 0])).toEqual(["b", "a"]);
  expect(await code(() => encoder.transform(["c"]))).toBe("HF_MODEL_UNKNOWN_CATEGORY");
  expect(await code(() => encoder.fit([]))).toBe("HF_MODEL_SHAPE");
});

test("JSON that no model has written is refused", async () => {
  expect(await code(() => modelFromJson("{"))).toBe("HF_MODEL_JSON");
  expect(await code(() => modelFromJson({ name: "StandardScaler" }))).toBe("HF_MODEL_JSON");
  expect(await code(() => modelFromJson({ holdfastModel: 1, name: "toString", params: {} }))).toBe(
    "HF_MODEL_JSON",
  );
});
