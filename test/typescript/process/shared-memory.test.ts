import { beforeEach, describe, expect, test } from "vitest";
import { FrameReader, makeMessage } from "../../../kernels/protocol/index.ts";
import { sampleBars, withRate } from "../../../kernels/typescript/process/bars.ts";
import {
  askToGiveWay,
  createHandshake,
  move,
  PHASE,
  readPhase,
  takeGiveWay,
  waitWhile,
  wordOf,
} from "../../../kernels/typescript/process/handshake.ts";
import { InputSlot } from "../../../kernels/typescript/process/input-slot.ts";
import {
  GUARD,
  MAIN,
  TEXT_BYTES,
  TextBuffer,
} from "../../../kernels/typescript/process/text-buffer.ts";

describe("an answer of a person", () => {
  let main: InputSlot;
  let guard: InputSlot;
  beforeEach(() => {
    main = new InputSlot();
    guard = new InputSlot(main.shared);
  });

  test.each(["", "yes", "😀é\u0000\n", "語".repeat(10_000)])("arrives whole: %#", (value) => {
    const question = main.open();
    expect(guard.answer(question, value)).toBe(true);
    expect(main.wait()).toBe(value);
  });

  test("may be none", () => {
    expect(guard.answer(main.open(), null)).toBe(true);
    expect(main.wait()).toBeNull();
  });

  test("counts once, and only for the question that waits", () => {
    expect(guard.answer(1, "nobody asked")).toBe(false);
    const first = main.open();
    expect(guard.answer(first + 1, "too early")).toBe(false);
    expect(guard.answer(first, "mine")).toBe(true);
    expect(guard.answer(first, "again")).toBe(false);
    expect(main.wait()).toBe("mine");
    expect(guard.answer(first, "late")).toBe(false);
    const second = main.open();
    expect(guard.answer(first, "late")).toBe(false);
    expect(guard.answer(second, "")).toBe(true);
    expect(main.wait()).toBe("");
  });
});

describe("text that waits in memory of both threads", () => {
  const { header } = makeMessage({ session: "s", username: "u" }, "shell", "execute_request", {});
  const shown = (buffer: TextBuffer): unknown => {
    const [frame] = new FrameReader().push(buffer.frame("s"));
    const { content, parent_header } = JSON.parse(Buffer.from(frame!.payload).toString());
    expect([frame!.execution, parent_header]).toEqual([7, header]);
    return content;
  };
  let main: TextBuffer;
  beforeEach(() => {
    main = new TextBuffer(MAIN);
    main.attribute(header, 7);
  });

  test("is joined, and the guard sends it as the main thread would", () => {
    expect([main.append("stderr", "é"), main.append("stderr", "😀\n")]).toEqual([true, true]);
    expect(shown(new TextBuffer(GUARD, main.shared))).toEqual({ name: "stderr", text: "é😀\n" });
    main.clear();
    expect(main.length).toBe(0);
  });

  test.each(["x", "é", "語", "😀"])(
    "is taken up to the last byte, and not one more: %s",
    (character) => {
      const most = Math.floor(TEXT_BYTES / Buffer.byteLength(character));
      expect(main.append("stdout", character.repeat(most))).toBe(true);
      expect(main.append("stdout", character)).toBe(false);
      expect(shown(main)).toEqual({ name: "stdout", text: character.repeat(most) });
    },
  );

  test("belongs to one thread at a time; a thread that has it may take it again", () => {
    const guard = new TextBuffer(GUARD, main.shared);
    main.lock();
    main.lock();
    expect(guard.tryLock()).toBe(false);
    main.unlock();
    expect(guard.tryLock()).toBe(true);
    expect(main.tryLock()).toBe(false);
    guard.unlock();
  });

  test("has frames that are numbered through, whichever thread makes them", () => {
    const guard = new TextBuffer(GUARD, main.shared);
    expect([main, guard, main].map((each) => each.nextFrame())).toEqual([0, 1, 2]);
  });
});

describe("who ends an execution", () => {
  test("is agreed for that execution alone, and once", () => {
    const handshake = createHandshake();
    Atomics.store(handshake, 0, wordOf(5, PHASE.busy));
    expect(move(handshake, 4, PHASE.busy, PHASE.asked)).toBe(false);
    expect(move(handshake, 5, PHASE.busy, PHASE.asked)).toBe(true);
    expect(move(handshake, 5, PHASE.busy, PHASE.asked)).toBe(false);
    expect([
      move(handshake, 5, PHASE.asked, PHASE.taken),
      move(handshake, 5, PHASE.asked, PHASE.terminating),
    ]).toEqual([true, false]);
    expect(readPhase(handshake)).toBe(PHASE.taken);
    expect(move(handshake, 5, PHASE.taken, PHASE.idle)).toBe(true);
    expect(move(handshake, 5, PHASE.taken, PHASE.idle)).toBe(false);
  });

  test("holds for the largest numbers, too", () => {
    for (const execution of [2 ** 28 - 1, 2 ** 28, 2 ** 29 - 1]) {
      const handshake = createHandshake();
      Atomics.store(handshake, 0, wordOf(execution, PHASE.busy));
      expect(readPhase(handshake)).toBe(PHASE.busy);
      expect(waitWhile(handshake, execution, PHASE.busy, 0)).toBe(false);
      expect(waitWhile(handshake, execution, PHASE.asked, 0)).toBe(true);
      expect(move(handshake, execution, PHASE.busy, PHASE.terminating)).toBe(true);
    }
  });

  test("a wish to give way is heard once, by whom it is meant", () => {
    const handshake = createHandshake();
    askToGiveWay(handshake, 9);
    expect([8, 9, 9].map((execution) => takeGiveWay(handshake, execution))).toEqual([
      false,
      true,
      false,
    ]);
  });
});

describe("a bar", () => {
  const bar = {
    id: "b",
    name: "n",
    done: 0,
    total: 10,
    startedAt: 1_000,
    updatedAt: 1_000,
  } as never;

  test("has a rate from its own begin, and a time left that is never below 0", () => {
    expect(withRate(bar, 5, 2_000)).toMatchObject({ done: 5, rate: 5, etaSeconds: 1 });
    expect(withRate(bar, 12, 2_000)).toMatchObject({ done: 12, etaSeconds: 0 });
    expect(withRate({ ...(bar as object), from: 8 } as never, 8, 2_000)).not.toHaveProperty("rate");
    for (const now of [1_000, 500]) expect(withRate(bar, 5, now)).not.toHaveProperty("etaSeconds");
  });

  test("is told when it has moved, and only then; also when it is no number", () => {
    const table = new Map([["b", { execution: 3, bar, slot: 1, sampled: Number.NaN }]]);
    const slots = new Float64Array([9, 0]);
    expect([...sampleBars(table, slots, 2_000).keys()]).toEqual([3]);
    expect(sampleBars(table, slots, 2_000).size).toBe(0);
    slots[1] = 4;
    expect(sampleBars(table, slots, 3_000).get(3)).toMatchObject([{ done: 4, rate: 2 }]);
  });
});
