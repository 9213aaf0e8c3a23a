import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { makeMessage, type Question } from "../../../../kernels/protocol/index.ts";
import { Questions } from "../../../../server/session/questions/questions.ts";
import { noFaults } from "../../no-faults.ts";

const owner = { execId: "abc.1", cellId: "c1" } as const;
const request = {
  ...makeMessage({ session: "k", username: "kernel" }, "stdin", "input_request", {
    prompt: "Name?",
    password: false,
  }),
  metadata: { holdfast: { question: 1, kind: "prompt", default: "" } },
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function questions(isAttended: () => boolean) {
  const told: (Question | null)[] = [];
  const facts = { signs: 0, told, replies: [] as unknown[] };
  const made = new Questions({
    tell: (question) => told.push(question),
    isAttended,
    sign: () => facts.signs++,
    reply: (...reply) => facts.replies.push(reply),
    onFault: noFaults,
  });
  return { made, facts };
}

test("a question that somebody can see is a sign of life every 10 s, until it is answered", () => {
  const { made, facts } = questions(() => true);
  made.ask(owner, request);
  vi.advanceTimersByTime(3600_000);
  expect(facts.signs).toBe(360);
  made.answer({ id: request.header.msg_id, value: "Ana" });
  vi.advanceTimersByTime(3600_000);
  expect(facts.signs).toBe(360);
  expect(facts.replies).toEqual([["abc.1", 1, "Ana"]]);
  expect(facts.told.at(-1)).toBe(null);
});

test("with nobody there it is none, so the lock is cleared as of any silent cell", () => {
  let isAttended = false;
  const { made, facts } = questions(() => isAttended);
  made.ask(owner, request);
  vi.advanceTimersByTime(3600_000);
  expect(facts.signs).toBe(0);
  isAttended = true;
  vi.advanceTimersByTime(10_000);
  expect(facts.signs).toBe(1);
  made.close("abc.1");
});

test.each([
  ["without facts", { ...request, metadata: {} }],
  [
    "of another kind",
    { ...request, metadata: { holdfast: { question: 1, kind: "x", default: "" } } },
  ],
  ["with a text that is too long", { ...request, content: { prompt: "x".repeat(10_001) } }],
  ["that is another message", makeMessage({ session: "k", username: "k" }, "stdin", "other", {})],
])("a request %s is no question", (_, message) => {
  const { made, facts } = questions(() => true);
  expect(made.ask(owner, message as never)).toBe(false);
  expect(facts.told).toEqual([]);
});

test("the end of another execution leaves it open", () => {
  const { made, facts } = questions(() => true);
  made.ask(owner, request);
  made.close("abc.2");
  expect(facts.told.length).toBe(1);
  made.close("abc.1");
  expect(facts.told).toEqual([facts.told[0], null]);
});
