import { describe, expect, test } from "vitest";
import { prepareSnapshot, snapshotBytes } from "../../../server/live/snapshot-bytes.ts";
import type { Session } from "../../../server/session/session.ts";

/** A session of which only the place and state are asked; it moves on when the test says so. */
function sessionWith(cells: readonly unknown[]) {
  const facts = { place: { epoch: 3, seq: 7 }, state: { path: 'a "b".ipynb', cells, lock: null } };
  return {
    facts,
    session: {
      get order() {
        return { ...facts };
      },
    } as unknown as Session,
  };
}
const CELLS: Readonly<Record<string, readonly unknown[]>> = {
  "no cells": [],
  "one cell": [{ id: "a", source: "" }],
  "cells with braces, quotes and odd characters": [
    { source: '}}],"cells":[' },
    { source: '\u2028\ud800 😀 \\ "' },
  ],
  "a cell that is larger than a piece": [{ source: "é".repeat(1_200_000) }, { source: "x" }],
  "many cells": Array.from({ length: 3_000 }, (_, i) => ({
    id: `${i}`,
    source: "y".repeat(1_000),
  })),
};

describe("a snapshot that is made in pieces", () => {
  test.each(Object.keys(CELLS))("is the same as one that is made at once: %s", async (what) => {
    const pieces = await prepareSnapshot(sessionWith(CELLS[what]!).session);
    const { bytes, seq } = snapshotBytes(sessionWith(CELLS[what]!).session);
    expect(seq).toBe(7);
    expect(JSON.parse(String(pieces))).toEqual(JSON.parse(String(bytes)));
  });

  test("is shared by those who come at the same place, and by nobody later or of another epoch", async () => {
    const { session, facts } = sessionWith([{ id: "a" }]);
    const held = await prepareSnapshot(session);
    expect(snapshotBytes(session).bytes).toBe(held);
    for (const place of [
      { epoch: 3, seq: 8 },
      { epoch: 4, seq: 8 },
    ]) {
      facts.place = place;
      const { bytes, seq } = snapshotBytes(session);
      expect(seq).toBe(8);
      expect(JSON.parse(String(bytes))).toMatchObject(place);
    }
  });

  test("says the place that it was begun at, also when the notebook goes on meanwhile", async () => {
    const { session, facts } = sessionWith(CELLS["many cells"]!);
    const coming = prepareSnapshot(session);
    facts.place = { epoch: 3, seq: 9 };
    facts.state = { ...facts.state, cells: [] };
    expect(JSON.parse(String(await coming))).toMatchObject({ seq: 7 });
    expect(JSON.parse(String(snapshotBytes(session).bytes))).toMatchObject({
      seq: 9,
      state: { cells: [] },
    });
  });
});
