import { describe, expect, test } from "vitest";
import {
  DecisionTreeClassifier,
  DecisionTreeRegressor,
  stream,
  type TreeNodes,
} from "../../kernels/analysis/index.ts";
import { failure } from "./fixtures.ts";
import { splitData } from "./reference-cases.ts";
import { nearScores } from "./score-names.ts";
import { inBand, treeCases } from "./tree-cases.ts";

interface ExpectedNode {
  n: number;
  impurity: number;
  value: number[];
  feature?: string;
  threshold?: number;
  left?: ExpectedNode;
  right?: ExpectedNode;
}

/** One node and those below it in the form of the reference; to the depth that the reference has. */
function told(tree: TreeNodes, names: string[], like: ExpectedNode, node = 0): ExpectedNode {
  const isLeaf = tree.feature[node]! < 0;
  const { outputs } = tree;
  return {
    n: tree.nNodeSamples[node]!,
    impurity: tree.impurity[node]!,
    value: Array.from(tree.value.subarray(node * outputs, (node + 1) * outputs)),
    ...(!isLeaf && { feature: names[tree.feature[node]!]!, threshold: tree.threshold[node]! }),
    ...(!isLeaf &&
      like.left !== undefined && {
        left: told(tree, names, like.left, tree.childrenLeft[node]),
        right: told(tree, names, like.right!, tree.childrenRight[node]),
      }),
  };
}

/** The same shape, with numbers that are near. */
function near(expected: ExpectedNode): unknown {
  const { impurity, threshold, value, left, right } = expected;
  const close = (x: number, relative: number) => ({
    asymmetricMatch: (got: number) => Math.abs(got - x) <= Math.max(1e-9, relative * Math.abs(x)),
    toString: () => `about ${x}`,
  });
  return {
    ...expected,
    impurity: close(impurity, 1e-9),
    value: value.map((x) => close(x, 1e-9)),
    ...(threshold !== undefined && { threshold: close(threshold, 1e-5) }),
    ...(left && { left: near(left), right: near(right!) }),
  };
}

describe.each(treeCases("tree/"))("$id", (reference) => {
  const { params, expected, kind } = reference;
  const options = {
    criterion: params.criterion,
    maxDepth: params.max_depth,
    minSamplesLeaf: params.min_samples_leaf,
  };
  const isClassifier = params.criterion !== "squared_error";

  test("grows the tree of the peer and scores as it does", async () => {
    const { trainX, trainY, testX, testY, names } = await splitData(reference, false);
    const model = isClassifier
      ? new DecisionTreeClassifier(options)
      : new DecisionTreeRegressor(options);
    model.fit(trainX, trainY);
    const like = expected.tree ?? expected.example_tree_root;
    expect(told(model.tree_!, names, like)).toEqual(near(like));
    if (kind === "exact")
      nearScores(expected.test, testY, model.predict(testX) as number[], { abs: 1e-4 });
    else inBand(model.score(testX, testY), expected.accuracy);
  });
});

/** Rows with many equal values, and a target with two classes or numbers. */
function sample(n: number, distinct: number) {
  const random = stream(3, "trees", n);
  const rows = Array.from({ length: n }, () => [
    random.int(distinct),
    random.int(distinct) / 7,
    random.normal(),
    random.int(2),
  ]);
  return {
    rows,
    classes: rows.map(([a, b, c]) => (a! + 3 * b! + c! > distinct / 2 ? "yes" : "no")),
    numbers: rows.map(([a, b, c]) => a! - b! * c! + 1e6),
    weights: rows.map(() => random.int(4)),
  };
}

