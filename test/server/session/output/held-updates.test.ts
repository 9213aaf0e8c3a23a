import { describe, expect, test, vi } from "vitest";
import { type ExecutionMessage, makeMessage } from "../../../../kernels/protocol/index.ts";
import { HeldUpdates } from "../../../../server/session/output/held-updates.ts";
import { noFaults } from "../../no-faults.ts";

const cell = { execId: "n.1" as const, cellId: "c1" };

function update(display_id: string, text: string): ExecutionMessage {
  const content = { data: { "text/plain": text }, metadata: {}, transient: { display_id } };
  const origin = { session: "s", username: "u" };
  return makeMessage<ExecutionMessage>(origin, "iopub", "update_display_data", content as never);
}

function said(): { held: HeldUpdates; texts: unknown[] } {
  const texts: unknown[] = [];
  const held = new HeldUpdates((_, { content }) => {
    texts.push((content as { data: Record<string, unknown> }).data["text/plain"]);
  }, noFaults);
  return { held, texts };
}

describe("HeldUpdates", () => {
  test("says only the newest value of each display, in the order of the displays", () => {
    const { held, texts } = said();
    held.hold(cell, update("a", "a1"));
    held.hold(cell, update("b", "b1"));
    held.hold(cell, update("a", "a2"));
    held.flush();
    expect(texts).toEqual(["a2", "b1"]);
    held.flush();
    expect(texts).toEqual(["a2", "b1"]);
  });

  test("says what nothing else pushed out after a short time", () => {
    vi.useFakeTimers();
    try {
      const { held, texts } = said();
      held.hold(cell, update("a", "a1"));
      vi.advanceTimersByTime(10);
      held.hold(cell, update("a", "a2"));
      expect(texts).toEqual([]);
      vi.advanceTimersByTime(10);
      expect(texts).toEqual(["a2"]);
    } finally {
      vi.useRealTimers();
    }
  });
});
