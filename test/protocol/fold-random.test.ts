import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  applyMessage,
  applyOperation,
  clientOperationFault,
  isUnsaved,
  type NotebookState,
  type Operation,
} from "../../kernels/protocol/index.ts";
import { deepFreeze, idle, type MessageOf, message, notebook, reply, stream } from "./given.ts";

const cellId = fc.constantFrom("a", "b", "c", "m", "n1", "n2", "gone");
const after = fc.option(cellId);
const cellType = fc.constantFrom("code" as const, "markdown" as const, "raw" as const);
const cellIds = fc.array(cellId, { maxLength: 4 });
const text = fc.string({ maxLength: 5 }).map((t) => t.replaceAll("\r", ""));
const n = fc.nat(8);

const clientOperation = fc.oneof(
  fc.record({ type: fc.constant("insert" as const), cellId, after, cellType, source: text }),
  fc.record({ type: fc.constant("delete" as const), cellId }),
  fc.record({ type: fc.constant("restore" as const), cellId }),
  fc.record({ type: fc.constant("move" as const), cellId, after }),
  fc.record({
    type: fc.constant("setSource" as const),
    cellId,
    revision: fc.nat(3),
    change: fc.array(
      fc.oneof(
        fc.nat(4),
        fc
          .tuple(
            fc.nat(3),
            text.map((t) => t.replaceAll("\n", "")),
          )
          .map(([d, t]) => [d, t] as const),
      ),
      { maxLength: 3 },
    ),
  }),
  fc.record({ type: fc.constant("setType" as const), cellId, cellType }),
  fc.record({
    type: fc.constant("setMetadata" as const),
    cellId: fc.option(cellId),
    key: fc.constantFrom("k", "tags"),
    value: fc.constantFrom(1, "x", null),
  }),
  cellIds.map((list) => ({
    type: "run" as const,
    cellIds: list,
    sourceRevisions: list.map(() => 0),
  })),
  fc.record({ type: fc.constant("cancel" as const), cellIds }),
  fc.record({ type: fc.constant("clear" as const), cellIds }),
  fc.constantFrom(
    { type: "restart" as const },
    { type: "save" as const },
    { type: "cancel" as const },
    { type: "clear" as const },
  ),
);
const execId = n.map((i) => `nb.${i}` as const);
const serverOperation = fc.oneof(
  fc.record({ type: fc.constant("started" as const), execId }),
  fc.record({
    type: fc.constant("ended" as const),
    execId,
    outcome: fc.constantFrom("cancelled" as const, "died" as const, "skipped" as const),
  }),
  fc.record({
    type: fc.constant("kernel" as const),
    status: fc.constantFrom("idle" as const, "busy" as const, "dead" as const),
    generation: fc.nat(2),
  }),
  fc.record({ type: fc.constant("saved" as const), seq: fc.nat(20) }),
  fc.uniqueArray(cellId, { maxLength: 3 }).map((list) => ({
    type: "replaced" as const,
    metadata: {},
    cells: list.map((id) => ({
      id,
      cell_type: "code" as const,
      metadata: {},
      source: "replaced",
      outputs: [],
      execution_count: null,
    })),
  })),
);
const kernelMessage = fc.tuple(n, cellId, fc.nat(6), text).map(([i, id, kind, t]): MessageOf => {
  switch (kind) {
    case 0:
      return idle(i, id);
    case 1:
      return reply(i, id, "error");
    case 2:
      return reply(i, id);
    case 3:
      return message(i, id, "clear_output", { wait: t.length > 2 });
    case 4:
      return message(i, id, "update_display_data", {
        data: { "text/plain": t },
        metadata: {},
        transient: { display_id: "d" },
      });
    case 5:
      return message(i, id, "display_data", {
        data: { "text/plain": t },
        metadata: {},
        transient: { display_id: "d" },
      });
    default:
      return stream(i, id, t);
  }
});
const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: clientOperation },
    { weight: 3, arbitrary: serverOperation },
    { weight: 3, arbitrary: kernelMessage },
  ),
  { maxLength: 40 },
);

function step(state: NotebookState, op: Operation | MessageOf, seq: number): NotebookState {
  const facts = { seq, at: seq, id: `w:${seq}`, by: "Ana" };
  const result =
    "message" in op
      ? applyMessage(state, op.execId, op.cellId, op.message, facts)
      : applyOperation(state, op, facts);
  return result.ok ? deepFreeze(result.state) : state;
}

function checkStep(before: NotebookState, after: NotebookState, seq: number): void {
  const all = [...after.cells.map((c) => c.id), ...after.deleted.map((d) => d.cell.id)];
  expect(new Set(all).size).toBe(all.length);
  const revisions = new Map(before.cells.map((c) => [c.id, c]));
  for (const cell of after.cells) {
    const old = revisions.get(cell.id);
    if (!old) continue;
    expect(cell.revision).toBeGreaterThanOrEqual(old.revision);
    if (cell.source !== old.source) expect(cell.revision).toBeGreaterThan(old.revision);
  }
  for (const cell of after.cells) {
    const own = after.executions.filter((e) => e.cellId === cell.id);
    const isRunning = own.some((e) => e.state === "running");
    expect([cell.id, cell.run.status]).toEqual([
      cell.id,
      isRunning ? "running" : own.length > 0 ? "queued" : "idle",
    ]);
  }
  const ids = after.executions.map((e) => e.id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(after.lastExecution).toBeGreaterThanOrEqual(before.lastExecution);
  expect(after.changedSeq).toBeGreaterThanOrEqual(before.changedSeq);
  expect(after.changedSeq).toBeLessThanOrEqual(seq);
  if (after.cells !== before.cells || after.metadata !== before.metadata) {
    const file = (state: NotebookState) =>
      state.cells.map((c) => [c.id, c.type, c.source, c.metadata, c.outputs, c.executionCount]);
    if (JSON.stringify(file(after)) !== JSON.stringify(file(before)))
      expect(isUnsaved(after) || after.savedSeq >= seq || after.changedSeq === seq).toBe(true);
  }
}

describe("any sequence of operations and messages", () => {
  test("never throws, keeps cell ids unique, revisions and numbers growing, and statuses true", () => {
    fc.assert(
      fc.property(steps, (ops) => {
        let state = deepFreeze(notebook());
        for (const [i, op] of ops.entries()) {
          const next = step(state, op, i + 1);
          checkStep(state, next, i + 1);
          state = next;
        }
      }),
      { numRuns: 500 },
    );
  });

  test("gives the same state everywhere, also when state and events travelled as JSON", () => {
    const travelled = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
    fc.assert(
      fc.property(steps, (ops) => {
        let here = deepFreeze(notebook());
        let there = travelled(here);
        for (const [i, op] of ops.entries()) {
          here = step(here, op, i + 1);
          there = travelled(step(there, travelled(op), i + 1));
        }
        expect(there).toEqual(here);
      }),
      { numRuns: 200 },
    );
  });

  test("the operations of a client that are made here pass the validator", () => {
    fc.assert(
      fc.property(clientOperation, (op) => {
        expect(clientOperationFault(op)).toBeUndefined();
      }),
    );
  });
});
