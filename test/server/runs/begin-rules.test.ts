import { expect, test } from "vitest";
import type { ResumeKey, RunBegin } from "../../../kernels/protocol/index.ts";
import { beginning } from "../../../server/runs/begin-rules.ts";
import type { RunRecord } from "../../../server/runs/run-record.ts";
import { runRecord } from "./run-records.ts";

const { key } = runRecord(1);

function before(change: Partial<RunRecord>): RunRecord {
  return runRecord(1, { state: "done", updatedAt: 1_000, seq: 3, step: 3, ...change });
}

function begin(change: Partial<RunBegin> = {}): RunBegin {
  return {
    name: "run",
    body: "b",
    seed: 0,
    total: null,
    inputs: "i",
    reuseMs: null,
    isRefreshedBehind: false,
    node: "20",
    arch: "x64",
    map: null,
    ...change,
  };
}

const map = (items: number): Partial<RunBegin> => ({ map: { source: "s", items, all: 1_000 } });

test.each<[what: string, RunRecord | undefined, RunBegin, ResumeKey, expected: object]>([
  ["nothing before", undefined, begin(), key, { kind: "fresh", isPutAside: false }],
  ["one that did not end", before({ state: "cancelled" }), begin(), key, { kind: "resume" }],
  [
    "one that did not end, of another key",
    before({ state: "failed" }),
    begin(),
    { ...key, seed: 1, cell: "d" },
    { kind: "fresh", isPutAside: true, differs: ["cell", "seed"] },
  ],
  [
    "one without a checkpoint, of another key",
    before({ state: "failed", seq: 0 }),
    begin(),
    { ...key, seed: 1 },
    { kind: "fresh", isPutAside: false, differs: [] },
  ],
  [
    "one that has finished",
    before({ result: ["h"] }),
    begin(),
    key,
    { kind: "fresh", isPutAside: false },
  ],
  [
    "a young result",
    before({ result: ["h"] }),
    begin({ reuseMs: 500 }),
    key,
    { kind: "reuse", chunks: ["h"] },
  ],
  [
    "a result that is too old",
    before({ result: ["h"] }),
    begin({ reuseMs: 400 }),
    key,
    { kind: "fresh" },
  ],
  ["a young one without a result", before({}), begin({ reuseMs: 500 }), key, { kind: "fresh" }],
  ["a smaller map", before({ map: { items: 100 } }), begin(map(500)), key, { kind: "grow" }],
  ["an equal map", before({ map: { items: 100 } }), begin(map(100)), key, { kind: "fresh" }],
  [
    "an equal map that is young",
    before({ map: { items: 100 } }),
    begin({ ...map(100), reuseMs: 500 }),
    key,
    { kind: "grow" },
  ],
])("after %s", (_, record, asked, newKey, expected) => {
  expect(beginning(record, newKey, asked, 1_500)).toMatchObject(expected);
});
