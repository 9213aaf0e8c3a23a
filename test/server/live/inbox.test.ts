import { describe, expect, test } from "vitest";
import type { WebSocket } from "ws";
import { Inbox } from "../../../server/live/inbox.ts";
import { RateLimit } from "../../../server/live/rate-limit.ts";

/** A socket that notes what it was told, and messages whose work ends when the test says so. */
function tab() {
  const told: string[] = [];
  const socket = {
    isPaused: false,
    pause: () => {
      socket.isPaused = true;
      told.push("pause");
    },
    resume: () => {
      socket.isPaused = false;
      told.push("resume");
    },
    close: (code: number, reason: string) => told.push(`close ${code} ${reason}`),
  };
  const work: { text: string | undefined; end: () => void; fail: (error: unknown) => void }[] = [];
  const inbox = new Inbox(
    socket as unknown as WebSocket,
    (text) => new Promise((end, fail) => work.push({ text, end, fail })),
  );
  return { told, inbox, work };
}
const turn = (): Promise<void> => new Promise((done) => setImmediate(done));

describe("what a tab says", () => {
  test("is read on while little of it is worked on, and not while there is much", async () => {
    const { told, inbox, work } = tab();
    for (let i = 0; i < 63; i++) inbox.take(Buffer.from(`${i}`), false);
    expect(told).toEqual([]);
    inbox.take(Buffer.from("63"), false);
    inbox.take(Buffer.from("64"), false); // it was under way already
    expect(told.every((word) => word === "pause")).toBe(true);
    work[0]!.end();
    await turn();
    expect(told).not.toContain("resume");
    work[1]!.end();
    await turn();
    expect(told.at(-1)).toBe("resume");
    expect(work.map(({ text }) => text)).toEqual(Array.from({ length: 65 }, (_, i) => `${i}`));
  });

  test("counts by its bytes, in whichever pieces it comes", async () => {
    const { told, inbox, work } = tab();
    inbox.take([Buffer.alloc(8 * 1024 * 1024), Buffer.alloc(8 * 1024 * 1024)], true);
    expect(told).toEqual(["pause"]);
    expect(work[0]!.text).toBeUndefined();
    work[0]!.end();
    await turn();
    expect(told).toEqual(["pause", "resume"]);
  });

  test("ends its socket when it cannot be worked on, and frees its place", async () => {
    const { told, inbox, work } = tab();
    inbox.take(Buffer.alloc(16 * 1024 * 1024), true);
    work[0]!.fail(new Error("é".repeat(500)));
    await turn();
    expect(told.slice(0, 2)).toEqual(["pause", "resume"]);
    // A close frame takes 123 bytes of a reason.
    expect(told[2]).toMatch(/^close 1011 Error: é+\ufffd?$/);
    expect(Buffer.byteLength(told[2]!.slice("close 1011 ".length))).toBeLessThanOrEqual(123);
  });
});

describe("so many a second", () => {
  test("are let through at once, then as they come, and no rest is saved up", () => {
    let now = 0;
    const limit = new RateLimit(10, () => now);
    const allowed = (tries: number): number =>
      Array.from({ length: tries }, () => limit.allows()).filter(Boolean).length;
    expect(allowed(50)).toBe(10);
    now = 99;
    expect(allowed(5)).toBe(0);
    now = 101;
    expect(allowed(5)).toBe(1);
    now = 3_600_000;
    expect(allowed(50)).toBe(10);
  });
});
