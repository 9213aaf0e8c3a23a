import { isListLike, said } from "../base/arguments.ts";
import { AnalysisError } from "../base/errors.ts";
import * as rule from "../base/option-rules.ts";
import { modelOptions, type Seeded } from "../base/option-table.ts";
import { count } from "../base/words.ts";
import type { Features, Target } from "../models/data.ts";
import { wrongOption } from "../models/option.ts";
import type { Label } from "../models/target.ts";
import { stream } from "../random/stream.ts";
import { codesInOrder, type Split } from "./split.ts";
import { rowCount, takeRows, takeTarget } from "./take-rows.ts";

/** Options of `trainTestSplit`. */
export interface TrainTestSplitOptions {
  /** Share (below 1) or number of rows to test on; default 0.25, rounded up. */
  readonly testSize?: number;
  /** Share or number of rows to learn from; default the rest. */
  readonly trainSize?: number;
  /** Shuffle first, default true. */
  readonly shuffle?: boolean;
  /** Labels whose shares both parts keep. */
  readonly stratify?: Target;
  /** Seed, default 0. */
  readonly randomState?: number;
}

const part = rule.number({ above: 0 });
const trainTestSplitOptions = modelOptions<TrainTestSplitOptions>(
  "trainTestSplit",
  {
    testSize: part,
    trainSize: part,
    shuffle: rule.by(true, rule.flag),
    stratify: rule.perRow,
    randomState: rule.by(0, rule.seed),
  },
  { bare: { number: "testSize" } },
);

/** Both parts of the rows, as the features were given, and the row numbers. */
export interface TrainTest<X extends Features, Y extends Label[] | undefined> {
  readonly trainX: X;
  readonly testX: X;
  readonly trainY: Y;
  readonly testY: Y;
  readonly trainRows: Int32Array;
  readonly testRows: Int32Array;
}

/**
 * Divides rows into one part to learn from and one to test on.
 *
 * @throws HF_MODEL_OPTION, HF_MODEL_SHAPE
 * @example const { trainX, testX, trainY, testY } = trainTestSplit(table.select("a", "b"), table.column("y"));
 */
export function trainTestSplit<X extends Features, Y extends Target | undefined>(
  X: X,
  y: Y,
  options: Seeded<TrainTestSplitOptions> = {},
): TrainTest<X, Y extends Target ? Label[] : undefined> {
  const own = trainTestSplitOptions.read(options);
  const { shuffle = true, stratify, randomState = 0 } = own;
  const n = rowCount(X);
  if (y !== undefined && (!isListLike(y) || y.length !== n))
    throw new AnalysisError("HF_MODEL_SHAPE", {
      what: "trainTestSplit needs one target value per row",
      got: isListLike(y) ? count(y.length, "value") : said(y),
      expected: `${n}`,
    });
  const [train, test] = sizes(own, n);
  if (stratify !== undefined && !shuffle)
    throw wrongOption("trainTestSplit", "shuffle", false, "true when stratify is given");
  const split = !shuffle
    ? cut(
        Int32Array.from({ length: n }, (_, i) => i),
        train,
        test,
        false,
      )
    : stratify === undefined
      ? cut(stream(randomState, "train-test-split").permutation(n), train, test, true)
      : stratified(codesInOrder("trainTestSplit", n, stratify), train, test, randomState);
  type Taken = Y extends Target ? Label[] : undefined;
  const target = (rows: Int32Array) => (y === undefined ? undefined : takeTarget(y, rows)) as Taken;
  return {
    trainX: takeRows(X, split.train) as X,
    testX: takeRows(X, split.test) as X,
    trainY: target(split.train),
    testY: target(split.test),
    trainRows: split.train,
    testRows: split.test,
  };
}

function sizes({ testSize, trainSize }: TrainTestSplitOptions, n: number): [number, number] {
  const count = (name: string, size: number, round: (x: number) => number) => {
    if (size < 1) return round(size * n);
    if (Number.isInteger(size) && size < n) return size;
    throw wrongOption("trainTestSplit", name, size, `a share below 1 or an integer below ${n}`);
  };
  const train = trainSize === undefined ? undefined : count("trainSize", trainSize, Math.floor);
  const test =
    testSize === undefined
      ? train === undefined
        ? Math.ceil(0.25 * n)
        : n - train
      : count("testSize", testSize, Math.ceil);
  const rest = train ?? n - test;
  if (rest < 1 || test < 1 || rest + test > n)
    throw new AnalysisError("HF_MODEL_SHAPE", {
      what: "trainTestSplit cannot divide the rows like this",
      got: `${n} rows for ${rest} + ${test}`,
      expected: "at least one row in each part, and no more than there are",
    });
  return [rest, test];
}

function cut(order: Int32Array, train: number, test: number, testFirst: boolean): Split {
  if (testFirst) return { test: order.slice(0, test), train: order.slice(test, test + train) };
  return { train: order.slice(0, train), test: order.slice(train, train + test) };
}

function stratified(codes: Int32Array, train: number, test: number, seed: number): Split {
  const members: number[][] = [];
  codes.forEach((code, row) => {
    members[code] ??= [];
    members[code].push(row);
  });
  if (members.some((rows) => rows.length < 2) || Math.min(train, test) < members.length)
    throw new AnalysisError("HF_MODEL_SHAPE", {
      what: "trainTestSplit cannot keep the shares of the classes",
      got: `${members.length} classes, the smallest with ${count(Math.min(...members.map((rows) => rows.length)), "row")}`,
      expected: "at least 2 rows of each class, and as many rows in each part as classes",
    });
  const counts = members.map((rows) => rows.length);
  const trainCounts = shares(counts, train, codes.length);
  const left = counts.map((count, c) => count - trainCounts[c]);
  const testCounts = shares(left, test, codes.length - train);
  const parts = { train: [] as number[], test: [] as number[] };
  members.forEach((rows, c) => {
    const order = stream(seed, "train-test-split", c).shuffle([...rows]);
    parts.train.push(...order.slice(0, trainCounts[c]));
    parts.test.push(...order.slice(trainCounts[c], trainCounts[c] + testCounts[c]));
  });
  const random = stream(seed, "train-test-split", "order");
  return {
    train: Int32Array.from(random.shuffle(parts.train)),
    test: Int32Array.from(random.shuffle(parts.test)),
  };
}

/** Divides `total` among classes in proportion to their counts, by largest remainders. */
function shares(counts: readonly number[], total: number, all: number): number[] {
  const exact = counts.map((count) => (count * total) / all);
  const out = exact.map(Math.floor);
  const order = [...exact.keys()].sort((a, b) => exact[b] - out[b] - (exact[a] - out[a]) || a - b);
  let missing = total - out.reduce((a, b) => a + b, 0);
  for (const c of order) if (missing > 0 && out[c] < counts[c] && missing--) out[c]++;
  return out;
}
