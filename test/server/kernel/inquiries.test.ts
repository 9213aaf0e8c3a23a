import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type JupyterMessage, makeMessage } from "../../../kernels/protocol/index.ts";
import { Inquiries } from "../../../server/kernel/inquiries.ts";

const origin = { session: "s", username: "u" };
const question = (): JupyterMessage => makeMessage(origin, "shell", "complete_request", {});
const answerTo = ({ header }: JupyterMessage): JupyterMessage =>
  makeMessage(origin, "shell", "complete_reply", { status: "ok" }, header);

let questions: Inquiries;
let sent: JupyterMessage[];

function ask(asked: JupyterMessage, ms = 100): Promise<JupyterMessage | undefined> {
  return questions.ask(asked, ms, () => sent.push(asked));
}

beforeEach(() => {
  vi.useFakeTimers();
  questions = new Inquiries();
  sent = [];
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a question to a kernel", () => {
  test("gets the answer that names it, also when answers come out of order", async () => {
    const [a, b] = [question(), question()];
    const both = Promise.all([ask(a), ask(b)]);
    expect(questions.take(answerTo(b))).toBe(true);
    expect(questions.take(answerTo(a))).toBe(true);
    expect((await both).map((answer) => answer?.parent_header)).toEqual([a.header, b.header]);
  });

  test("is answered once: what comes again, or names nothing, is nobody's", async () => {
    const asked = question();
    const answer = ask(asked);
    expect(questions.take(answerTo(asked))).toBe(true);
    expect(questions.take(answerTo(asked))).toBe(false);
    expect(questions.take({ ...answerTo(asked), parent_header: {} })).toBe(false);
    expect(await answer).toBeDefined();
  });

  test("that was answered too late is owed: the next is sent only then", async () => {
    const late = question();
    const first = ask(late);
    await vi.advanceTimersByTimeAsync(100);
    expect(await first).toBeUndefined();
    const next = question();
    const second = ask(next);
    await vi.advanceTimersByTimeAsync(50);
    expect(sent).toEqual([late]);
    expect(questions.take(answerTo(late))).toBe(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toEqual([late, next]);
    questions.take(answerTo(next));
    expect(await second).toBeDefined();
  });

  test("to a kernel that owes one and stays silent ends after its time, unsent", async () => {
    void ask(question());
    await vi.advanceTimersByTimeAsync(100);
    const next = ask(question(), 30);
    await vi.advanceTimersByTimeAsync(30);
    expect(await next).toBeUndefined();
    expect(sent).toHaveLength(1);
  });

  test("ends with the kernel, and so does one that waits for its turn; ending twice is harmless", async () => {
    const waiting = ask(question());
    questions.end();
    questions.end();
    expect(await waiting).toBeUndefined();
    expect(vi.getTimerCount()).toBe(0);
  });

  test("that cannot be sent fails, and nothing is owed for it", async () => {
    const failed = questions.ask(question(), 100, () => {
      throw new Error("the socket is closed");
    });
    await expect(failed).rejects.toThrow("the socket is closed");
    await vi.advanceTimersByTimeAsync(200);
    const next = question();
    const answer = ask(next);
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toEqual([next]);
    questions.take(answerTo(next));
    expect(await answer).toBeDefined();
    expect(vi.getTimerCount()).toBe(0);
  });
});
