import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { stopAfter } from "../../../server/headless/stop-after.ts";

const stopped: boolean[] = [];
const faults: unknown[] = [];
let isRunning = false;
let person: AbortController;
const cell = {
  isRunning: () => isRunning,
  stop: (isOver: boolean) => {
    stopped.push(isOver);
  },
  onFault: (error: unknown) => {
    faults.push(error);
  },
};

beforeEach(() => {
  vi.useFakeTimers();
  stopped.length = 0;
  faults.length = 0;
  isRunning = false;
  person = new AbortController();
});
afterEach(() => {
  vi.useRealTimers();
  expect(faults).toEqual([]);
});

describe("the time of a cell", () => {
  test("counts from its own begin, however long its kernel takes to start", () => {
    const limit = stopAfter(2, person.signal, cell);
    vi.advanceTimersByTime(60_000);
    expect(stopped).toEqual([]);
    isRunning = true;
    vi.advanceTimersByTime(1_990);
    expect([stopped, limit.isOver()]).toEqual([[], false]);
    vi.advanceTimersByTime(40);
    expect([stopped, limit.isOver()]).toEqual([[true], true]);
    limit.end();
  });

  test.each([undefined, 1e9, Number.POSITIVE_INFINITY])("has no end with %s seconds", (seconds) => {
    isRunning = true;
    stopAfter(seconds, person.signal, cell);
    vi.advanceTimersByTime(2 ** 31);
    expect(stopped).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("that has ended leaves no timer and hears nobody; ending twice is harmless", () => {
    isRunning = true;
    const limit = stopAfter(2, person.signal, cell);
    limit.end();
    limit.end();
    person.abort();
    vi.advanceTimersByTime(10_000);
    expect([stopped, limit.isOver(), vi.getTimerCount()]).toEqual([[], false, 0]);
  });
});

test("a person who stops ends the cell, and it is not over for its time", () => {
  const limit = stopAfter(undefined, person.signal, cell);
  person.abort();
  expect([stopped, limit.isOver()]).toEqual([[false], false]);
});