describe("a decision tree", () => {
  const { rows, classes, numbers, weights } = sample(700, 40);

  test("without limits repeats what it learned from, also far from 0", () => {
    expect(new DecisionTreeClassifier().fit(rows, classes).predict(rows)).toEqual(classes);
    expect(Array.from(new DecisionTreeRegressor().fit(rows, numbers).predict(rows))).toEqual(
      numbers,
    );
  });

  test("keeps every limit", () => {
    const limited = new DecisionTreeRegressor({
      maxDepth: 6,
      minSamplesLeaf: 11,
      minSamplesSplit: 40,
    });
    const tree = limited.fit(rows, numbers).tree_!;
    expect(limited.getDepth()).toBeLessThanOrEqual(6);
    expect(limited.getNLeaves()).toBeGreaterThan(5);
    tree.feature.forEach((feature, node) => {
      expect(tree.nNodeSamples[node]).toBeGreaterThanOrEqual(feature < 0 ? 11 : 40);
    });
    const few = new DecisionTreeClassifier({ maxLeafNodes: 7 }).fit(rows, classes);
    expect(few.getNLeaves()).toBe(7);
  });

  test("with as many leaves as it likes is the same best first as depth first", () => {
    const depthFirst = new DecisionTreeRegressor().fit(rows, numbers);
    const bestFirst = new DecisionTreeRegressor({ maxLeafNodes: 10_000 }).fit(rows, numbers);
    expect(bestFirst.getNLeaves()).toBe(depthFirst.getNLeaves());
    expect(bestFirst.predict(rows)).toEqual(depthFirst.predict(rows));
  });

  test("counts a row of weight w as w rows, and one of weight 0 not at all", () => {
    const repeated = rows.flatMap((row, i) => Array.from({ length: weights[i]! }, () => row));
    const again = <T>(values: T[]) =>
      values.flatMap((value, i) => Array.from({ length: weights[i]! }, () => value));
    for (const options of [{ maxDepth: 4 }, { maxDepth: 4, maxFeatures: 0.99 }]) {
      const weighted = new DecisionTreeClassifier(options).fit(rows, classes, {
        sampleWeight: weights,
      });
      const plain = new DecisionTreeClassifier(options).fit(repeated, again(classes));
      expect(weighted.predictProba(rows).data).toEqual(plain.predictProba(rows).data);
    }
    const weighted = new DecisionTreeRegressor({ maxDepth: 4 }).fit(rows, numbers, {
      sampleWeight: weights,
    });
    const plain = new DecisionTreeRegressor({ maxDepth: 4 }).fit(repeated, again(numbers));
    weighted.predict(rows).forEach((value, i) => {
      expect(value).toBeCloseTo(plain.predict(rows)[i]!, 6);
    });
  });

  test("finds the same splits from lists in order as from histograms and by sorting", () => {
    const big = sample(3000, 900);
    const column = big.rows.map((row) => [row[2]! + row[0]!]);
    // Of two equal columns one is tried, which takes the way of columns that are drawn.
    const twice = column.map(([x]) => [x!, x!]);
    const lists = new DecisionTreeRegressor({ minSamplesLeaf: 3 }).fit(column, big.numbers);
    const drawn = new DecisionTreeRegressor({ minSamplesLeaf: 3, maxFeatures: 0.5 });
    drawn.fit(twice, big.numbers);
    expect(drawn.tree_!.threshold).toEqual(lists.tree_!.threshold);
    expect(drawn.predict(twice)).toEqual(lists.predict(column));
    const listed = new DecisionTreeClassifier().fit(column, big.classes);
    const tried = new DecisionTreeClassifier({ maxFeatures: 0.5 }).fit(twice, big.classes);
    expect(tried.tree_!.threshold).toEqual(listed.tree_!.threshold);
  });

  test("prunes to a subtree whose every branch pays for its leaves", () => {
    const whole = new DecisionTreeClassifier().fit(rows, classes);
    const pruned = new DecisionTreeClassifier({ ccpAlpha: 0.01 }).fit(rows, classes);
    const stump = new DecisionTreeClassifier({ ccpAlpha: 10 }).fit(rows, classes);
    expect(pruned.getNLeaves()).toBeLessThan(whole.getNLeaves());
    expect(pruned.getNLeaves()).toBeGreaterThan(1);
    expect(stump.getNLeaves()).toBe(1);
    const tree = pruned.tree_!;
    const cost = (node: number): { risk: number; leaves: number } => {
      const own = (tree.impurity[node]! * tree.nNodeSamples[node]!) / rows.length;
      if (tree.feature[node]! < 0) return { risk: own, leaves: 1 };
      const left = cost(tree.childrenLeft[node]!);
      const right = cost(tree.childrenRight[node]!);
      const below = { risk: left.risk + right.risk, leaves: left.leaves + right.leaves };
      expect((own - below.risk) / (below.leaves - 1)).toBeGreaterThan(0.01);
      return below;
    };
    cost(0);
  });

  test("gives importances that sum to 1, and none to a column that says nothing", () => {
    const flat = rows.map((row) => [...row, 5]);
    const importances = new DecisionTreeRegressor().fit(flat, numbers).featureImportances_!;
    expect(importances.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    expect(importances[4]).toBe(0);
    expect(importances[0]).toBeGreaterThan(importances[3]!);
  });

  test("of rows that are all alike is one leaf", () => {
    const flat = rows.map(() => [1, 2]);
    const model = new DecisionTreeClassifier().fit(flat, classes);
    expect(model.getNLeaves()).toBe(1);
    const share = classes.filter((label) => label === "yes").length / classes.length;
    expect(model.predictProba([[9, 9]]).data[1]).toBeCloseTo(share, 12);
  });

  test("weighs classes", () => {
    const rare = classes.map((_, i) => (i % 20 === 0 ? "rare" : "common"));
    const flat = rows.map(() => [0]);
    const balanced = new DecisionTreeClassifier({ classWeight: "balanced" }).fit(flat, rare);
    expect(balanced.predictProba([[0]]).data[0]).toBeCloseTo(0.5, 12);
    const stated = new DecisionTreeClassifier({ classWeight: { rare: 38 } }).fit(flat, rare);
    expect(stated.predict([[0]])).toEqual(["rare"]);
  });

  test.each([
    [{ maxDepth: 0 }, "maxDepth"],
    [{ minSamplesLeaf: 0 }, "minSamplesLeaf"],
    [{ minSamplesLeaf: 1.5 }, "minSamplesLeaf"],
    [{ minSamplesSplit: 1 }, "minSamplesSplit"],
    [{ maxFeatures: 0 }, "maxFeatures"],
    [{ maxFeatures: 2.5 }, "maxFeatures"],
    [{ maxLeafNodes: 1 }, "maxLeafNodes"],
    [{ ccpAlpha: -1 }, "ccpAlpha"],
    [{ minWeightFractionLeaf: 0.6 }, "minWeightFractionLeaf"],
    [{ criterion: "mse" as "gini" }, "criterion"],
    [{ splitter: "any" as "best" }, "splitter"],
    [{ randomState: 0.5 }, "randomState"],
    [{ classWeight: { yes: -1 } }, "classWeight"],
  ])("refuses %o", async (options, option) => {
    const error = await failure(() => new DecisionTreeClassifier(options).fit(rows, classes));
    expect(error.code).toBe("HF_MODEL_OPTION");
    expect(error.message).toContain(option);
  });
});
